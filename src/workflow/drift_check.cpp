#include "workflow/drift_check.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "ohmsweep/core/error.h"
#include "ohmsweep/workflow/take_state.h"
#include "ohmsweep/workflow/verify.h"
#include "workflow/guided_capture.h"

namespace ohmsweep {
namespace {

constexpr double required_share = 0.9;

/// What an open's reflection may differ by, 95 %.
double open_u95(const ErrorTerms& terms, const StandardValue& stated, double ratio_variance, Complex ratio,
                double drift_u95) {
  double variance = 0.0;
  for (const Complex& influence : stated.influences) variance += std::norm(influence);
  // dΓ/dm = (a - b c)/(a - c m)²
  const Complex below = terms.a - terms.c * ratio;
  const Complex slope = (terms.a - terms.b * terms.c) / (below * below);
  variance += std::norm(slope) * ratio_variance;
  return std::hypot(coverage_factor * std::sqrt(variance), std::abs(slope * ratio) * drift_u95);
}

}  // namespace

Verification compare_open(const RatioCurve& ratio, const Calibration& calibration, const Standard& open,
                          double drift_u95) {
  Verification verification;
  std::size_t points = 0;
  std::size_t within = 0;
  std::size_t at = 0;
  for (std::size_t i = 0; i < ratio.grid.size(); ++i) {
    const double hz = ratio.grid[i];
    if (hz < audible_from.value() || hz > audible_to.value()) continue;
    while (at < calibration.grid.size() && calibration.grid[at] < hz * (1.0 - 1e-9)) ++at;
    if (at == calibration.grid.size()) break;
    if (calibration.grid[at] > hz * (1.0 + 1e-9)) continue;
    const ErrorTerms& terms = calibration.terms[at];
    const StandardValue stated =
        evaluate(open, Hertz(hz), Ohms(calibration.reference_ohm), Ohms(calibration.contact_ohm));
    const Complex measured = correct(terms, ratio.ratio[i]);
    const double u95 = open_u95(terms, stated, ratio.noise_variance[i], ratio.ratio[i], drift_u95);
    const double normalised = std::abs(measured - stated.gamma) / u95;
    const double deviation = std::abs(ratio.ratio[i] / embed(terms, stated.gamma)) - 1.0;
    ++points;
    if (normalised <= 1.0) ++within;
    if (normalised > verification.normalised_error) {
      verification.normalised_error = normalised;
      verification.normalised_error_hz = hz;
    }
    if (std::abs(deviation) > std::abs(verification.deviation)) {
      verification.deviation = deviation;
      verification.deviation_hz = hz;
    }
  }
  if (points == 0) {
    throw failure(
        "The open has no point between 20 Hz and 20 kHz that the calibration covers: use its sweep.");
  }
  verification.share_within = static_cast<double>(within) / static_cast<double>(points);
  verification.agrees = verification.share_within >= required_share;
  return verification;
}

Verification check_drift(Session& session, const DriftCheck& check, const AppliedCalibration& applied,
                         const std::string& recorded_at) {
  if (!applied.terms) {
    throw usage_error(fmt::format(
        "'{}' has nothing to be checked against: there is no calibration; calibrate first, or leave "
        "--check-with out.",
        check.stated));
  }
  const StandardState standard = parse_standard_state(check.stated, check.kit);
  Step step;
  step.state.state = standard.state;
  step.stated = check.stated;
  const CapturedTake take = analyse(session, step, play(session, step, [&](double fraction) {
                                      if (session.narrator.progress) {
                                        session.narrator.progress("checking the bench", fraction);
                                      }
                                    }));
  Verification verification;
  if (standard.standard.kind == StandardKind::open) {
    verification = compare_open(take.ratio, *applied.terms, standard.standard, session.rig.drift_u95);
  } else {
    const ImpedanceCurve curve = headphone_impedance(take.ratio, *applied.terms);
    const Agreement agreement =
        compare_with_standard(curve, standard.standard, calibration_options(session.rig).contact);
    verification = verification_of({check.stated, applied.reference, agreement, curve.findings}, recorded_at);
  }
  if (has_blocking(take.ratio.findings)) verification.agrees = false;
  verification.standard = check.stated;
  verification.recorded_at = recorded_at;
  return verification;
}

}  // namespace ohmsweep
