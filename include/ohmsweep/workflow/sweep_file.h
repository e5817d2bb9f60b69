#pragma once
/// The stimulus as a person asks for it.

#include <optional>
#include <string>

#include "ohmsweep/signal/player_programme.h"
#include "ohmsweep/signal/sweep.h"

namespace ohmsweep {

/// What was asked for, as text with units; absent means the default (METHOD: 5 s, 5 Hz to min(22 kHz, 0.46
/// fs), -12 dBFS, 48 kHz).
struct SweepRequest {
  std::optional<std::string> duration;
  std::optional<std::string> from;
  std::optional<std::string> to;
  std::optional<std::string> level;
  std::optional<std::string> rate;
};

/// Pure. Throws Error(usage) for a text that is not such a quantity and for a sweep outside its limits.
[[nodiscard]] ExponentialSweep sweep_from(const SweepRequest& request);

/// What was asked for of a player's programme, beside its sweep.
struct ProgrammeRequest {
  SweepRequest sweep;
  bool stereo = true;
  std::optional<std::string> repeats;  ///< 1 by default
};

/// Pure. Throws Error(usage) as sweep_from does, for repeats that are no whole number, and for a programme
/// outside its limits (check()).
[[nodiscard]] PlayerProgramme programme_from(const ProgrammeRequest& request);

}  // namespace ohmsweep
