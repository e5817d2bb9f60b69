#include "ohmsweep/report/advice_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "ohmsweep/core/name.h"
#include "ohmsweep/core/number_text.h"
#include "ohmsweep/core/quantity_text.h"

namespace ohmsweep {
namespace {

std::string best_line(const std::vector<OutputService>& services) {
  if (services.empty() || services.front().passes == 0) return "No output passes for any headphone.\n";
  const OutputService& best = services.front();
  const std::size_t all = best.passes + best.undecided + best.fails + best.without_verdict;
  return fmt::format("{} {} serves most: {} of {} headphone channels pass.\n", shown(best.amplifier),
                     shown(best.output), best.passes, all);
}

}  // namespace

std::string allowed_ohms(const AllowedOutput& allowed) {
  const double u95 = std::max(allowed.upper95_ohm - allowed.ohm, allowed.ohm - allowed.lower95_ohm);
  return with_interval(allowed.ohm, u95 > 0.0 ? u95 : std::nan(""), "Ω");
}

std::string allowed_lines(const std::vector<ChannelAdvice>& channels) {
  std::string text;
  for (const ChannelAdvice& one : channels) {
    const AllowedOutput& allowed = one.allowed;
    text += fmt::format("{} {} allows {} at 1:{:g}, by its smallest |Z| at {}\n", shown(one.headphone),
                        shown(one.channel), allowed_ohms(allowed), allowed.rule, format_hz(allowed.hz));
  }
  return text;
}

std::string service_table(const std::vector<OutputService>& services, TableFormat format) {
  const bool csv = format == TableFormat::csv;
  Table table{{"amplifier", "output", "pass", "undecided", "fail", csv ? "no_verdict" : "no verdict",
               csv ? "largest_deviation_db" : "largest deviation"},
              {},
              {2, 3, 4, 5, 6}};
  for (const OutputService& one : services) {
    table.rows.push_back(
        {csv ? one.amplifier : shown(one.amplifier), csv ? one.output : shown(one.output),
         std::to_string(one.passes), std::to_string(one.undecided), std::to_string(one.fails),
         std::to_string(one.without_verdict),
         csv ? cell_of(one.largest_deviation_db) : fmt::format("{:.2f} dB", one.largest_deviation_db)});
  }
  return written(table, format) + written_below(best_line(services), format);
}

}  // namespace ohmsweep
