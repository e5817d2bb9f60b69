#include "ohmsweep/report/side_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "ohmsweep/core/number_text.h"
#include "ohmsweep/core/quantity_text.h"

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
  if (u95 <= 0.0) return (value < 0.0 ? "-" : "+") + significant(std::abs(value), 3);
  return (value < 0.0 ? "-" : "+") + with_interval(std::abs(value), u95);
}

std::string percent(double fraction, int digits = 2) { return significant(100.0 * fraction, digits) + " %"; }

/// As many as it takes that neither end of the interval reads as the limit.
int telling_digits(const SideMismatch& mismatch) {
  constexpr int most = 6;
  int digits = 2;
  for (const double end : {mismatch.lower95, mismatch.upper95}) {
    while (digits < most && end != mismatch.limit &&
           percent(end, digits) == percent(mismatch.limit, digits)) {
      ++digits;
    }
  }
  return digits;
}

/// Of the sides, or of the comparison.
std::string finding_lines(const SideMismatch& mismatch, std::size_t from) {
  std::string text;
  for (std::size_t i = from; i < mismatch.findings.size(); ++i) {
    const Finding& finding = mismatch.findings[i];
    if (finding.severity == Severity::note) continue;
    text +=
        fmt::format("  {}: {} ({})\n", to_string(finding.severity), finding.detail, to_string(finding.code));
  }
  return text;
}

std::string verdict_line(const SideMismatch& mismatch) {
  if (!mismatch.verdict) {
    const auto why =
        std::find_if(mismatch.findings.begin(), mismatch.findings.end(),
                     [](const Finding& finding) { return finding.severity == Severity::blocking; });
    return fmt::format("left and right: no verdict{}\n",
                       why == mismatch.findings.end() ? "" : ", " + why->detail);
  }
  const std::string differ =
      fmt::format("left and right {}: they differ by {} at {} at most", to_string(*mismatch.verdict),
                  percent(mismatch.largest), format_hz(mismatch.largest_hz));
  if (has(mismatch.findings, FindingCode::uncertainty_unknown)) {
    return differ + fmt::format(", values of unknown uncertainty taken as exact (limit {})\n",
                                percent(mismatch.limit));
  }
  const int digits = telling_digits(mismatch);
  return differ + fmt::format(", {} to {} (limit {})\n", percent(mismatch.lower95, digits),
                              percent(mismatch.upper95, digits), percent(mismatch.limit));
}

}  // namespace

std::string side_line(const SideMismatch& mismatch) {
  return verdict_line(mismatch) + finding_lines(mismatch, mismatch.of_the_sides);
}

std::string side_table(const SideMismatch& mismatch, TableFormat format) {
  Table table{{"frequency", "left - right, Ω", "left / right, dB"}, {}, {0, 1, 2}};
  double last = 0.0;
  for (const double hz : round_hz) {
    const SidePoint& point = nearest(mismatch, hz);
    if (point.hz == last) continue;
    last = point.hz;
    table.rows.push_back({format_hz(point.hz),
                          signed_interval(point.difference_ohm, point.difference_ohm_u95),
                          signed_interval(point.difference_db, point.difference_db_u95)});
  }
  return written(table, format) + written_below(verdict_line(mismatch) + finding_lines(mismatch, 0), format);
}

std::string side_csv(const SideMismatch& mismatch) {
  const bool known = !has(mismatch.findings, FindingCode::uncertainty_unknown);
  const auto interval = [&](double u95) { return known ? fmt::format("{:.9g}", u95) : std::string(); };
  std::string csv = "frequency_hz,difference_ohm,difference_ohm_u95,difference_db,difference_db_u95\n";
  for (const SidePoint& point : mismatch.points) {
    csv += fmt::format("{:.9g},{:.9g},{},{:.9g},{}\n", point.hz, point.difference_ohm,
                       interval(point.difference_ohm_u95), point.difference_db,
                       interval(point.difference_db_u95));
  }
  return csv;
}

}  // namespace ohmsweep
