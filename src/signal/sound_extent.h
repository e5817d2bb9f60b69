#pragma once
// What the samples themselves say about a take's wholeness, whatever the noise: exact silence amid the sweep,
// sound that stops for good, and a loop's own samples that differ from the stimulus.

#include <optional>
#include <vector>

#include "ohmsweep/signal/recording.h"
#include "signal/deconvolution.h"

namespace ohmsweep {

/// When the sweep begins and ends in a take, seconds.
struct SweepExtent {
  double begins_s;
  double ends_s;
};

/// Times of exact zeros in both channels amid the sweep: 1 ms of them, or the half period that the sweep
/// itself may stay under the converter's step, and no noise either.
[[nodiscard]] std::vector<double> silent_gaps(const Recording& take, const SweepTiming& timing,
                                              const SweepExtent& extent);

/// When a channel that had been sounding fell silent for good, at once and before the sweep's end. Nothing
/// where the sound fades, as behind a filter, or was not there at all.
[[nodiscard]] std::optional<double> sound_lost(const Recording& take, const SweepTiming& timing,
                                               const SweepExtent& extent);

/// When the dut channel, which had been sounding, fell silent at once, for a tenth of a second or more, while
/// the source channel sounded on: an output that switches itself off, or a cable of its own. Lost samples are
/// missing on both. Nothing near the sweep's upper end, where a filter of one channel falls as steeply.
[[nodiscard]] std::optional<double> dut_silent(const Recording& take, const SweepTiming& timing,
                                               const SweepExtent& extent);

/// Where a channel holds the stimulus's very samples over a thousand in a row, as a loop within the computer
/// gives them back, the times at which it does not. Nothing for any other channel. `lag` is the channel's
/// delay in samples.
[[nodiscard]] std::vector<double> loop_mismatches(const Stimulus& stimulus,
                                                  const std::vector<double>& channel, long lag);

}  // namespace ohmsweep
