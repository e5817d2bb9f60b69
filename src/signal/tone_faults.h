#pragma once
// Whether a take of steady tones is whole, from its samples alone: docs/method.md, "Stepped sine, an
// independent check".

#include <optional>
#include <vector>

#include "ohmsweep/signal/tone_fit.h"
#include "signal/tone_alignment.h"

namespace ohmsweep {

/// One tone as it was found.
struct FoundTone {
  ToneSlot slot;
  ToneWindow window;
  double cycles = 0.0;  ///< per sample of the take
  ToneFit fit;
};

/// Of the power in a tone's stretch that is the tone, on the source channel: 0 to 1.
[[nodiscard]] double share_of_tone(const FoundTone& tone);
/// Whether it is not there: something else is, or nothing.
[[nodiscard]] bool is_missing(const FoundTone& tone);

/// Times in the take.
struct ToneFaults {
  std::vector<double> dropouts_s;  ///< samples lost, repeated or zeroed; ascending
  std::optional<double> lost_s;    ///< from then on there is silence instead of the remaining tones
};

/// `tones` in the order played. Lost samples are found where they tear a tone's stretch, where a tone is
/// missing, and where ten of them or more shift the tones that follow.
[[nodiscard]] ToneFaults tone_faults(const std::vector<FoundTone>& tones, const ToneClock& clock,
                                     int sample_rate);

}  // namespace ohmsweep
