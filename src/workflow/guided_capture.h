#pragma once
/// Recording with a person beside it who changes the wiring.

#include <cstddef>
#include <string>
#include <vector>

#include "ohmsweep/workflow/session.h"

namespace ohmsweep {

/// "open", "left of HD600": what a step records, for sentences.
[[nodiscard]] std::string name_of(const Step& step);

/// What a step's take gives. Throws what the estimators throw.
[[nodiscard]] CapturedTake analyse(const Session& session, const Step& step, const Recording& take);

/// How a session plays: a programme on two channels, the rig's output channel being the left one and the next
/// the right one; else on the rig's output channel.
[[nodiscard]] AudioFormat format_of(const Session& session);

/// Plays a step's stimulus once, as the next take of the session.
[[nodiscard]] Recording play(Session& session, const Step& step, const Progress& progress);

/// The steps behind those of `earlier`, as capture() describes it for an attended device; `earlier` are there
/// already and come first in what is returned. Steps know which take of an average they are.
[[nodiscard]] std::vector<CapturedTake> capture_guided(Session& session, const std::vector<Step>& steps,
                                                       std::vector<CapturedTake> earlier);

}  // namespace ohmsweep
