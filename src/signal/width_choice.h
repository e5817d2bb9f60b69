#pragma once
// The width of the local fit, chosen from the data: the widest at which the fit's own bias stays well under
// its noise.
//
// A local-quadratic fit's bias grows with the fourth power of the width, so that the step from one width to
// its double shows 15 times the bias of the narrower one; the noise that the step itself carries is taken
// off.

#include <vector>

#include "ohmsweep/core/frequency_grid.h"
#include "signal/local_fit.h"

namespace ohmsweep {

/// One grid point's fits at widths that double from one to the next; the last serves only to judge the one
/// before.
struct WidthLadder {
  std::vector<double> octaves;
  std::vector<LocalFit> fits;
};

struct ChosenFit {
  Complex ratio;
  double variance = 0.0;
  Complex bias;  ///< standard uncertainty of the fit's bias, with the direction in which the estimate moves
  double octaves = 0.0;
};

/// Chooses per point from statistics pooled over a twelfth of an octave either side. Ladders and grid have
/// one length.
[[nodiscard]] std::vector<ChosenFit> choose_widths(const FrequencyGrid& grid,
                                                   std::vector<WidthLadder> ladders);

}  // namespace ohmsweep
