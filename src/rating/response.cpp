#include "ohmsweep/rating/response.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "ohmsweep/core/error.h"
#include "ohmsweep/core/quantity_text.h"
#include "rating/curve_reading.h"
#include "rating/divider_square.h"
#include "rating/joint_points.h"
#include "rating/simultaneous.h"

namespace ohmsweep {
namespace {

constexpr double db_per_neper = 20.0 / std::numbers::ln10;
constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

/// D at one frequency against no reference, dB.
struct Level {
  double db = 0.0;      ///< NaN where the output is bounded
  double own = 0.0;     ///< standard uncertainty that is this point's own: noise
  double common = 0.0;  ///< and that of the calibrations
  double lower95 = 0.0;
  double upper95 = 0.0;
};

/// One curve at one frequency.
struct Sample {
  Complex ohm;
  Covariance all;
  Covariance common;
  bool upper_bound = false;
};

Sample sample_at(const ImpedanceCurve& curve, double hz) {
  const ImpedancePoint point = at(curve, Hertz(hz));
  return {point.impedance_ohm, point.covariance, common_at(curve, hz), point.upper_bound};
}

/// Variance of Re(g·δ), δ of this covariance.
double variance_through(Complex g, const Covariance& c) {
  return std::max(0.0, g.real() * g.real() * c.re_re - 2.0 * g.real() * g.imag() * c.re_im +
                           g.imag() * g.imag() * c.im_im);
}

/// dD = k Re(Zo/(Z (Z + Zo)) dZ - 1/(Z + Zo) dZo), k = 20/ln 10.
Level known_level(const Sample& z, const Sample& zo) {
  const Complex sum = z.ohm + zo.ohm;
  const Complex by_z = db_per_neper * zo.ohm / (z.ohm * sum);
  const Complex by_zo = -db_per_neper / sum;
  const double all = variance_through(by_z, z.all) + variance_through(by_zo, zo.all);
  const double common = std::min(all, variance_through(by_z, z.common) + variance_through(by_zo, zo.common));
  const double db = db_per_neper * std::log(std::abs(z.ohm / sum));
  const double u95 = coverage_factor * std::sqrt(all);
  return {db, std::sqrt(all - common), std::sqrt(common), db - u95, db + u95};
}

/// Of every passive output within the bound; the headphone's own interval moves both ends.
Level bounded_level(const Sample& z, const Sample& zo) {
  const double bound = std::abs(zo.ohm) + magnitude_u95(zo.ohm, zo.all);
  const DividerSquare square = divider_square(z.ohm, bound, true);
  const double size = std::abs(z.ohm);
  const double margin = db_per_neper * bound / (size + bound) * magnitude_u95(z.ohm, z.all) / size;
  return {unknown, 0.0, 0.0, 0.5 * db_per_neper * std::log(square.smallest) - margin,
          0.5 * db_per_neper * std::log(square.largest) + margin};
}

Level level_at(const ImpedanceCurve& headphone, const ImpedanceCurve& output, double hz) {
  const Sample z = sample_at(headphone, hz);
  const Sample zo = sample_at(output, hz);
  return zo.upper_bound ? bounded_level(z, zo) : known_level(z, zo);
}

bool is_known(const Level& level) { return !std::isnan(level.db); }

/// Trapezoids over log frequency; they add up to 1.
std::vector<double> weights_of(const std::vector<double>& hz) {
  std::vector<double> weights(hz.size(), 0.0);
  if (hz.size() == 1) return {1.0};
  const double span = std::log(hz.back() / hz.front());
  for (std::size_t i = 0; i + 1 < hz.size(); ++i) {
    const double half = 0.5 * std::log(hz[i + 1] / hz[i]) / span;
    weights[i] += half;
    weights[i + 1] += half;
  }
  return weights;
}

/// Noise averages out over the points; what the calibrations give does not.
Level mean_of(const std::vector<double>& hz, const std::vector<Level>& levels) {
  const std::vector<double> weights = weights_of(hz);
  Level mean;
  double own = 0.0;
  for (std::size_t i = 0; i < levels.size(); ++i) {
    mean.db += weights[i] * levels[i].db;
    own += weights[i] * weights[i] * levels[i].own * levels[i].own;
    mean.common += weights[i] * levels[i].common;
    mean.lower95 += weights[i] * levels[i].lower95;
    mean.upper95 += weights[i] * levels[i].upper95;
  }
  mean.own = std::sqrt(own);
  if (!is_known(mean)) return mean;
  const double u95 = coverage_factor * std::hypot(mean.own, mean.common);
  return {mean.db, mean.own, mean.common, mean.db - u95, mean.db + u95};
}

Level reference_level(const ImpedanceCurve& headphone, const ImpedanceCurve& output,
                      const ResponseRequest& request, const std::vector<double>& hz,
                      const std::vector<Level>& levels) {
  if (request.reference == ResponseReference::band_mean) return mean_of(hz, levels);
  for (const ImpedanceCurve* curve : {&headphone, &output}) {
    if (covers(*curve, reference_hz)) continue;
    throw failure(fmt::format(
        "the {} covers {} to {} and not 1 kHz, which the response is relative to; make it relative to the "
        "band's mean",
        curve == &headphone ? "headphone" : "output", format_hz(curve->grid.lowest().value()),
        format_hz(curve->grid.highest().value())));
  }
  return level_at(headphone, output, reference_hz);
}

/// A level against another; at the reference itself both are one and the same.
Level relative_to(const Level& reference, const Level& level, bool itself) {
  if (itself) return {0.0, 0.0, 0.0, 0.0, 0.0};
  if (!is_known(level) || !is_known(reference)) {
    return {unknown, 0.0, 0.0, level.lower95 - reference.upper95, level.upper95 - reference.lower95};
  }
  const double own = std::hypot(level.own, reference.own);
  const double common = std::hypot(level.common, reference.common);
  const double db = level.db - reference.db;
  const double u95 = coverage_factor * std::hypot(own, common);
  return {db, own, common, db - u95, db + u95};
}

/// One of the extremes of points; `sign` is +1 for the largest and -1 for the smallest. The far end is the
/// farthest pointwise bound; the near end holds for all the points together that may be the extreme.
ResponseExtreme extreme_of(const std::vector<ResponsePoint>& points, double sign) {
  const auto far_end = [&](const ResponsePoint& p) { return sign > 0.0 ? p.upper95_db : -p.lower95_db; };
  const auto near_end = [&](const ResponsePoint& p) { return sign > 0.0 ? p.lower95_db : -p.upper95_db; };
  const auto value = [&](const ResponsePoint& p) {
    return std::isnan(p.deviation_db) ? far_end(p) : sign * p.deviation_db;
  };
  const ResponsePoint* found = &points.front();
  double farthest = -HUGE_VAL;
  double nearest = -HUGE_VAL;
  for (const ResponsePoint& p : points) {
    if (value(p) > value(*found)) found = &p;
    farthest = std::max(farthest, far_end(p));
    nearest = std::max(nearest, near_end(p));
  }
  const auto competing = std::count_if(points.begin(), points.end(),
                                       [&](const ResponsePoint& p) { return far_end(p) >= nearest; });
  const double factor = simultaneous(static_cast<std::size_t>(std::max<std::ptrdiff_t>(1, competing)));
  double certain = -HUGE_VAL;
  for (const ResponsePoint& p : points) {
    const bool bounded = std::isnan(p.deviation_db);
    certain =
        std::max(certain, bounded ? near_end(p)
                                  : sign * p.deviation_db - factor * (sign * p.deviation_db - near_end(p)));
  }
  return {found->hz, found->deviation_db, sign > 0.0 ? certain : -farthest, sign > 0.0 ? farthest : -certain};
}

struct Region {
  std::string_view name;
  double from_hz;
  double to_hz;
};
constexpr std::array<Region, 3> regions{{{"bass", 20.0, 250.0}, {"mid", 250.0, 4e3}, {"treble", 4e3, 20e3}}};

/// Farthest from 0 dB by what is known of it at least, else by what is possible.
const ResponseExtreme& farther(const ResponseExtreme& up, const ResponseExtreme& down) {
  const auto size = [](const ResponseExtreme& e, double bound) {
    return std::isnan(e.deviation_db) ? bound : std::abs(e.deviation_db);
  };
  return size(up, up.upper95_db) >= size(down, -down.lower95_db) ? up : down;
}

ResponseRegion region_of(const Region& region, const Response& whole, const std::vector<Level>& relative) {
  std::vector<double> hz;
  std::vector<Level> levels;
  std::vector<ResponsePoint> points;
  for (std::size_t i = 0; i < whole.points.size(); ++i) {
    const ResponsePoint& point = whole.points[i];
    if (point.hz < region.from_hz * (1.0 - same_frequency) ||
        point.hz > region.to_hz * (1.0 + same_frequency)) {
      continue;
    }
    hz.push_back(point.hz);
    levels.push_back(relative[i]);
    points.push_back(point);
  }
  if (points.empty()) return {region.name, region.from_hz, region.to_hz};
  const Level mean = mean_of(hz, levels);
  return {region.name,
          region.from_hz,
          region.to_hz,
          true,
          mean.db,
          0.5 * (mean.upper95 - mean.lower95),
          farther(extreme_of(points, 1.0), extreme_of(points, -1.0))};
}

void set_extremes(Response& whole) {
  whole.smallest = extreme_of(whole.points, -1.0);
  whole.largest = extreme_of(whole.points, 1.0);
  whole.peak_to_peak_lower95_db = std::max(0.0, whole.largest.lower95_db - whole.smallest.upper95_db);
  whole.peak_to_peak_upper95_db = whole.largest.upper95_db - whole.smallest.lower95_db;
  const double difference = whole.largest.deviation_db - whole.smallest.deviation_db;
  whole.peak_to_peak_db = std::isnan(difference) ? whole.peak_to_peak_upper95_db : difference;
}

}  // namespace

std::string_view to_string(ResponseReference reference) {
  return reference == ResponseReference::at_1khz ? "1 kHz" : "band mean";
}

Response response(const ImpedanceCurve& headphone, const ImpedanceCurve& output,
                  const ResponseRequest& request) {
  const std::vector<double> hz = joint_points(headphone, output, request.from, request.to);
  std::vector<Level> levels;
  levels.reserve(hz.size());
  for (const double f : hz) levels.push_back(level_at(headphone, output, f));
  const Level reference = reference_level(headphone, output, request, hz, levels);
  Response whole;
  whole.reference = request.reference;
  std::vector<Level> relative;
  relative.reserve(hz.size());
  for (std::size_t i = 0; i < hz.size(); ++i) {
    const bool itself = request.reference == ResponseReference::at_1khz && same_hz(hz[i], reference_hz);
    relative.push_back(relative_to(reference, levels[i], itself));
    whole.points.push_back({hz[i], relative[i].db, relative[i].lower95, relative[i].upper95});
    whole.upper_bound = whole.upper_bound || !is_known(levels[i]);
  }
  set_extremes(whole);
  for (std::size_t r = 0; r < regions.size(); ++r) {
    whole.regions.at(r) = region_of(regions.at(r), whole, relative);
  }
  return whole;
}

RuleBound rule_bound(double ratio) {
  return {db_per_neper * std::log1p(1.0 / ratio), -db_per_neper * std::log1p(-1.0 / ratio)};
}

}  // namespace ohmsweep
