#pragma once
/// What a player does to the sound that it should only play: gains that move, loudness, mono, a lossy codec.
/// A fixed equaliser is the same in every passage and raises nothing. Thread rule: values and pure functions.

#include <optional>
#include <vector>

#include "ohmsweep/core/finding.h"
#include "ohmsweep/core/frequency_grid.h"
#include "ohmsweep/signal/codec_trace.h"
#include "ohmsweep/signal/player_programme.h"
#include "ohmsweep/signal/ratio.h"

namespace ohmsweep {

/// Levels of one passage's channels over its stimulus, per point of the grid; empty for a channel that is
/// silent in it.
struct PassageLevels {
  PassageKind kind = PassageKind::both;
  int repeat = 0;
  FrequencyGrid grid;
  std::vector<double> left;      ///< |V_ref| over the stimulus
  std::vector<double> right;     ///< |V_dut| over the stimulus
  std::vector<double> variance;  ///< of either level, relative, from noise
  std::vector<double> leak;      ///< of the silent channel over the one that sounds; empty where both sound
};

/// From a passage's ratio: V_dut/V_ref, but V_ref/V_dut for right_alone (its take's channels swapped).
[[nodiscard]] PassageLevels levels_of(PassageKind kind, int repeat, const RatioCurve& ratio);

/// Findings: mono_sum, automatic_gain (levels that move in time, or with the level alike at every frequency),
/// level_dependent (with the level, differently over frequency); all three warnings, and a sum hides nothing
/// of the others but a gain that the sum itself explains. ground_unknown, a note, without a passage of the
/// right channel alone.
[[nodiscard]] Findings player_findings(const std::vector<PassageLevels>& levels);

/// lossy_stimulus, blocking, where the trace tells of one.
[[nodiscard]] Findings codec_findings(const CodecTrace& trace);

/// lossy_stimulus, blocking: every sweep of a recording breaks off at this frequency, and noise hides whether
/// a codec's other traces are there.
[[nodiscard]] Findings band_end_findings(double hz);

}  // namespace ohmsweep
