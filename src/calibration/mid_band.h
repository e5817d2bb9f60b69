#pragma once
/// The standards as they look in the middle of the band, against an ideal divider.

#include <limits>
#include <vector>

#include "ohmsweep/calibration/calibration.h"

namespace ohmsweep {

/// One standard near mid-band. An open has an infinite declared value.
struct SeenStandard {
  const StandardTake* take = nullptr;
  Complex ratio;  ///< median of m over mid-band
  double declared_ohm = std::numeric_limits<double>::infinity();

  [[nodiscard]] bool is(StandardKind kind) const { return take->standard.kind == kind; }
};

/// Median, of real and imaginary parts, of a take's ratio over [from, to] Hz; over all points where fewer
/// than five lie inside.
[[nodiscard]] Complex mid_band_ratio(const RatioCurve& curve, double from_hz, double to_hz);

/// Z/(Z + R), and its inverse R f/(1 - f). An open is 1 and back; beyond a megohm reads as infinite.
[[nodiscard]] double divider(double ohm, double reference_ohm);
[[nodiscard]] Complex divider_impedance(Complex fraction, double reference_ohm);

/// "98.7 ohm", "98.7 ohm at 12 degrees" where it is no resistance, "an open circuit" beyond 50 kΩ, "a short
/// circuit" below 10 mΩ.
[[nodiscard]] std::string looks_like(Complex impedance_ohm);

}  // namespace ohmsweep
