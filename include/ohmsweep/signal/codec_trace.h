#pragma once
/// What a lossy codec leaves of a sweep: noise that follows it, and an upper end that is missing.
/// Method: docs/method.md, "A player with a clock of its own". Thread rule: pure functions; FFT plans are
/// shared behind a lock.

#include <optional>
#include <vector>

#include "ohmsweep/signal/recording.h"
#include "ohmsweep/signal/sweep.h"

namespace ohmsweep {

/// A passage and the channel of it that sounds.
struct SoundingPassage {
  const Recording& take;     ///< as cut_out() gives it
  bool on_dut = false;       ///< which channel is looked at
  const Stimulus& stimulus;  ///< passage_stimulus() at the take's rate
};

struct CodecTrace {
  /// Power that stands just above the sweep's own frequency in excess of the noise elsewhere, over the
  /// sweep's, per unit of ln f; below 0 where chance has it so. A codec's noise is where the sound is, a
  /// converter's is everywhere.
  double following = 0.0;
  double standard_uncertainty = 0.0;  ///< of it, from noise
  bool follows = false;               ///< beyond chance and beyond what converters leave
  std::optional<double> ends_hz;      ///< above which the sweep is missing, as no circuit makes it
};

/// From passages of one level, at least one, of one stimulus; the median of them counts. Channels that hear
/// nothing are left aside.
[[nodiscard]] CodecTrace codec_trace(const std::vector<SoundingPassage>& passages);

}  // namespace ohmsweep
