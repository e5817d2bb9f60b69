#pragma once
/// The frequencies at which a headphone and an output are looked at together. Pure.

#include <vector>

#include "ohmsweep/measurement/impedance_curve.h"

namespace ohmsweep {

/// Two frequencies that differ by less than this share are one.
inline constexpr double same_frequency = 1e-9;
[[nodiscard]] bool same_hz(double a, double b);

/// Every point of either curve within [from, to], and the ends, where both have values; ascending. Throws
/// Error(failed) where one of them is empty or they share nothing there.
[[nodiscard]] std::vector<double> joint_points(const ImpedanceCurve& headphone, const ImpedanceCurve& output,
                                               Hertz from, Hertz to);

}  // namespace ohmsweep
