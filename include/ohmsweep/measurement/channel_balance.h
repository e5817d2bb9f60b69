#pragma once
/// By how much an output's right channel is louder than its left, at several positions of its volume control.
///
/// The source channel listens to the left side and the dut channel to the right one while both play the same
/// tone. The inputs' own gains are taken out by a take in which both listen to one side ("common"), or by
/// full scales that were found with one voltage on both. Thread rule: pure functions; none fails.

#include <optional>
#include <vector>

#include "ohmsweep/core/finding.h"
#include "ohmsweep/measurement/output_level.h"
#include "ohmsweep/measurement/steady_hearing.h"
#include "ohmsweep/signal/sweep.h"

namespace ohmsweep {

/// What is played: no part of a sample rate and no harmonic of the mains.
inline constexpr Hertz balance_tone{997.0};

/// Silence, the tone from -50 dBFS up in steps of 6 dB, and three seconds of it at the level, a peak. Its
/// sweep states rate, peak and times; the sound is not a sweep.
[[nodiscard]] Stimulus balance_stimulus(Decibels level, int sample_rate);

/// The dut input's gain over the source input's.
struct InputGains {
  Uncertain ratio{1.0, 0.0};
  bool compared = false;  ///< by a common take, or by one voltage on both
};
[[nodiscard]] InputGains gains_from_common(const SteadyHearing& common);
/// From full scales in volts; `shared`: both were found with one voltage.
[[nodiscard]] InputGains gains_from_scales(double source_vrms, double dut_vrms, bool shared);
/// Nothing is known but that both are inputs of one converter.
[[nodiscard]] InputGains unknown_gains();

struct BalanceReading {
  std::vector<ChannelImbalance> imbalance;  ///< in the order of the positions that were heard
  Findings findings;  ///< too_quiet, clipping, inputs_unmatched, states_swapped; wrong_channel blocks
};

/// Positions as they were heard, from loud to quiet. One that is cut off or not heard on both sides is left
/// out with a finding; there is no imbalance at all where one input stays as loud while the other follows the
/// volume.
[[nodiscard]] BalanceReading channel_balance(const std::vector<SteadyHearing>& positions,
                                             const InputGains& gains);

}  // namespace ohmsweep
