#pragma once
// Whether a take is whole, from its samples alone: everything that finds lost, repeated or zeroed samples.

#include <vector>

#include "ohmsweep/signal/recording.h"
#include "signal/deconvolution.h"
#include "signal/sound_extent.h"
#include "signal/sweep_track.h"

namespace ohmsweep {

/// What a take is judged by: its samples and what was derived from them.
struct TakeEvidence {
  const Recording& take;
  const Stimulus& stimulus;
  const Deconvolution& deconvolution;
  const Responses& whole;  ///< without stationary lines
  const Responses& low;    ///< the same, slowed
  const SweepTrack& track;
};

/// When the sweep begins and ends in the take, as its response's arrival has it.
[[nodiscard]] SweepExtent extent_of(const Stimulus& stimulus, const Responses& responses);

/// Times, in the take, at which samples are lost, repeated or zeroed; ascending, 20 ms apart at least.
[[nodiscard]] std::vector<double> dropouts(const TakeEvidence& evidence);

}  // namespace ohmsweep
