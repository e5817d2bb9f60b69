#pragma once
/// Reading a curve at a frequency for display. Pure.

#include <string>
#include <vector>

#include "ohmsweep/core/number_text.h"
#include "ohmsweep/core/uncertain.h"
#include "ohmsweep/measurement/impedance_curve.h"

namespace ohmsweep {

/// The grid point nearest to `hz` on a logarithmic scale; the grid has at least one.
[[nodiscard]] std::size_t nearest_point(const FrequencyGrid& grid, double hz);
/// Points from 20 Hz to 20 kHz; all of them where none is.
[[nodiscard]] std::vector<std::size_t> audible_points(const FrequencyGrid& grid);
/// |Z| as it is stated: the value, or its bound.
[[nodiscard]] double stated_ohm(const ImpedanceCurve& curve, std::size_t point);
/// Where the largest of `points` is stated.
[[nodiscard]] std::size_t largest_of(const ImpedanceCurve& curve, const std::vector<std::size_t>& points);
/// The unit that the whole curve is told in.
[[nodiscard]] OhmUnit unit_of(const ImpedanceCurve& curve);

/// "32.0 ± 0.1 Ω", "< 0.02 Ω".
[[nodiscard]] std::string magnitude_text(const ImpedanceCurve& curve, std::size_t point, const OhmUnit& unit);
/// The same of a single point, and of a resistance.
[[nodiscard]] std::string magnitude_text(const ImpedancePoint& point, const OhmUnit& unit);
[[nodiscard]] std::string resistance_text(const Uncertain& ohm, const OhmUnit& unit);

}  // namespace ohmsweep
