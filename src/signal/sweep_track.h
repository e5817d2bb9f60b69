#pragma once
// The chain's transfer function as the sweep passes it: frequency stands for time, so that what happened to a
// take at one moment shows at one frequency.

#include "signal/gate.h"

namespace ohmsweep {

/// Both channels behind one gate, wide enough to hold what a lost block moves aside.
struct SweepTrack {
  GatedSpectrum linear;
  SweepTiming timing{};
  double delay_s = 0.0;
  double take_s = 0.0;
};

[[nodiscard]] SweepTrack track_of(const Responses& responses);

}  // namespace ohmsweep
