#include <fmt/format.h>

#include <array>
#include <cmath>
#include <string_view>

#include "ohmsweep/core/csv_field.h"
#include "ohmsweep/formats/pairing_text.h"

namespace ohmsweep {

namespace {

constexpr std::string_view header =
    "headphone,channel,amplifier,output,rule,min_impedance_ohm,min_impedance_hz,nominal_impedance_ohm,"
    "output_impedance_ohm,worst_ratio,worst_ratio_u95,worst_ratio_hz,verdict,deviation_min_db,deviation_max_"
    "db,deviation_peak_to_peak_db,damping_factor_min,upper_bound,deviation_upper_bound,mounting\n";

std::string number(double value) { return std::isfinite(value) ? fmt::format("{:.9g}", value) : ""; }

std::string line(const RatedPairing& rated) {
  const Pairing& p = rated.pairing;
  const std::array<std::string, 20> fields{csv_field(rated.headphone),
                                           csv_field(rated.channel),
                                           csv_field(rated.amplifier),
                                           csv_field(rated.output),
                                           number(p.rule),
                                           number(p.min_impedance_ohm),
                                           number(p.min_impedance_hz),
                                           number(p.nominal_impedance_ohm),
                                           number(p.output_impedance_ohm),
                                           number(p.worst_ratio),
                                           number(p.worst_ratio_u95),
                                           number(p.worst_ratio_hz),
                                           p.verdict ? std::string(to_string(*p.verdict)) : "",
                                           number(p.deviation_min_db),
                                           number(p.deviation_max_db),
                                           number(p.deviation_peak_to_peak_db),
                                           number(p.damping_factor_min),
                                           p.upper_bound ? "true" : "false",
                                           p.deviation_upper_bound ? "true" : "false",
                                           csv_field(rated.mounting)};
  return fmt::format("{}\n", fmt::join(fields, ","));
}

}  // namespace

std::string pairings_csv(const std::vector<RatedPairing>& pairings) {
  std::string text(header);
  for (const RatedPairing& rated : pairings) text += line(rated);
  return text;
}

}  // namespace ohmsweep
