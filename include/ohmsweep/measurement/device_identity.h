#pragma once
/// Whether a curve is of the device that it is said to be of, as far as other curves and published figures
/// tell. Values and pure functions; thread-safe.

#include <optional>
#include <string>

#include "ohmsweep/core/finding.h"
#include "ohmsweep/measurement/impedance_curve.h"

namespace ohmsweep {

/// rms over 100 Hz to 10 kHz of |Za - Zb| / |Za|, at a's points; b is interpolated. Nothing where the two
/// have fewer than ten points of that band in common.
[[nodiscard]] std::optional<double> relative_difference(const ImpedanceCurve& a, const ImpedanceCurve& b);

/// One voice coil measured twice agrees within this; two of one model differ by more.
inline constexpr double one_device_within = 5e-4;

/// A warning `same_device` where the curve is the last one's within one_device_within, and the noise of both
/// lets that be seen. `last` is what sentences call it.
[[nodiscard]] std::optional<Finding> find_same_device(const ImpedanceCurve& curve,
                                                      const ImpedanceCurve& last_curve,
                                                      const std::string& last);

/// A warning `sides_swapped` where the curve lies near to what the other side was before, and at least three
/// times as far from its own, which must differ by 0.2 % or more. `side` is "left" or "right".
[[nodiscard]] std::optional<Finding> find_swapped_sides(const ImpedanceCurve& curve, const std::string& side,
                                                        const ImpedanceCurve& own_before,
                                                        const ImpedanceCurve& other_before);

/// A warning `other_headphone` where the published nominal impedance is outside of [0.7 × min |Z|, 1.5 × max
/// |Z|] of 20 Hz to 20 kHz: IEC 60268-7 wants |Z| to be at least 80 % of nominal, and makers keep to that
/// loosely.
[[nodiscard]] std::optional<Finding> find_other_headphone(const ImpedanceCurve& curve, double nominal_ohm);

}  // namespace ohmsweep
