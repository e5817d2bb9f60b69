#pragma once
/// Sentences that more than one step says.

#include <fmt/format.h>

#include <string>

#include "ohmsweep/workflow/session.h"
#include "ohmsweep/workflow/take_state.h"

namespace ohmsweep {

inline void say(const Session& session, const std::string& sentence) {
  if (session.narrator.message) session.narrator.message(sentence);
}

inline void say_unstated_tolerance(const Session& session, const std::string& state) {
  say(session,
      fmt::format("{0} has no stated tolerance: ±{1:g} % is assumed; write {0}+-0.1% if you know it.", state,
                  100.0 * unstated_tolerance));
}

}  // namespace ohmsweep
