#include "ohmsweep/report/side_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "ohmsweep/core/number_text.h"
#include "ohmsweep/core/quantity_text.h"
#include "report/text_table.h"

namespace ohmsweep {
namespace {

constexpr std::array<double, 10> round_hz{20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 10e3, 20e3};

/// Nearest on a logarithmic scale.
const SidePoint& nearest(const SideMismatch& mismatch, double hz) {
  return *std::min_element(mismatch.points.begin(), mismatch.points.end(),
                           [&](const SidePoint& a, const SidePoint& b) {
                             return std::abs(std::log(a.hz / hz)) < std::abs(std::log(b.hz / hz));
                           });
}

std::string signed_interval(double value, double u95) {
  const double known = u95 > 0.0 ? u95 : std::numeric_limits<double>::quiet_NaN();
  return (value < 0.0 ? "-" : "+") + with_interval(std::abs(value), known);
}

std::string percent(double fraction) { return significant(100.0 * fraction, 2) + " %"; }

}  // namespace

std::string side_line(const SideMismatch& mismatch) {
  if (!mismatch.verdict) return "left and right: no verdict, one of them is of no use\n";
  if (has(mismatch.findings, FindingCode::uncertainty_unknown)) {
    return fmt::format(
        "left and right {} by their values alone: they differ by {} at {} at most, of unknown uncertainty "
        "(limit {})\n",
        to_string(*mismatch.verdict), percent(mismatch.largest), format_hz(mismatch.largest_hz),
        percent(mismatch.limit));
  }
  return fmt::format("left and right {}: they differ by {} at {} at most, {} to {} (limit {})\n",
                     to_string(*mismatch.verdict), percent(mismatch.largest), format_hz(mismatch.largest_hz),
                     percent(mismatch.lower95), percent(mismatch.upper95), percent(mismatch.limit));
}

std::string side_table(const SideMismatch& mismatch) {
  std::vector<std::vector<std::string>> rows{{"frequency", "left - right, Ω", "left / right, dB"}};
  double last = 0.0;
  for (const double hz : round_hz) {
    const SidePoint& point = nearest(mismatch, hz);
    if (point.hz == last) continue;
    last = point.hz;
    rows.push_back({format_hz(point.hz), signed_interval(point.difference_ohm, point.difference_ohm_u95),
                    signed_interval(point.difference_db, point.difference_db_u95)});
  }
  std::string text = text_table(rows, {0, 1, 2}) + side_line(mismatch);
  for (const Finding& finding : mismatch.findings) {
    if (finding.severity == Severity::note) continue;
    text +=
        fmt::format("  {}: {} ({})\n", to_string(finding.severity), finding.detail, to_string(finding.code));
  }
  return text;
}

std::string side_csv(const SideMismatch& mismatch) {
  std::string csv = "frequency_hz,difference_ohm,difference_ohm_u95,difference_db,difference_db_u95\n";
  for (const SidePoint& point : mismatch.points) {
    csv += fmt::format("{:.9g},{:.9g},{:.9g},{:.9g},{:.9g}\n", point.hz, point.difference_ohm,
                       point.difference_ohm_u95, point.difference_db, point.difference_db_u95);
  }
  return csv;
}

}  // namespace ohmsweep
