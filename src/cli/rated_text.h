#pragma once
/// Rated pairings as text: the writers of report and formats, fed with what rating the library gives.

#include <string>
#include <vector>

#include "ohmsweep/workflow/rate.h"

namespace ohmsweep::cli {

[[nodiscard]] std::string rated_table(const std::vector<RatedPairing>& pairings);
[[nodiscard]] std::string rated_csv(const std::vector<RatedPairing>& pairings);
[[nodiscard]] std::string rated_json(const std::vector<RatedPairing>& pairings);

}  // namespace ohmsweep::cli
