#pragma once
/// "Needs an amplifier?", with its reason. Pure.

#include "ohmsweep/rating/loudness.h"

namespace ohmsweep {

/// From the sensitivities, the headroom and what ends the level of `loudness`.
[[nodiscard]] AmplifierNeed amplifier_need(const Loudness& loudness, const LoudnessSettings& settings);

}  // namespace ohmsweep
