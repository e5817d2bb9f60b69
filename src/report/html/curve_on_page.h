#pragma once
/// Curves as the page holds them. Pure.

#include <string>
#include <vector>

#include "ohmsweep/measurement/impedance_curve.h"

namespace ohmsweep::page {

/// Frequencies that curves share, each set once: most curves of a library have the same.
class Grids {
 public:
  /// The number of this set, a new one where it is not yet there.
  [[nodiscard]] std::size_t number_of(const std::vector<double>& hz);
  /// An array of arrays, Hz.
  [[nodiscard]] std::string json() const;

 private:
  std::vector<std::vector<double>> grids_;
};

/// {grid, ohm, deg, u95, deg95, tie, bound}: for each frequency |Z| and its U95 in ohm, the phase and its U95
/// in degrees, and the correlation of both errors in hundredths; `bound` holds a 1 for each point that is an
/// upper bound only and is left out where none is, u95 to tie where nothing is known of them.
[[nodiscard]] std::string curve_json(const ImpedanceCurve& curve, Grids& grids);

}  // namespace ohmsweep::page
