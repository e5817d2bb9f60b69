#include "ohmsweep/measurement/minimum_phase.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace ohmsweep {
namespace {

constexpr double pi = std::numbers::pi;
constexpr double octave = std::numbers::ln2;
constexpr double negligible = 1e-18;
/// The time grows with the square of the points; more than these are two hundred in an octave.
constexpr std::size_t most_exact_points = 2048;

/// ∫₀ᵗ ln coth(s/2) ds, t >= 0; π²/4 for t → ∞. Below 1 by the power series, above by
/// ln coth(s/2) = 2 Σ e^{-ks}/k over odd k.
double weight_integral(double t) {
  if (t <= 0.0) return 0.0;
  if (t < 1.0) {
    const double square = t * t;
    return t * (1.0 - std::log(t / 2.0) + square / 36.0 - 7.0 * square * square / 7200.0 +
                31.0 * square * square * square / 635040.0);
  }
  double rest = 0.0;
  const double square = std::exp(-2.0 * t);
  double power = std::exp(-t);
  for (int k = 1; k < 40 && power > negligible; k += 2, power *= square)
    rest += power / (static_cast<double>(k) * k);
  return pi * pi / 4.0 - 2.0 * rest;
}

/// ∫ from a to b of ln coth(|x - x0|/2) dx.
double weight_between(double a, double b, double x0) {
  const auto signed_integral = [&](double x) {
    return std::copysign(weight_integral(std::abs(x - x0)), x - x0);
  };
  return signed_integral(b) - signed_integral(a);
}

/// A stretch of ln f over which ln|Z| has one slope.
struct Stretch {
  double from;
  double to;
  double slope;
};

/// Least squares over the points within a third of an octave of an end.
double end_slope(const std::vector<double>& x, const std::vector<double>& y, bool upper) {
  const double end = upper ? x.back() : x.front();
  double n = 0.0;
  double sx = 0.0;
  double sy = 0.0;
  double sxx = 0.0;
  double sxy = 0.0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const bool is_end = upper ? i + 2 >= x.size() : i < 2;
    if (!is_end && std::abs(x[i] - end) > octave / 3.0) continue;
    const double u = x[i] - end;
    n += 1.0;
    sx += u;
    sy += y[i];
    sxx += u * u;
    sxy += u * y[i];
  }
  const double spread = n * sxx - sx * sx;
  const double slope = spread > 0.0 ? (n * sxy - sx * sy) / spread : 0.0;
  return std::clamp(slope, -1.0, 1.0);
}

/// Far enough that ln coth is nothing any more.
constexpr double far = 40.0;

void add_below(std::vector<Stretch>& stretches, double x, double slope) {
  if (slope < 0.0) {
    stretches.push_back({x - far, x, slope});
    return;
  }
  constexpr int steps = 8;
  for (int i = 0; i < steps; ++i) {
    const double fading = slope * (1.0 - (i + 0.5) / steps);
    stretches.push_back({x - octave * (i + 1) / steps, x - octave * i / steps, fading});
  }
}

/// ln|Z| over ln f, both ascending in ln f.
struct LogCurve {
  std::vector<double> x;
  std::vector<double> y;
};

/// The value at `at`, inside of the curve, between its points.
double between(const std::vector<double>& x, const std::vector<double>& y, double at) {
  const auto next = std::upper_bound(x.begin() + 1, x.end() - 1, at);
  const auto above = static_cast<std::size_t>(next - x.begin());
  const double fraction = (at - x[above - 1]) / (x[above] - x[above - 1]);
  return y[above - 1] + fraction * (y[above] - y[above - 1]);
}

/// The same curve at evenly spaced points.
LogCurve thinned(const LogCurve& curve) {
  LogCurve thin;
  const double step = (curve.x.back() - curve.x.front()) / static_cast<double>(most_exact_points - 1);
  for (std::size_t i = 0; i < most_exact_points; ++i) {
    const double at = std::min(curve.x.front() + step * static_cast<double>(i), curve.x.back());
    thin.x.push_back(at);
    thin.y.push_back(between(curve.x, curve.y, at));
  }
  return thin;
}

std::vector<double> phase_of(const LogCurve& curve) {
  const std::vector<double>& x = curve.x;
  const std::vector<double>& y = curve.y;
  std::vector<Stretch> stretches;
  add_below(stretches, x.front(), end_slope(x, y, false));
  for (std::size_t i = 1; i < x.size(); ++i) {
    stretches.push_back({x[i - 1], x[i], (y[i] - y[i - 1]) / (x[i] - x[i - 1])});
  }
  stretches.push_back({x.back(), x.back() + far, end_slope(x, y, true)});
  std::erase_if(stretches, [](const Stretch& each) { return each.slope == 0.0; });
  std::vector<double> phase;
  phase.reserve(x.size());
  for (const double x0 : x) {
    double sum = 0.0;
    for (const Stretch& each : stretches) sum += each.slope * weight_between(each.from, each.to, x0);
    phase.push_back(sum / pi);
  }
  return phase;
}

}  // namespace

std::vector<double> minimum_phase_rad(const std::vector<double>& frequency_hz,
                                      const std::vector<double>& magnitude) {
  LogCurve curve;
  for (std::size_t i = 0; i < frequency_hz.size(); ++i) {
    curve.x.push_back(std::log(frequency_hz[i]));
    curve.y.push_back(std::log(magnitude[i]));
  }
  if (curve.x.size() <= most_exact_points) return phase_of(curve);
  const LogCurve thin = thinned(curve);
  const std::vector<double> phase = phase_of(thin);
  std::vector<double> all;
  all.reserve(curve.x.size());
  for (const double x : curve.x) all.push_back(between(thin.x, phase, x));
  return all;
}

}  // namespace ohmsweep
