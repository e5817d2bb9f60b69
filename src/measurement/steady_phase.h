#pragma once
/// The phases of steady tones in unbroken stretches of a channel: how far the sound has moved, and how fast
/// the other clock runs. Pure.

#include <cstddef>
#include <optional>
#include <vector>

namespace ohmsweep {

/// Samples [from, to) of a channel.
struct Stretch {
  std::size_t from = 0;
  std::size_t to = 0;
  [[nodiscard]] std::size_t size() const { return to > from ? to - from : 0; }
};

/// By how many frames the sound after a break is ahead of where the sound before it would be; negative: it
/// has fallen behind. Nothing where no whole number of frames within `farthest` explains the phases, or a
/// stretch is too short to tell. `cycles` per sample, one for each tone.
[[nodiscard]] std::optional<long> frames_ahead(const std::vector<double>& channel, const Stretch& before,
                                               const Stretch& after, const std::vector<double>& cycles,
                                               long farthest);

/// How much faster than stated the tones are, 10⁻⁶, with its 95 % interval; u95 is 0 where the stretches are
/// too short to tell.
struct ToneSpeed {
  double ppm = 0.0;
  double u95_ppm = 0.0;
};
/// From the phases' advance within each of the stretches; `block` samples are one phase.
[[nodiscard]] ToneSpeed tone_speed(const std::vector<double>& channel, const std::vector<Stretch>& stretches,
                                   const std::vector<double>& cycles, std::size_t block);

}  // namespace ohmsweep
