#pragma once
// Two ways to measure a balanced output: both legs' contacts, the inputs' mismatch and a take with both
// inputs on the hot contact.

#include "ohmsweep/measurement/balanced_output.h"
#include "study/output_rows.h"

namespace ohmsweep::study {

/// The true impedance of a leg of the row's output.
[[nodiscard]] Complex true_leg(const OutputRow& row, Leg leg, double hz);

/// Every take played, recorded and compared with what was played.
[[nodiscard]] OutputImpedance balanced_through_whole_takes(const OutputRow& row,
                                                           const RatioEstimator& estimator,
                                                           std::uint64_t seed);

/// Solved circuits with a draw of the noise for each input.
[[nodiscard]] OutputImpedance balanced_through_ratios(const OutputRow& row, const RatioNoise& noise,
                                                      std::uint64_t seed);

}  // namespace ohmsweep::study
