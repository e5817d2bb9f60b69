#pragma once
/// What is connected, told from the curve: nothing, a short circuit, the wrong way round, or an active
/// device.

#include <vector>

#include "ohmsweep/measurement/headphone.h"

namespace ohmsweep {

/// A device's curve beside what the channels would show with nothing connected.
struct SeenDevice {
  const ImpedanceCurve& curve;
  std::vector<Complex> open_ratio;      ///< m of an open, per point
  std::vector<Complex> relative_ratio;  ///< m / open_ratio, per point
  double reference_ohm = 100.0;
  double open_ratio_uncertainty = 0.0;  ///< standard, relative
  double shorted_ohm = 0.3;
};

/// The take's findings and the one that the device adds, as headphone.h says; `limits` are documented there.
[[nodiscard]] Findings with_device_findings(const Findings& take, const SeenDevice& device,
                                            const DeviceLimits& limits = {});

}  // namespace ohmsweep
