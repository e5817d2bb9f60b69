#pragma once
/// Explained pairings for programs. Thread rule: pure.

#include <string>
#include <vector>

#include "ohmsweep/rating/explained_pair.h"
#include "ohmsweep/report/table.h"

namespace ohmsweep {

/// A pairing and whose it is.
struct NamedPair {
  std::string headphone;
  std::string channel;
  std::string amplifier;
  std::string output;
  ExplainedPair pair;
};

/// Two tables as CSV with an empty line between. A row for each rule and basis: headphone, channel,
/// amplifier, output, rule, on (minimum, at_1khz, nominal, nominal_80), impedance_ohm, ratio, ratio_u95,
/// upper_bound, verdict. A row for each region of the response: the names, relative_to, region, from_hz,
/// to_hz, mean_db, mean_u95_db, farthest_hz, farthest_db (empty where only bounds are known),
/// farthest_lower95_db, farthest_upper95_db.
[[nodiscard]] std::string pair_rows(const std::vector<NamedPair>& pairs);

}  // namespace ohmsweep
