#pragma once
/// Listening to a rig in company: what to switch off, what to connect, what was found.

#include "cli/command.h"
#include "ohmsweep/workflow/rig_check.h"

namespace ohmsweep::cli {

/// What a listened-to rig has become, and what is left to be said of it.
struct ListenedRig {
  Rig rig;
  Findings findings;
};

/// Asks for the switches and the headphones, has open and short connected, plays the probes, tells every
/// finding and offers to exchange swapped channels. Throws Error(failed) where the person is not ready.
[[nodiscard]] ListenedRig listen_in_company(const Invocation& invocation, const Rig& rig);

}  // namespace ohmsweep::cli
