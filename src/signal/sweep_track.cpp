#include "signal/sweep_track.h"

#include <algorithm>

namespace ohmsweep {

SweepTrack track_of(const Responses& responses) {
  const double before = std::min(0.12, 0.97 * responses.timing.harmonic_lead(2.0));
  const double after = std::min(0.15, 0.2 * responses.period_s());
  const GateShape shape{before, 0.8 * before, 0.8 * after, after};
  SweepTrack track;
  track.linear = gated(responses, shape, 0.0);
  track.timing = responses.timing;
  track.delay_s = responses.delay_s();
  track.take_s = responses.take_s;
  return track;
}

}  // namespace ohmsweep
