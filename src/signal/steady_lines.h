#pragma once
// Hum and other steady lines in a take of tones: seen in what the tones leave, followed through the take, and
// taken out of the tones beside which they lie.

#include <vector>

#include "signal/sinusoids.h"

namespace ohmsweep {

/// A stretch of a take without its tone, or of its silence.
struct RestStretch {
  std::size_t first = 0;  ///< sample of the take
  Column source;
  Column dut;
  double tone_hz = 0.0;  ///< the tone taken out; 0: silence
};

/// A line at one place in the take: Re((A + B (n − position)) e^{2πi·hz/rate·(n − position)}).
struct LocalLine {
  double hz = 0.0;
  Complex source;
  Complex dut;
  Complex source_slope;  ///< B, per sample
  Complex dut_slope;
  double source_variance = 0.0;  ///< E|δA|², from the scatter of the stretches around
  double dut_variance = 0.0;
};

class SteadyLines {
 public:
  /// Looks for lines in all stretches together, given in the order of time. What is below
  /// `smallest_amplitude` is rounding and left alone.
  SteadyLines(const std::vector<RestStretch>& stretches, std::size_t take_size, int sample_rate,
              double smallest_amplitude);

  struct Seen {
    double hz = 0.0;
    double amplitude = 0.0;  ///< peak, over the whole take, the larger of the two channels
  };
  [[nodiscard]] const std::vector<Seen>& seen() const { return seen_; }

  /// The lines within `reach_hz` of a frequency as they are at `position`, in samples of the take. A line
  /// that too few stretches show is left out.
  [[nodiscard]] std::vector<LocalLine> around(double hz, double reach_hz, double position) const;

 private:
  /// A line in one stretch, with its phase at the take's beginning.
  struct Sight {
    double position = 0.0;
    double weight = 0.0;
    Complex source;
    Complex dut;
  };
  void look(double hz, const std::vector<RestStretch>& stretches, double smallest_amplitude);
  /// Turns the sights to the frequency at which their phase stands still, and returns how much higher it is,
  /// Hz.
  [[nodiscard]] double refine(std::vector<Sight>& sights) const;
  [[nodiscard]] bool fit(std::size_t line, double position, LocalLine& local) const;

  double rate_;
  std::vector<Seen> seen_;
  std::vector<std::vector<Sight>> sights_;  ///< per line, in the order of time
};

}  // namespace ohmsweep
