#include "ohmsweep/measurement/headphone.h"

#include <fmt/format.h>

#include <array>

#include "measurement/device_checks.h"
#include "measurement/level_check.h"
#include "ohmsweep/core/error.h"

namespace ohmsweep {

namespace {

/// Z and its derivatives at one point. With N = (a - b) + m (1 - c) and D = (a + b) - m (1 + c), Z = R N/D.
struct CorrectedPoint {
  Complex impedance;
  Complex by_ratio;
  std::array<Complex, 3> by_terms;  ///< dZ/da, dZ/db, dZ/dc
};

CorrectedPoint correct_point(const ErrorTerms& t, Complex m, double reference) {
  const Complex n = (t.a - t.b) + m * (1.0 - t.c);
  const Complex d = (t.a + t.b) - m * (1.0 + t.c);
  const Complex scale = reference / (d * d);
  return {reference * n / d,
          scale * ((1.0 - t.c) * d + (1.0 + t.c) * n),
          {scale * (d - n), -scale * (d + n), scale * m * (n - d)}};
}

/// J C J^T for the 6x6 covariance C of the terms and the analytic derivatives dZ/d(a, b, c):
/// ∂(Re Z, Im Z)/∂(Re p, Im p) = [Re g, -Im g; Im g, Re g].
Covariance through_terms(const std::array<double, 36>& covariance, const std::array<Complex, 3>& by_terms) {
  std::array<double, 6> re{};
  std::array<double, 6> im{};
  for (std::size_t p = 0; p < 3; ++p) {
    re[2 * p] = by_terms[p].real();
    re[2 * p + 1] = -by_terms[p].imag();
    im[2 * p] = by_terms[p].imag();
    im[2 * p + 1] = by_terms[p].real();
  }
  Covariance result;
  for (std::size_t i = 0; i < 6; ++i) {
    for (std::size_t k = 0; k < 6; ++k) {
      const double c = covariance[6 * i + k];
      result.re_re += re[i] * c * re[k];
      result.re_im += re[i] * c * im[k];
      result.im_im += im[i] * c * im[k];
    }
  }
  return result;
}

Covariance calibration_covariance(const Calibration& calibration, std::size_t point,
                                  const std::array<Complex, 3>& by_terms) {
  Covariance sum = through_terms(calibration.noise[point], by_terms);
  for (const TermInfluence& influence : calibration.influences) {
    const std::array<Complex, 3>& change = influence.terms[point];
    const Complex moved = by_terms[0] * change[0] + by_terms[1] * change[1] + by_terms[2] * change[2];
    sum = sum + Covariance::from_influence(moved);
  }
  return sum;
}

void check_belongs(const RatioCurve& ratio, const Calibration& calibration, StimulusMatch match) {
  if (ratio.sample_rate != calibration.sample_rate) {
    throw rejection(
        fmt::format("the take {} was recorded at {} Hz and the calibration at {} Hz; record at the same rate "
                    "or calibrate anew",
                    ratio.take_name, ratio.sample_rate, calibration.sample_rate));
  }
  if (match == StimulusMatch::required && ratio.stimulus_hash != calibration.stimulus_hash) {
    throw rejection(fmt::format(
        "the take {} was made with another stimulus than the calibration; use the calibration's sweep or "
        "calibrate anew",
        ratio.take_name));
  }
}

FrequencyGrid shared_points(const RatioCurve& ratio, const Calibration& calibration) {
  FrequencyGrid shared = common_points(ratio.grid, calibration.grid);
  if (!shared.empty()) return shared;
  const auto range = [](const FrequencyGrid& grid) {
    return grid.empty() ? std::string("nothing")
                        : fmt::format("{:.0f} to {:.0f} Hz", grid.lowest().value(), grid.highest().value());
  };
  throw rejection(
      fmt::format("the take {} covers {} and the calibration {}, and nothing is extrapolated; calibrate over "
                  "the take's band",
                  ratio.take_name, range(ratio.grid), range(calibration.grid)));
}

Findings range_findings(const RatioCurve& ratio, const FrequencyGrid& shared) {
  if (shared.size() == ratio.grid.size()) return {};
  return {{Severity::warning, FindingCode::outside_calibration,
           fmt::format(
               "the calibration covers {:.0f} to {:.0f} Hz of this take: {} of its {} points were left out",
               shared.lowest().value(), shared.highest().value(), ratio.grid.size() - shared.size(),
               ratio.grid.size())}};
}

}  // namespace

ImpedanceCurve headphone_impedance(const RatioCurve& ratio, const Calibration& calibration,
                                   StimulusMatch match) {
  check_belongs(ratio, calibration, match);
  ImpedanceCurve curve;
  curve.grid = shared_points(ratio, calibration);
  curve.calibrated = true;
  curve.upper_bound.assign(curve.grid.size(), false);
  SeenDevice device{curve, {}, {}, calibration.reference_ohm, 0.0, DeviceLimits{}.shorted_ohm};
  for (const double hz : curve.grid) {
    const std::size_t i = *ratio.grid.find(hz);
    const std::size_t k = *calibration.grid.find(hz);
    const ErrorTerms& terms = calibration.terms[k];
    const CorrectedPoint z = correct_point(terms, ratio.ratio[i], calibration.reference_ohm);
    const Covariance common = calibration_covariance(calibration, k, z.by_terms);
    const Complex bias = ratio.resolution_bias.empty() ? Complex{} : ratio.resolution_bias[i];
    const Covariance own = Covariance::circular(std::norm(z.by_ratio) * ratio.noise_variance[i]) +
                           Covariance::from_influence(z.by_ratio * bias) +
                           Covariance::from_influence(calibration.contact_ohm);
    curve.impedance_ohm.push_back(z.impedance);
    curve.common.push_back(common);
    curve.covariance.push_back(common + own);
    curve.snr_db.push_back(ratio.snr_db.empty() ? 0.0 : ratio.snr_db[i]);
    device.open_ratio.push_back(embed(terms, 1.0));
    device.relative_ratio.push_back(ratio.ratio[i] / device.open_ratio.back());
  }
  const Findings range = range_findings(ratio, curve.grid);
  curve.findings = with_device_findings(ratio.findings, device);
  if (!has_blocking(curve.findings)) {
    const Findings level = level_findings(ratio, curve, calibration);
    curve.findings.insert(curve.findings.end(), level.begin(), level.end());
  }
  curve.findings.insert(curve.findings.end(), range.begin(), range.end());
  return curve;
}

}  // namespace ohmsweep
