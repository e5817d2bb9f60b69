#pragma once
/// The options that rate, pair, advise and report have in common.

#include <vector>

#include "cli/arguments.h"
#include "ohmsweep/rating/adapter.h"
#include "ohmsweep/rating/pairing.h"

namespace ohmsweep::cli {

/// --rule, which may be given more than once.
[[nodiscard]] OptionSpec rule_option();

/// --band FROM:TO.
[[nodiscard]] OptionSpec band_option();

/// --rule (repeated), --band, --series, --parallel.
[[nodiscard]] std::vector<OptionSpec> rating_options();

struct RatingChoice {
  std::vector<double> ratios{8.0};  ///< at least one, each above zero, none twice
  Hertz from = audible_from;
  Hertz to = audible_to;
  Adapter adapter{};
};
/// A command need not have all of the options. Throws Error(usage) for what is no ratio, no band and no
/// resistor.
[[nodiscard]] RatingChoice rating_choice(const Arguments& arguments);

}  // namespace ohmsweep::cli
