#pragma once
// Lost, repeated and zeroed samples as what they leave at one moment: a step that no circuit and no harmonic
// of the sweep explains.

#include <vector>

#include "signal/deconvolution.h"

namespace ohmsweep {

/// Times, in the take, at which either channel is discontinuous. Everything that the sweep explains (linear
/// response and harmonics) is taken out first; what is left is smooth unless samples are missing. `low` are
/// the same responses slowed, for at least 1.2 kHz; `peak` is the take's largest sample, `clock_offset` how
/// much faster the player is (1 = 100 %): where the clocks differ, the stimulus's fades are judged less
/// strictly.
[[nodiscard]] std::vector<double> discontinuities(const Responses& whole, const Responses& low,
                                                  const Deconvolution& deconvolution, double peak,
                                                  double clock_offset);

}  // namespace ohmsweep
