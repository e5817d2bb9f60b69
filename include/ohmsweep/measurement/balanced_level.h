#pragma once
/// A balanced output's voltage between hot and cold, from takes with hot on the source channel and cold on
/// the dut channel.
///
/// With g the dut input's gain over the source input's, V_hot - V_cold = F (g s - d), F being the dut
/// channel's full scale and s, d the samples: what comes out is in units of the dut channel. Thread rule:
/// pure functions.

#include <string>

#include "ohmsweep/measurement/channel_balance.h"
#include "ohmsweep/measurement/level_probe.h"
#include "ohmsweep/measurement/steady_hearing.h"
#include "ohmsweep/signal/recording.h"

namespace ohmsweep {

/// The take with hot minus cold in place of the dut channel.
[[nodiscard]] Recording between_contacts(const Recording& take, const InputGains& gains);

/// As read_probe(), the dut channel's tones being those between hot and cold; peaks and clipped samples are
/// the inputs' own. Throws Error(rejected) where both contacts carry the same signal, and what read_probe()
/// throws.
[[nodiscard]] ProbeReading read_balanced_probe(const Recording& take, const LevelProbe& probe,
                                               const InputGains& gains);

/// g from a take with both inputs on the hot contact. Throws Error(rejected) where an input is cut off or
/// does not hear the tone, and where they hear different ones.
[[nodiscard]] InputGains gains_on_one_contact(const SteadyHearing& common);

/// Throws Error(rejected) for a take without sound in which an input is at full scale or muted: the other one
/// alone is not the difference.
void check_both_contacts(const Recording& take, const std::string& name);

/// Full scale of the difference: the dut channel's, with what g may be off by.
[[nodiscard]] Uncertain between_scale(const Uncertain& dut_full_scale, const InputGains& gains);

}  // namespace ohmsweep
