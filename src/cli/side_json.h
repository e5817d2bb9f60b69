#pragma once
/// Left against right as JSON.

#include <string>

#include "ohmsweep/workflow/match_sides.h"

namespace ohmsweep::cli {

/// One object, the points apart where not `with_points`.
[[nodiscard]] std::string sides_json(const MatchedSides& sides, bool with_points);

}  // namespace ohmsweep::cli
