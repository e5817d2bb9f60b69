#pragma once
// A channel in which patterns are looked for: its band from 300 Hz to 3.6 kHz at some 8 kHz, so that minutes
// of sound cost little.

#include <cstddef>
#include <vector>

#include "ohmsweep/core/covariance.h"

namespace ohmsweep {

/// How alike a pattern and the channel are, from 0 to 1, with the pattern's first sample at each sample.
struct Likeness {
  double rate = 0.0;  ///< samples per second
  std::vector<double> values;
};

/// The best of a stretch.
struct BestMatch {
  double at_s = 0.0;
  double likeness = 0.0;  ///< 0 where the stretch lies outside
};
[[nodiscard]] BestMatch best_within(const Likeness& likeness, double from_s, double to_s);

class SearchedChannel {
 public:
  SearchedChannel(const std::vector<double>& channel, int sample_rate);

  [[nodiscard]] double rate() const { return rate_; }
  /// Sum of the squares of its samples in a stretch.
  [[nodiscard]] double energy(double from_s, double to_s) const;
  /// Normalised cross-correlation, |Σ x p*| / √(Σ|x|² Σ|p|²) with p the analytic pattern: whatever the level,
  /// the polarity and the phase. `pattern` has rate() samples per second.
  [[nodiscard]] Likeness likeness(const std::vector<double>& pattern) const;

 private:
  double rate_;
  std::size_t length_;
  std::size_t size_;
  std::vector<Complex> bins_;
  std::vector<double> energy_;  ///< sum of squares of all samples before each
};

}  // namespace ohmsweep
