#pragma once
/// A player's programme in a recording: where each passage is, and how fast the player's clock is.
/// Method: docs/method.md, "A player with a clock of its own". Thread rule: pure functions; FFT plans are
/// shared behind a lock.

#include <cstddef>
#include <vector>

#include "ohmsweep/core/finding.h"
#include "ohmsweep/core/uncertain.h"
#include "ohmsweep/signal/player_programme.h"
#include "ohmsweep/signal/recording.h"

namespace ohmsweep {

/// One passage of a whole repeat, as it lies in the recording.
struct FoundPassage {
  PassageKind kind = PassageKind::both;
  int repeat = 0;          ///< among those found, from 0
  double sweep_s = 0.0;    ///< where its sweep begins, seconds after the recording's first sample
  std::size_t first = 0;   ///< sample at which the passage is cut out
  std::size_t length = 0;  ///< samples
};

/// What was found. Repeats that the recording does not hold whole are left out.
struct FoundProgramme {
  std::vector<FoundPassage> passages;  ///< in the order played, at least one whole repeat
  int repeats = 0;                     ///< found whole
  Uncertain clock_offset_ppm{};        ///< the player's clock is faster than the recorder's by this
  Findings findings;  ///< signal_lost (a note: a repeat is cut off), dropout (between passages)
};

/// Channel source of the recording listens to the player's left, dut to its right channel; either may be
/// silent. The programme may begin anywhere, and several times. Throws Error(rejected) with what was heard in
/// its place: nothing, no whole repeat, another sweep or another programme, or the file at a wrong speed;
/// Error(failed) for channels of different length or a sample that is not finite.
[[nodiscard]] FoundProgramme find_passages(const Recording& recording, const PlayerProgramme& programme);

/// The passage as a take of its own, to be estimated with passage_stimulus() at the recording's rate. Named
/// and hashed after the recording and its place in it.
[[nodiscard]] Recording cut_out(const Recording& recording, const FoundPassage& passage);

}  // namespace ohmsweep
