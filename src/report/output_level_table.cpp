#include "ohmsweep/report/output_level_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "ohmsweep/core/covariance.h"
#include "ohmsweep/core/name.h"
#include "report/number_text.h"
#include "report/text_table.h"

namespace ohmsweep {

namespace {

using Rows = std::vector<std::vector<std::string>>;

/// A unit that leaves one to three digits before the point.
struct Prefix {
  double factor = 1.0;
  const char* text = "";
};
Prefix prefix_of(double value) {
  constexpr std::array<Prefix, 3> prefixes{{{1.0, ""}, {1e-3, "m"}, {1e-6, "µ"}}};
  for (const Prefix& prefix : prefixes) {
    if (value >= prefix.factor) return prefix;
  }
  return prefixes.back();
}

std::string sign_of(Bound bound) {
  return bound == Bound::upper ? "< " : (bound == Bound::lower ? "> " : "");
}

std::string with_unit(const Bounded& bounded, const char* unit) {
  const Prefix prefix = prefix_of(bounded.value.value);
  const double scaled = bounded.value.value / prefix.factor;
  std::string number;
  if (bounded.bound == Bound::upper) {
    number = rounded_up(scaled);
  } else if (bounded.bound == Bound::lower) {
    number = rounded_down(scaled);
  } else {
    number = with_interval(scaled, coverage_factor * bounded.value.standard_uncertainty / prefix.factor);
  }
  return fmt::format("{}{} {}{}", sign_of(bounded.bound), number, prefix.text, unit);
}

std::string decibels(const Bounded& volts) {
  return fmt::format("{}{:.1f}", sign_of(volts.bound), 20.0 * std::log10(volts.value.value));
}

std::string power_text(const CleanVoltage& clean) {
  if (clean.load_ohm <= 0.0) return "";
  const double watts = clean.vrms.value.value * clean.vrms.value.value / clean.load_ohm;
  const Prefix prefix = prefix_of(watts);
  return fmt::format("{}{:.3g} {}W", sign_of(clean.vrms.bound), watts / prefix.factor, prefix.text);
}

std::string clean_table(const OutputLevel& level) {
  if (level.clean.empty()) return {};
  Rows rows{{"clean voltage", "rms", "dBV", "power"}};
  std::string endings;
  for (const CleanVoltage& clean : level.clean) {
    rows.push_back({shown(clean.load), with_unit(clean.vrms, "V"), decibels(clean.vrms), power_text(clean)});
    endings += fmt::format("{}: {}\n", shown(clean.load), shown(clean.ended_by));
  }
  return text_table(rows, {1, 2, 3}) + endings;
}

/// Below the unloaded clean voltage; a bound of either makes one of it.
std::string below_clean(const OutputLevel& level, const Bounded& noise) {
  const auto unloaded =
      std::ranges::find_if(level.clean, [](const auto& clean) { return clean.load_ohm == 0.0; });
  if (unloaded == level.clean.end() || noise.value.value <= 0.0) return "";
  const bool bound = noise.bound != Bound::none || unloaded->vrms.bound != Bound::none;
  return fmt::format("{}{:.1f} dB", bound ? "> " : "",
                     20.0 * std::log10(unloaded->vrms.value.value / noise.value.value));
}

std::string noise_table(const OutputLevel& level) {
  if (!level.noise) return {};
  const Rows rows{{"noise", "rms", "dBV", "below clean"},
                  {"20 Hz to 20 kHz", with_unit(level.noise->unweighted_vrms, "V"),
                   decibels(level.noise->unweighted_vrms), below_clean(level, level.noise->unweighted_vrms)},
                  {"A-weighted, dB(A)", with_unit(level.noise->a_weighted_vrms, "V"),
                   decibels(level.noise->a_weighted_vrms), below_clean(level, level.noise->a_weighted_vrms)}};
  return "\n" + text_table(rows, {1, 2, 3});
}

std::string interval(const Uncertain& value) {
  const double u95 = std::max(coverage_factor * value.standard_uncertainty, 1e-3);
  const double told = std::abs(value.value) < 0.05 * u95 ? 0.0 : value.value;
  return with_interval(told, u95) + " dB";
}

std::string balance_table(const OutputLevel& level) {
  if (level.imbalance.empty()) return {};
  Rows rows{{"volume", "right over left"}};
  for (const ChannelImbalance& each : level.imbalance) {
    rows.push_back({fmt::format("{:.1f} dB", 0.0 - std::max(0.0, each.attenuation_db)),
                    interval(each.right_over_left_db)});
  }
  return "\n" + text_table(rows, {0, 1});
}

std::string heading(const std::string& name, const std::string& part, const OutputLevel& level) {
  const std::string setting = level.setting.empty() ? "" : fmt::format(", setting {}", shown(level.setting));
  return fmt::format("{} {}{}\n", shown(name), shown(part), setting);
}

}  // namespace

std::string output_level_table(const std::string& name, const std::string& part, const OutputLevel& level) {
  std::string text =
      heading(name, part, level) + clean_table(level) + noise_table(level) + balance_table(level);
  if (level.gain_db) text += fmt::format("\ngain {}\n", interval(*level.gain_db));
  for (const Finding& finding : level.findings) {
    text += fmt::format("  {}: {} ({})\n", to_string(finding.severity), shown(finding.detail),
                        to_string(finding.code));
  }
  return text;
}

}  // namespace ohmsweep
