#pragma once
/// Reading a curve at a frequency for display. Pure.

#include <string>
#include <vector>

#include "ohmsweep/measurement/impedance_curve.h"

namespace ohmsweep {

/// The grid point nearest to `hz` on a logarithmic scale; the grid has at least one.
[[nodiscard]] std::size_t nearest_point(const FrequencyGrid& grid, double hz);
/// Points from 20 Hz to 20 kHz; all of them where none is.
[[nodiscard]] std::vector<std::size_t> audible_points(const FrequencyGrid& grid);
/// "32.0 ± 0.1 Ω", "< 0.02 Ω (upper bound)".
[[nodiscard]] std::string magnitude_text(const ImpedanceCurve& curve, std::size_t point);
/// The same in as few characters as a column wants: "32.0 Ω", "< 0.02 Ω".
[[nodiscard]] std::string short_magnitude_text(const ImpedanceCurve& curve, std::size_t point);

}  // namespace ohmsweep
