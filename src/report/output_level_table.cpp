#include "ohmsweep/report/output_level_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "ohmsweep/core/covariance.h"
#include "ohmsweep/core/name.h"
#include "ohmsweep/core/number_text.h"
#include "report/bounded_text.h"
#include "report/text_table.h"

namespace ohmsweep {

namespace {

using Rows = std::vector<std::vector<std::string>>;

std::string decibels(const Bounded& volts) {
  // A bound is rounded to its own side.
  double tenths = 200.0 * std::log10(volts.value.value);
  if (volts.bound == Bound::upper) tenths = std::ceil(tenths - 1e-6);
  if (volts.bound == Bound::lower) tenths = std::floor(tenths + 1e-6);
  return sign_of(volts.bound) + without_negative_zero(fmt::format("{:.1f}", 0.1 * tenths));
}

std::string power_text(const CleanVoltage& clean) {
  if (clean.load_ohm <= 0.0) return "";
  const double watts = clean.vrms.value.value * clean.vrms.value.value / clean.load_ohm;
  const SmallPrefix prefix = small_prefix(watts);
  const double scaled = watts / prefix.factor;
  if (clean.vrms.bound == Bound::none) return fmt::format("{} {}W", significant(scaled, 3), prefix.text);
  // Three digits, not above the value.
  const double unit = std::pow(10.0, std::floor(std::log10(scaled)) - 2.0);
  return fmt::format("{}{} {}W", sign_of(clean.vrms.bound),
                     significant(std::floor(scaled / unit + 1e-9) * unit, 3), prefix.text);
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
  const double tenths = 200.0 * std::log10(unloaded->vrms.value.value / noise.value.value);
  return bound ? fmt::format("> {:.1f} dB", 0.1 * std::floor(tenths + 1e-6))
               : fmt::format("{:.1f} dB", 0.1 * tenths);
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
    rows.push_back({without_negative_zero(fmt::format("{:.1f}", -std::max(0.0, each.attenuation_db))) + " dB",
                    interval(each.right_over_left_db)});
  }
  return "\n" + text_table(rows, {0, 1});
}

std::string heading(const std::string& name, const std::string& part, const OutputLevel& level) {
  const std::string setting = level.setting.empty() ? "" : fmt::format(", setting {}", shown(level.setting));
  return fmt::format("{} {}{}\n", shown(name), shown(part), setting);
}

std::string clean_cell(const OutputLevel& level, const std::string& load) {
  const auto found = std::ranges::find(level.clean, load, &CleanVoltage::load);
  return found == level.clean.end() ? "" : with_unit(found->vrms, "V");
}

/// The largest of all positions.
std::string balance_cell(const OutputLevel& level) {
  if (level.imbalance.empty()) return "";
  return interval(std::ranges::max_element(level.imbalance, {}, [](const ChannelImbalance& each) {
                    return std::abs(each.right_over_left_db.value);
                  })->right_over_left_db);
}

/// Every load that is stated, each once, in the order met.
std::vector<std::string> loads_of(const std::vector<NamedLevel>& levels) {
  std::vector<std::string> loads;
  for (const NamedLevel& named : levels) {
    for (const CleanVoltage& clean : named.level.clean) {
      if (std::ranges::find(loads, clean.load) == loads.end()) loads.push_back(clean.load);
    }
  }
  return loads;
}

}  // namespace

std::string output_levels_table(const std::vector<NamedLevel>& levels, TableFormat format) {
  const std::vector<std::string> loads = loads_of(levels);
  Rows rows{{"output", "setting"}};
  for (const std::string& load : loads) rows[0].push_back("clean, " + shown(load));
  for (const char* title : {"noise", "A-weighted", "right over left", "gain"}) rows[0].emplace_back(title);
  for (const auto& [output, level] : levels) {
    std::vector<std::string> row{shown(output), shown(level.setting)};
    for (const std::string& load : loads) row.push_back(clean_cell(level, load));
    row.push_back(level.noise ? with_unit(level.noise->unweighted_vrms, "V") : "");
    row.push_back(level.noise ? with_unit(level.noise->a_weighted_vrms, "V") : "");
    row.push_back(balance_cell(level));
    row.push_back(level.gain_db ? interval(*level.gain_db) : "");
    rows.push_back(std::move(row));
  }
  rows = without_empty_columns(std::move(rows), 1);
  return written({rows.front(), {rows.begin() + 1, rows.end()}}, format);
}

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
