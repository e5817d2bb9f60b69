#include "workflow/rig_binding.h"

#include <fmt/format.h>

#include <chrono>
#include <cmath>
#include <cstdio>

#include "ohmsweep/core/name.h"
#include "ohmsweep/core/quantity_text.h"
#include "ohmsweep/formats/rig_file.h"

namespace ohmsweep {
namespace {

std::string mode_text(InputMode mode) {
  switch (mode) {
    case InputMode::line:
      return "line";
    case InputMode::hi_z:
      return "hi-z";
    case InputMode::unstated:
      break;
  }
  return "not stated";
}

std::string age_text(double seconds) {
  const double days = seconds / 86400.0;
  return days < 2.0 ? fmt::format("{:.0f} hours", seconds / 3600.0) : fmt::format("{:.0f} days", days);
}

Finding warning(FindingCode code, std::string detail) { return {Severity::warning, code, std::move(detail)}; }

void add_rig(const Provenance& calibration, const TakeCircumstances& now, Findings& findings) {
  if (calibration.rig.empty() || now.rig_text.empty()) return;
  for (const std::string& difference : rig_differences(read_rig(calibration.rig, "rig"), now.rig)) {
    findings.push_back(warning(FindingCode::other_rig,
                               fmt::format("the calibration was made with another rig: {}", difference)));
  }
}

void add_age(const Provenance& calibration, const TakeCircumstances& now, Findings& findings) {
  const std::optional<double> age = seconds_between(calibration.recorded_at, now.recorded_at);
  if (!age || std::abs(*age) <= now.rig.calibration_age_s) return;
  findings.push_back(warning(
      FindingCode::calibration_old,
      fmt::format("the calibration was made {} {}, and the rig allows {}: verify it, or calibrate again",
                  age_text(std::abs(*age)), *age > 0.0 ? "before" : "after",
                  age_text(now.rig.calibration_age_s))));
}

void add_temperature(const Provenance& calibration, const TakeCircumstances& now, Findings& findings) {
  if (!calibration.temperature_c || !now.temperature_c) return;
  const double moved = *now.temperature_c - *calibration.temperature_c;
  if (std::abs(moved) <= now.rig.temperature_k) return;
  findings.push_back(warning(
      FindingCode::temperature_changed,
      fmt::format("the air has {:g} °C and had {:g} °C at the calibration, {:g} K apart where "
                  "the rig allows {:g} K: calibrate again",
                  *now.temperature_c, *calibration.temperature_c, std::abs(moved), now.rig.temperature_k)));
}

}  // namespace

std::vector<std::string> rig_differences(const Rig& then, const Rig& now) {
  std::vector<std::string> differences;
  const auto compare = [&](const char* what, const std::string& a, const std::string& b) {
    if (a != b) differences.push_back(fmt::format("{} {} then, {} now", what, a, b));
  };
  const auto number = [](int channel) { return fmt::format("{}", channel); };
  compare("source channel", number(then.source_channel), number(now.source_channel));
  compare("dut channel", number(then.dut_channel), number(now.dut_channel));
  compare("output channel", number(then.output_channel), number(now.output_channel));
  compare("output device", shown(then.output_device), shown(now.output_device));
  compare("input mode", mode_text(then.input_mode), mode_text(now.input_mode));
  compare("reference", format_ohms(then.reference_ohm.value), format_ohms(now.reference_ohm.value));
  return differences;
}

std::optional<double> seconds_between(const std::string& from, const std::string& to) {
  const auto moment = [](const std::string& text) -> std::optional<std::chrono::sys_seconds> {
    int year = 0;
    unsigned month = 0;
    unsigned day = 0;
    int hour = 0;
    int minute = 0;
    int second = 0;
    if (std::sscanf(text.c_str(), "%4d-%2u-%2uT%2d:%2d:%2dZ", &year, &month, &day, &hour, &minute, &second) !=
        6) {
      return std::nullopt;
    }
    const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(month),
                                           std::chrono::day(day)};
    if (!date.ok()) return std::nullopt;
    return std::chrono::sys_days(date) + std::chrono::hours(hour) + std::chrono::minutes(minute) +
           std::chrono::seconds(second);
  };
  const auto begin = moment(from);
  const auto end = moment(to);
  if (!begin || !end) return std::nullopt;
  return static_cast<double>((*end - *begin).count());
}

Findings binding_findings(const Provenance& calibration, const TakeCircumstances& now) {
  Findings findings;
  add_rig(calibration, now, findings);
  add_age(calibration, now, findings);
  add_temperature(calibration, now, findings);
  return findings;
}

}  // namespace ohmsweep
