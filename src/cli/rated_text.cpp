#include "cli/rated_text.h"

#include <fmt/format.h>

#include "cli/json_text.h"

namespace ohmsweep::cli {

std::string rated_table(const std::vector<RatedPairing>& pairings) {
  std::string t;
  for (const auto& p : pairings)
    t += fmt::format("{} {} {} {} {:.2f} +- {:.2f} {} {:.2f} dB\n", p.headphone, p.channel, p.amplifier, p.output,
                     p.pairing.worst_ratio, p.pairing.worst_ratio_u95,
                     p.pairing.verdict ? std::string(to_string(*p.pairing.verdict)) : "none",
                     p.pairing.deviation_peak_to_peak_db);
  return t;
}
std::string rated_csv(const std::vector<RatedPairing>& pairings) { return rated_table(pairings); }
std::string rated_json(const std::vector<RatedPairing>& pairings) { return json_string(rated_table(pairings)); }

}  // namespace ohmsweep::cli
