#pragma once
// Where a stepped sine's tones are in a take whose delay and playing clock are unknown.

#include <vector>

#include "ohmsweep/signal/stepped_sine.h"
#include "signal/sinusoids.h"

namespace ohmsweep {

/// From the stimulus's time to the take's.
struct ToneClock {
  double delay_s = 0.0;  ///< of the stimulus's first sample
  double offset = 0.0;   ///< the player's clock is faster than the recorder's by this fraction
  double offset_u95 = 0.0;

  [[nodiscard]] double arrival_s(double stimulus_s) const { return delay_s + stimulus_s / (1.0 + offset); }
  /// The frequency in the take of what was made as `hz`.
  [[nodiscard]] double hz(double hz) const { return hz * (1.0 + offset); }
};

/// First by which tone sounds when, to 10 ms; then the clock by the tones' frequencies, and the delay by
/// their phases. `channel` is not empty. Of a take without the tones the answer means nothing.
[[nodiscard]] ToneClock locate_tones(const std::vector<double>& channel, int sample_rate,
                                     const std::vector<ToneSlot>& slots);

/// The samples of a slot's stretch that is looked at.
struct ToneWindow {
  std::ptrdiff_t first = 0;  ///< may lie outside a take that is cut off
  std::size_t size = 0;      ///< odd
  [[nodiscard]] double centre() const { return static_cast<double>(first) + middle_of(size); }
  [[nodiscard]] bool inside(std::size_t length) const {
    return first >= 0 && static_cast<std::size_t>(first) + size <= length;
  }
};
[[nodiscard]] ToneWindow window_of(const ToneSlot& slot, const ToneClock& clock, int sample_rate);

}  // namespace ohmsweep
