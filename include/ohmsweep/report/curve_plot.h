#pragma once
/// Impedance over frequency as a plot in plain characters. Thread rule: pure.

#include <cstddef>
#include <string>
#include <vector>

#include "ohmsweep/measurement/impedance_curve.h"

namespace ohmsweep {

/// A channel or output with its curve.
struct PlottedPart {
  std::string part;
  ImpedanceCurve curve;
};

/// |Z| in ohm, both axes logarithmic, `columns` by `rows` characters with labels and a line that tells the
/// marks apart; frequencies from 20 Hz to 20 kHz. Points mark a 95 % band that is wider than the line, and
/// all below the bound where an output is known by a bound only. Nothing is drawn of a curve without points
/// in that range or of an open device; without any curve to draw the text is empty. At least 40 by 6, at most
/// 26 curves.
[[nodiscard]] std::string curve_plot(const std::vector<PlottedPart>& parts, std::size_t columns = 80,
                                     std::size_t rows = 14);

}  // namespace ohmsweep
