#pragma once
/// Whether the gain of one input was touched between calibration and take, as the take itself shows it. Pure.

#include <optional>

#include "ohmsweep/calibration/calibration.h"

namespace ohmsweep {

/// V_dut/V_source is larger by `ratio` than it was with the calibration, and V_source by `level`.
struct InputGain {
  double ratio = 1.0;
  double ratio_uncertainty = 1.0;  ///< standard, relative
  double level = 1.0;
};

/// The interface's own output resistance makes the source channel's level follow the device, as
/// source_level() has it:
///     |V_source|(f) = level · source_level(Γ),  Γ by the error terms from m/ratio.
/// Where Z changes over frequency so does the level, and by how much it does tells `ratio`, whatever the
/// level itself is: a least-squares fit of ln level and ln ratio over 50 Hz to 5 kHz. A flat Z, or an output
/// of no resistance, tells nothing: the uncertainty is then large. Both inputs turned alike look like a
/// change of level, and are as harmless. Nothing where the calibration knows no level or the take has none.
[[nodiscard]] std::optional<InputGain> fit_input_gain(const RatioCurve& ratio,
                                                      const Calibration& calibration);

}  // namespace ohmsweep
