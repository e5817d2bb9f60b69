#include "ohmsweep/calibration/calibration_drift.h"

#include <algorithm>
#include <cmath>

namespace ohmsweep {
namespace {

constexpr double required_share = 0.9;

/// Z(Γ) and dZ/dΓ at a reference R.
Complex impedance_of(Complex gamma, double reference) { return reference * (1.0 + gamma) / (1.0 - gamma); }
Complex slope_of(Complex gamma, double reference) {
  return 2.0 * reference / ((1.0 - gamma) * (1.0 - gamma));
}

/// Variance of the corrected Γ from the terms' covariance: Γ = (m - b)/(a - c m), first order.
double noise_variance(const ErrorTerms& terms, const std::array<double, 36>& noise, Complex m) {
  const Complex below = terms.a - terms.c * m;
  const Complex gamma = (m - terms.b) / below;
  const std::array<Complex, 3> by{-gamma / below, -1.0 / below, m * gamma / below};
  double variance = 0.0;
  for (std::size_t i = 0; i < 3; ++i) {
    for (std::size_t k = 0; k < 3; ++k) {
      // E[δp_i conj δp_k] of the real covariance.
      const auto at = [&](std::size_t r, std::size_t c) { return noise[6 * r + c]; };
      const Complex cross(at(2 * i, 2 * k) + at(2 * i + 1, 2 * k + 1),
                          at(2 * i + 1, 2 * k) - at(2 * i, 2 * k + 1));
      variance += (by[i] * std::conj(by[k]) * cross).real();
    }
  }
  return std::max(0.0, variance);
}

Complex influence_on(const ErrorTerms& terms, const std::array<Complex, 3>& change, Complex m) {
  const Complex below = terms.a - terms.c * m;
  const Complex gamma = (m - terms.b) / below;
  return (-gamma * change[0] - change[1] + m * gamma * change[2]) / below;
}

/// Of one connection: anew at each calibration, whoever stated the standards.
bool is_contact(const std::string& parameter) { return parameter.find("contact") != std::string::npos; }

/// Variance of Γ by the standards' uncertain parameters; those common to both versions only where `all`.
double influence_variance(const Calibration& calibration, std::size_t i, Complex m, bool all) {
  double variance = 0.0;
  for (const TermInfluence& influence : calibration.influences) {
    if (!all && !is_contact(influence.parameter)) continue;
    variance += std::norm(influence_on(calibration.terms[i], influence.terms[i], m));
  }
  return variance;
}

DriftPoint point_at(const Calibration& from, std::size_t i, const Calibration& to, std::size_t k, bool all) {
  DriftPoint point;
  point.hz = from.grid[i];
  const double reference = from.reference_ohm;
  for (std::size_t d = 0; d < drift_devices_ohm.size(); ++d) {
    const double ohm = drift_devices_ohm[d];
    const Complex gamma = (ohm - reference) / (ohm + reference);
    const Complex m = embed(from.terms[i], gamma);
    const Complex seen = correct(to.terms[k], m);
    point.change[d] = std::abs(impedance_of(seen, reference) - ohm) / ohm;
    double variance = influence_variance(from, i, m, all) + influence_variance(to, k, m, all);
    if (i < from.noise.size()) variance += noise_variance(from.terms[i], from.noise[i], m);
    if (k < to.noise.size()) variance += noise_variance(to.terms[k], to.noise[k], m);
    point.u95[d] = coverage_factor * std::abs(slope_of(gamma, reference)) * std::sqrt(variance) / ohm;
  }
  return point;
}

void sum_up(CalibrationDrift& drift) {
  std::size_t within = 0;
  for (const DriftPoint& point : drift.points) {
    for (std::size_t d = 0; d < drift_devices_ohm.size(); ++d) {
      const double normalised =
          point.u95[d] > 0.0 ? point.change[d] / point.u95[d] : (point.change[d] > 0.0 ? HUGE_VAL : 0.0);
      if (normalised <= 1.0) ++within;
      if (point.change[d] > drift.largest_change) {
        drift.largest_change = point.change[d];
        drift.largest_change_hz = point.hz;
        drift.largest_change_ohm = drift_devices_ohm[d];
      }
      if (normalised > drift.largest_normalised) {
        drift.largest_normalised = normalised;
        drift.largest_normalised_hz = point.hz;
        drift.largest_normalised_ohm = drift_devices_ohm[d];
      }
    }
  }
  drift.share_within =
      static_cast<double>(within) / static_cast<double>(drift.points.size() * drift_devices_ohm.size());
  drift.agrees = drift.share_within >= required_share;
}

}  // namespace

std::optional<CalibrationDrift> calibration_drift(const Calibration& from, const Calibration& to,
                                                  bool same_standards) {
  if (from.reference_ohm != to.reference_ohm) return std::nullopt;
  CalibrationDrift drift;
  for (std::size_t i = 0; i < from.grid.size(); ++i) {
    const Hertz frequency{from.grid[i]};
    if (frequency < audible_from || frequency > audible_to) continue;
    if (const auto k = to.grid.find(from.grid[i])) {
      drift.points.push_back(point_at(from, i, to, *k, !same_standards));
    }
  }
  if (drift.points.empty()) return std::nullopt;
  sum_up(drift);
  return drift;
}

}  // namespace ohmsweep
