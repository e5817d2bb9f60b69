#include "measurement/steady_phase.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "measurement/sinusoid_fit.h"
#include "ohmsweep/core/covariance.h"

namespace ohmsweep {

namespace {

constexpr double turn = 2.0 * std::numbers::pi;
/// Four cycles of the lowest tone at least, and as many of the tones' differences.
constexpr double fewest_cycles = 5.0;

/// No quartz holds still for a minute as well as that.
constexpr double finest_ppm = 1e-3;

bool long_enough(const Stretch& stretch, const std::vector<double>& cycles) {
  return static_cast<double>(stretch.size()) * cycles.front() >= fewest_cycles;
}

/// Each tone's phase at sample `at`, in cycles, as the stretch has it.
std::vector<double> phases_at(const std::vector<double>& channel, const Stretch& stretch,
                              const std::vector<double>& cycles, double at) {
  const SinusoidFit fit = fit_sinusoids(channel, stretch.from, stretch.to, cycles);
  std::vector<double> phases;
  for (std::size_t i = 0; i < cycles.size(); ++i) {
    phases.push_back(std::arg(fit.amplitude[i]) / turn +
                     cycles[i] * (at - static_cast<double>(stretch.from)));
  }
  return phases;
}

/// Distance from the nearest whole number.
double unwhole(double cycles) { return cycles - std::round(cycles); }

/// One phase of the highest tone, in cycles, less what the stated frequency makes of it.
struct PhasePoint {
  double at = 0.0;  ///< sample
  double surplus = 0.0;
};

/// Straight line through the points of several stretches, each with an offset of its own.
struct Slope {
  double value = 0.0;
  double variance = 0.0;
  bool known = false;
};

/// Sums of one stretch's points about their mean.
struct Moments {
  double square = 0.0;
  double product = 0.0;
  double surplus_square = 0.0;
  double points = 0.0;
};

Moments moments_of(const std::vector<PhasePoint>& points) {
  Moments sums;
  sums.points = static_cast<double>(points.size());
  double at = 0.0;
  double surplus = 0.0;
  for (const PhasePoint& point : points) {
    at += point.at / sums.points;
    surplus += point.surplus / sums.points;
  }
  for (const PhasePoint& point : points) {
    sums.square += (point.at - at) * (point.at - at);
    sums.product += (point.at - at) * (point.surplus - surplus);
    sums.surplus_square += (point.surplus - surplus) * (point.surplus - surplus);
  }
  return sums;
}

Slope slope_of(const std::vector<std::vector<PhasePoint>>& stretches) {
  Moments all;
  double freedom = -1.0;
  for (const std::vector<PhasePoint>& points : stretches) {
    if (points.size() < 2) continue;
    const Moments sums = moments_of(points);
    all.square += sums.square;
    all.product += sums.product;
    all.surplus_square += sums.surplus_square;
    freedom += sums.points - 1.0;
  }
  if (freedom < 2.0 || all.square <= 0.0) return {};
  Slope slope;
  slope.known = true;
  slope.value = all.product / all.square;
  const double rest = std::max(0.0, all.surplus_square - slope.value * all.product);
  slope.variance = rest / freedom / all.square;
  return slope;
}

/// The lowest tone tells how the highest has turned between two blocks, however far the clocks are apart.
std::vector<PhasePoint> phase_points(const std::vector<double>& channel, const Stretch& stretch,
                                     const std::vector<double>& cycles, std::size_t block) {
  std::vector<PhasePoint> points;
  double last_lowest = 0.0;
  double lowest = 0.0;
  for (std::size_t from = stretch.from; from + block <= stretch.to; from += block) {
    const double at = static_cast<double>(from) + 0.5 * static_cast<double>(block);
    const std::vector<double> phases = phases_at(channel, {from, from + block}, cycles, at);
    const double lowest_surplus = phases.front() - cycles.front() * at;
    const double highest_surplus = phases.back() - cycles.back() * at;
    if (points.empty()) {
      points.push_back({at, highest_surplus});
    } else {
      lowest += unwhole(lowest_surplus - last_lowest);
      const double expected = points.front().surplus + lowest * cycles.back() / cycles.front();
      points.push_back({at, expected + unwhole(highest_surplus - expected)});
    }
    last_lowest = lowest_surplus;
  }
  return points;
}

}  // namespace

std::optional<long> frames_ahead(const std::vector<double>& channel, const Stretch& before,
                                 const Stretch& after, const std::vector<double>& cycles, long farthest) {
  constexpr double explained = 0.03;  // of a cycle
  if (!long_enough(before, cycles) || !long_enough(after, cycles)) return std::nullopt;
  const double at = 0.5 * static_cast<double>(before.to + after.from);
  const std::vector<double> expected = phases_at(channel, before, cycles, at);
  const std::vector<double> found = phases_at(channel, after, cycles, at);
  const auto worst_miss = [&](long frames) {
    double worst = 0.0;
    for (std::size_t i = 0; i < cycles.size(); ++i) {
      const double miss = unwhole(found[i] - expected[i] - cycles[i] * static_cast<double>(frames));
      worst = std::max(worst, std::abs(miss));
    }
    return worst;
  };
  long best = 0;
  double least = worst_miss(0);
  for (long distance = 1; distance <= farthest; ++distance) {
    for (const long frames : {distance, -distance}) {
      const double miss = worst_miss(frames);
      if (miss >= least) continue;
      least = miss;
      best = frames;
    }
  }
  return least <= explained ? std::optional(best) : std::nullopt;
}

ToneSpeed tone_speed(const std::vector<double>& channel, const std::vector<Stretch>& stretches,
                     const std::vector<double>& cycles, std::size_t block) {
  std::vector<std::vector<PhasePoint>> all;
  std::vector<std::vector<PhasePoint>> first_half;
  std::vector<std::vector<PhasePoint>> second_half;
  const std::size_t middle = stretches.empty() ? 0 : (stretches.front().from + stretches.back().to) / 2;
  for (const Stretch& stretch : stretches) {
    all.push_back(phase_points(channel, stretch, cycles, block));
    const auto later = std::find_if(all.back().begin(), all.back().end(), [&](const PhasePoint& point) {
      return point.at >= static_cast<double>(middle);
    });
    first_half.emplace_back(all.back().begin(), later);
    second_half.emplace_back(later, all.back().end());
  }
  const Slope slope = slope_of(all);
  if (!slope.known) return {};
  const Slope first = slope_of(first_half);
  const Slope second = slope_of(second_half);
  // Clocks wander: halves that differ by more than their noise widen the interval.
  const double wander = first.known && second.known ? 0.5 * (second.value - first.value) : 0.0;
  const double u95 = std::hypot(coverage_factor * std::sqrt(slope.variance), wander) / cycles.back();
  return {1e6 * slope.value / cycles.back(), std::max(finest_ppm, 1e6 * u95)};
}

}  // namespace ohmsweep
