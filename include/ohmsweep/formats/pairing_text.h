#pragma once
/// Pairings as JSON and as CSV, for scripts and spreadsheets. The key and column names are a contract:
/// headphone, channel, amplifier, output, rule, min_impedance_ohm, min_impedance_hz, nominal_impedance_ohm,
/// output_impedance_ohm, worst_ratio, worst_ratio_u95, worst_ratio_hz, verdict, deviation_min_db,
/// deviation_max_db, deviation_peak_to_peak_db, damping_factor_min, upper_bound, deviation_upper_bound,
/// mounting.
/// Thread rule: pure.

#include <string>
#include <vector>

#include "ohmsweep/rating/pairing.h"

namespace ohmsweep {

/// An array of objects with the keys above, in that order, `verdicts` (of the rule on each basis: on,
/// impedance_ohm, ratio, ratio_u95, upper_bound, verdict) and `findings` (severity, code, detail) last.
/// verdict is "pass", "fail", "undecided", or null where a blocking finding suppresses it; a number that is
/// not known is null, and so is a mounting that nobody stated. Ends with a newline. Bytes of a name that are
/// not UTF-8 are replaced by U+FFFD.
[[nodiscard]] std::string pairings_json(const std::vector<RatedPairing>& pairings);

/// One header line and one line per pairing, nine significant digits, '\n' after each; fields are quoted as
/// RFC 4180 says where they need it. A suppressed verdict, an unknown number and an unknown mounting are
/// empty fields; upper_bound and deviation_upper_bound are true or false.
[[nodiscard]] std::string pairings_csv(const std::vector<RatedPairing>& pairings);

}  // namespace ohmsweep
