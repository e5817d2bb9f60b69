#pragma once
/// Which stimulus a measuring command plays and how often, from its options.

#include <optional>
#include <vector>

#include "cli/arguments.h"
#include "ohmsweep/calibration/rig.h"
#include "ohmsweep/signal/player_programme.h"
#include "ohmsweep/signal/sweep.h"

namespace ohmsweep::cli {

/// --stimulus, --duration, --level, --preview, --precision and --average.
[[nodiscard]] std::vector<OptionSpec> stimulus_options();

/// --stimulus FILE, else the default sweep at the rig's rate with what the options say of it. Throws
/// Error(usage) when options contradict each other, and what reading the file throws.
[[nodiscard]] Stimulus stimulus_of(const Arguments& arguments, const Rig& rig);

/// What a player plays, where --wiring says player: --stimulus FILE where that is a programme, else the usual
/// programme in stereo with what the options say of its sweep, repeated as often as an average asks. Nothing
/// for any other wiring and for a file that is a plain sweep. Throws as stimulus_of() does.
[[nodiscard]] std::optional<PlayerProgramme> programme_of(const Arguments& arguments, const Rig& rig);

/// How many takes of each connection are averaged, 1 to 64. Throws Error(usage).
[[nodiscard]] int average_of(const Arguments& arguments);

}  // namespace ohmsweep::cli
