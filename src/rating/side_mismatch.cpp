#include "ohmsweep/rating/side_mismatch.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

#include "ohmsweep/core/error.h"
#include "ohmsweep/core/quantity_text.h"
#include "rating/curve_reading.h"
#include "rating/simultaneous.h"

namespace ohmsweep {
namespace {

constexpr double db_per_neper = 20.0 / std::numbers::ln10;

/// ln(|Zl|/|Zr|) of one point and its 95 % half-width.
struct LogRatio {
  double hz = 0.0;
  double value = 0.0;
  double u95 = 0.0;
};

/// Of one side at one point, relative to |Z|, standard.
struct RelativeParts {
  double own = 0.0;           ///< along the impedance: what moves |Z|, without the calibration's part
  double common = 0.0;        ///< the calibration's part, along the impedance
  double common_whole = 0.0;  ///< the same in any direction
};

RelativeParts relative_parts(const ImpedancePoint& point, const Covariance& common) {
  const double size = std::abs(point.impedance_ohm);
  const double all = point.covariance.along(point.impedance_ohm) / size;
  const double shared = std::min(all, common.along(point.impedance_ohm) / size);
  return {std::sqrt(all * all - shared * shared), shared, std::sqrt(common.total()) / size};
}

/// What is left of a common error in the ratio of two impedances. Its relative effect is alike on both where
/// they are alike, and differs in proportion to how far they are apart, in size or in phase; by both together
/// at most.
double left_over(const RelativeParts& l, const RelativeParts& r, Complex log_of_ratio) {
  return std::min(std::abs(log_of_ratio) * std::max(l.common_whole, r.common_whole),
                  l.common_whole + r.common_whole);
}

LogRatio log_ratio(const ImpedanceCurve& left, const ImpedanceCurve& right, double hz, bool one_calibration) {
  const ImpedancePoint l = at(left, Hertz(hz));
  const ImpedancePoint r = at(right, Hertz(hz));
  const Complex ratio = std::log(l.impedance_ohm / r.impedance_ohm);
  const RelativeParts of_l = relative_parts(l, common_at(left, hz));
  const RelativeParts of_r = relative_parts(r, common_at(right, hz));
  const double common = one_calibration ? left_over(of_l, of_r, ratio) : std::hypot(of_l.common, of_r.common);
  const double variance = of_l.own * of_l.own + of_r.own * of_r.own + common * common;
  return {hz, ratio.real(), coverage_factor * std::sqrt(variance)};
}

SidePoint side_point(const ImpedanceCurve& left, const ImpedanceCurve& right, const LogRatio& ratio) {
  const double l = std::abs(at(left, Hertz(ratio.hz)).impedance_ohm);
  const double r = std::abs(at(right, Hertz(ratio.hz)).impedance_ohm);
  return {ratio.hz, l - r, 0.5 * (l + r) * ratio.u95, db_per_neper * ratio.value, db_per_neper * ratio.u95};
}

/// The largest |ln ratio|, and bounds that hold for the largest of all.
void set_largest(SideMismatch& mismatch, const std::vector<LogRatio>& ratios) {
  double largest = -1.0;
  double upper = 0.0;
  double surely = 0.0;
  for (const LogRatio& ratio : ratios) {
    const double size = std::abs(ratio.value);
    upper = std::max(upper, size + ratio.u95);
    surely = std::max(surely, size - ratio.u95);
    if (size <= largest) continue;
    largest = size;
    mismatch.largest_hz = ratio.hz;
  }
  const auto competing =
      static_cast<std::size_t>(std::count_if(ratios.begin(), ratios.end(), [&](const LogRatio& ratio) {
        return std::abs(ratio.value) + ratio.u95 >= surely;
      }));
  const double factor = simultaneous(std::max<std::size_t>(1, competing));
  double lower = 0.0;
  for (const LogRatio& ratio : ratios) lower = std::max(lower, std::abs(ratio.value) - factor * ratio.u95);
  mismatch.largest = std::expm1(largest);
  mismatch.lower95 = std::expm1(lower);
  mismatch.upper95 = std::expm1(upper);
}

/// The points of the coarser grid within the other one and the band: what is fine can be read at coarse
/// points.
std::vector<double> compared_points(const ImpedanceCurve& left, const ImpedanceCurve& right) {
  if (left.grid.empty() || right.grid.empty()) return {};
  const Hertz from = std::max({left.grid.lowest(), right.grid.lowest(), audible_from});
  const Hertz to = std::min({left.grid.highest(), right.grid.highest(), audible_to});
  const FrequencyGrid of_left = left.grid.within(from, to);
  const FrequencyGrid of_right = right.grid.within(from, to);
  const bool left_is_coarser = !of_left.empty() && (of_right.empty() || of_left.size() <= of_right.size());
  std::vector<double> points = (left_is_coarser ? of_left : of_right).hz();
  for (double& hz : points) hz = std::clamp(hz, from.value(), to.value());
  return points;
}

Findings of_the_sides(const ImpedanceCurve& left, const ImpedanceCurve& right) {
  Findings findings;
  for (const auto& [side, curve] : {std::pair{"left", &left}, std::pair{"right", &right}}) {
    for (const Finding& f : curve->findings)
      findings.push_back({f.severity, f.code, fmt::format("{}: {}", side, f.detail)});
  }
  return findings;
}

/// The ideal divider's errors are far larger than a calibration's, and not the same ones.
std::optional<Finding> one_side_uncalibrated(const ImpedanceCurve& left, const ImpedanceCurve& right) {
  const bool l = has(left.findings, FindingCode::uncalibrated);
  if (l == has(right.findings, FindingCode::uncalibrated)) return std::nullopt;
  return Finding{Severity::blocking, FindingCode::uncalibrated,
                 fmt::format("{} was measured with a calibration and {} without one: measure both alike",
                             l ? "right" : "left", l ? "left" : "right")};
}

std::optional<Finding> narrow_band(const std::vector<SidePoint>& points) {
  constexpr double grid_step = 1.015;
  const double from = points.front().hz;
  const double to = points.back().hz;
  if (from <= audible_from.value() * grid_step && to >= audible_to.value() / grid_step) return std::nullopt;
  return Finding{Severity::warning, FindingCode::band_limited,
                 fmt::format("compared from {} to {} only, where both sides have values", format_hz(from),
                             format_hz(to))};
}

}  // namespace

std::string_view to_string(SideVerdict verdict) {
  switch (verdict) {
    case SideVerdict::matched:
      return "matched";
    case SideVerdict::mismatched:
      return "mismatched";
    case SideVerdict::undecided:
      break;
  }
  return "undecided";
}

SideMismatch compare_sides(const ImpedanceCurve& left, const ImpedanceCurve& right, bool one_calibration,
                           double limit) {
  const std::vector<double> compared = compared_points(left, right);
  std::vector<LogRatio> ratios;
  ratios.reserve(compared.size());
  for (const double hz : compared) {
    ratios.push_back(log_ratio(left, right, hz, one_calibration));
  }
  if (ratios.empty()) {
    throw failure("the two sides share no point between 20 Hz and 20 kHz; measure both with one sweep");
  }
  SideMismatch mismatch;
  mismatch.limit = limit;
  mismatch.points.reserve(ratios.size());
  for (const LogRatio& ratio : ratios) mismatch.points.push_back(side_point(left, right, ratio));
  set_largest(mismatch, ratios);
  mismatch.findings = of_the_sides(left, right);
  mismatch.of_the_sides = mismatch.findings.size();
  if (std::optional<Finding> finding = one_side_uncalibrated(left, right))
    mismatch.findings.push_back(*finding);
  if (std::optional<Finding> finding = narrow_band(mismatch.points)) mismatch.findings.push_back(*finding);
  if (has_blocking(mismatch.findings)) return mismatch;
  mismatch.verdict = SideVerdict::undecided;
  if (mismatch.upper95 <= limit) mismatch.verdict = SideVerdict::matched;
  if (mismatch.lower95 > limit) mismatch.verdict = SideVerdict::mismatched;
  return mismatch;
}

SideMismatch worn_differently(SideMismatch mismatch, const std::string& detail) {
  mismatch.findings.push_back({Severity::warning, FindingCode::other_mounting, detail});
  if (mismatch.verdict == SideVerdict::mismatched) mismatch.verdict = SideVerdict::undecided;
  return mismatch;
}

}  // namespace ohmsweep
