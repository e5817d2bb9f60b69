#pragma once
// Whether a take is whole, from its samples alone: everything that finds lost, repeated or zeroed samples.

#include <optional>
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
  std::optional<double> sound_ended_s;  ///< too early, as sound_lost() has it
  double clock_offset = 0.0;            ///< the player's clock is faster by this fraction
};

/// When the sweep begins and ends in the take, as its response's arrival has it.
[[nodiscard]] SweepExtent extent_of(const Stimulus& stimulus, const Responses& responses);

/// Whether sound that ended then is lost for good. Where no more than a few blocks of a driver are missing at
/// the end, the sweep may have been played out: that is a dropout.
[[nodiscard]] bool lost_for_good(const SweepExtent& extent, std::optional<double> sound_ended_s);

/// Times, in the take, at which samples are lost, repeated or zeroed; ascending, 20 ms apart at least.
[[nodiscard]] std::vector<double> dropouts(const TakeEvidence& evidence);

}  // namespace ohmsweep
