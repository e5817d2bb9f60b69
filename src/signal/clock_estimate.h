#pragma once
// The offset between the playing and the recording clock, from how the source channel's delay changes while
// the sweep passes.

#include "signal/sweep_track.h"

namespace ohmsweep {

/// (played rate / recorded rate − 1), with its 95 % interval; u95 is 0 where nothing can be told.
struct ClockOffset {
  double ppm = 0.0;
  double u95_ppm = 0.0;
};

/// A player that is faster by ε turns the transfer function by 2π ε f t(f), t(f) being when the sweep passes
/// f. What the circuit adds to the phase is taken for a delay, a first-order coupling and a smooth remainder
/// whose size is learnt from the phases themselves (a Gaussian process with an exponential covariance over an
/// octave: C. E. Rasmussen, C. K. I. Williams, Gaussian Processes for Machine Learning, 2006, chapters 2 and
/// 5).
[[nodiscard]] ClockOffset clock_offset(const SweepTrack& track);

}  // namespace ohmsweep
