#include "ohmsweep/rating/side_mismatch.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "ohmsweep/core/error.h"
#include "ohmsweep/core/quantity_text.h"
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

/// Of ln |Z|, standard: along the impedance's own direction.
struct RelativeParts {
  double own = 0.0;
  double common = 0.0;
};

RelativeParts relative_parts(const ImpedancePoint& point, const Covariance& common) {
  const double size = std::abs(point.impedance_ohm);
  const double all = point.covariance.along(point.impedance_ohm) / size;
  const double shared = std::min(all, common.along(point.impedance_ohm) / size);
  return {std::sqrt(all * all - shared * shared), shared};
}

/// Of the nearest point below; it changes slowly.
Covariance common_at(const ImpedanceCurve& curve, double hz) {
  if (curve.common.size() != curve.grid.size()) return {};
  const auto above = std::upper_bound(curve.grid.begin(), curve.grid.end(), hz * (1.0 + 1e-9));
  return curve.common[static_cast<std::size_t>(std::max<std::ptrdiff_t>(0, above - curve.grid.begin() - 1))];
}

LogRatio log_ratio(const ImpedanceCurve& left, const ImpedanceCurve& right, double hz, bool one_calibration) {
  const ImpedancePoint l = at(left, Hertz(hz));
  const ImpedancePoint r = at(right, Hertz(hz));
  LogRatio ratio{hz, std::log(std::abs(l.impedance_ohm) / std::abs(r.impedance_ohm)), 0.0};
  const RelativeParts of_l = relative_parts(l, common_at(left, hz));
  const RelativeParts of_r = relative_parts(r, common_at(right, hz));
  // What is common moves both by the same share, to the first order in their difference.
  const double left_over = one_calibration ? std::min(1.0, std::abs(ratio.value)) * std::max(of_l.common, of_r.common)
                                           : std::hypot(of_l.common, of_r.common);
  ratio.u95 = coverage_factor * std::sqrt(of_l.own * of_l.own + of_r.own * of_r.own + left_over * left_over);
  return ratio;
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
  const auto competing = static_cast<std::size_t>(std::count_if(
      ratios.begin(), ratios.end(),
      [&](const LogRatio& ratio) { return std::abs(ratio.value) + ratio.u95 >= surely; }));
  const double factor = simultaneous(std::max<std::size_t>(1, competing));
  double lower = 0.0;
  for (const LogRatio& ratio : ratios) lower = std::max(lower, std::abs(ratio.value) - factor * ratio.u95);
  mismatch.largest = std::expm1(largest);
  mismatch.lower95 = std::expm1(lower);
  mismatch.upper95 = std::expm1(upper);
}

void add_findings(SideMismatch& mismatch, const ImpedanceCurve& left, const ImpedanceCurve& right) {
  for (const auto& [side, curve] : {std::pair{"left", &left}, std::pair{"right", &right}}) {
    for (const Finding& f : curve->findings) {
      mismatch.findings.push_back({f.severity, f.code, fmt::format("{}: {}", side, f.detail)});
    }
  }
  constexpr double grid_step = 1.015;
  const double from = mismatch.points.front().hz;
  const double to = mismatch.points.back().hz;
  if (from <= audible_from.value() * grid_step && to >= audible_to.value() / grid_step) return;
  mismatch.findings.push_back({Severity::warning, FindingCode::band_limited,
                               fmt::format("compared from {} to {} only, where both sides have values",
                                           format_hz(from), format_hz(to))});
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
  std::vector<LogRatio> ratios;
  for (const double hz : left.grid) {
    const Hertz frequency{hz};
    if (frequency < audible_from || frequency > audible_to || right.grid.empty()) continue;
    if (frequency < right.grid.lowest() || frequency > right.grid.highest()) continue;
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
  add_findings(mismatch, left, right);
  if (has_blocking(mismatch.findings)) return mismatch;
  mismatch.verdict = SideVerdict::undecided;
  if (mismatch.upper95 <= limit) mismatch.verdict = SideVerdict::matched;
  if (mismatch.lower95 > limit) mismatch.verdict = SideVerdict::mismatched;
  return mismatch;
}

}  // namespace ohmsweep
