#pragma once
/// --nominal, --sensitivity and --notes: what a headphone's maker publishes of it.

#include <string>
#include <vector>

#include "cli/arguments.h"
#include "ohmsweep/measurement/headphone_facts.h"

namespace ohmsweep::cli {

/// --nominal and --sensitivity.
[[nodiscard]] std::vector<OptionSpec> facts_options();
/// What they state, with --notes where the command has it. Throws Error(usage) for a nominal impedance of
/// zero and for what the readers of both refuse.
[[nodiscard]] HeadphoneFacts stated_facts(const Arguments& arguments, const std::string& name);

}  // namespace ohmsweep::cli
