#include "ohmsweep/workflow/verify.h"

#include <fmt/format.h>

#include <cmath>

#include "ohmsweep/core/error.h"
#include "ohmsweep/workflow/take_state.h"
#include "workflow/applied_calibration.h"
#include "workflow/narration.h"
#include "workflow/rig_binding.h"

namespace ohmsweep {
namespace {

/// Share of the points that must lie within their combined 95 % interval: below 95 % by more than chance
/// does.
constexpr double required_share = 0.9;

/// Any reference serves to express the stated value; Γ is turned back into Z at once.
constexpr Ohms reference{100.0};

struct StatedImpedance {
  Complex impedance_ohm;
  double u95_ohm = 0.0;  ///< 2√(trace): of the complex value, both parts
};

/// Z = R (1 + Γ) / (1 - Γ), dZ = 2R dΓ / (1 - Γ)².
StatedImpedance stated_impedance(const Standard& standard, Hertz frequency, Ohms contact) {
  const StandardValue value = evaluate(standard, frequency, reference, contact);
  const Complex below = 1.0 - value.gamma;
  const Complex slope = 2.0 * reference.value() / (below * below);
  double variance = 0.0;
  for (const Complex& influence : value.influences) variance += std::norm(slope * influence);
  return {reference.value() * (1.0 + value.gamma) / below, coverage_factor * std::sqrt(variance)};
}

}  // namespace

Agreement compare_with_standard(const ImpedanceCurve& curve, const Standard& standard, Ohms contact) {
  if (standard.kind == StandardKind::open) {
    throw usage_error(
        fmt::format("'{}' is an open and has no impedance to compare with: verify with a load or a short.",
                    standard.name));
  }
  Agreement agreement;
  std::size_t points = 0;
  std::size_t within = 0;
  double nearest_1khz = INFINITY;
  for (std::size_t i = 0; i < curve.grid.size(); ++i) {
    const Hertz frequency{curve.grid[i]};
    if (frequency < audible_from || frequency > audible_to) continue;
    const StatedImpedance stated = stated_impedance(standard, frequency, contact);
    const Complex measured = curve.impedance_ohm[i];
    const double u95 = coverage_factor * std::sqrt(curve.covariance[i].total());
    const double normalised = std::abs(measured - stated.impedance_ohm) / std::hypot(u95, stated.u95_ohm);
    const double deviation = std::abs(measured) / std::abs(stated.impedance_ohm) - 1.0;
    ++points;
    if (normalised <= 1.0) ++within;
    if (normalised > agreement.largest_normalised_error) {
      agreement.largest_normalised_error = normalised;
      agreement.largest_normalised_error_hz = frequency.value();
    }
    if (std::abs(deviation) > std::abs(agreement.largest_deviation)) {
      agreement.largest_deviation = deviation;
      agreement.largest_deviation_hz = frequency.value();
    }
    if (std::abs(frequency.value() - 1e3) < nearest_1khz) {
      nearest_1khz = std::abs(frequency.value() - 1e3);
      agreement.stated_1khz_ohm = std::abs(stated.impedance_ohm);
      agreement.measured_1khz_ohm = std::abs(measured);
      agreement.measured_1khz_u95_ohm = magnitude_u95(measured, curve.covariance[i]);
    }
  }
  if (points == 0) {
    throw failure(fmt::format(
        "The take of '{}' has no point between 20 Hz and 20 kHz that the calibration covers: use a sweep of "
        "the audible band.",
        standard.name));
  }
  agreement.share_within = static_cast<double>(within) / static_cast<double>(points);
  agreement.agrees = agreement.share_within >= required_share;
  return agreement;
}

Verification verification_of(const VerifiedStandard& verified, const std::string& recorded_at) {
  const Agreement& agreement = verified.agreement;
  return {verified.standard,
          recorded_at,
          agreement.agrees && !has_blocking(verified.findings),
          agreement.largest_deviation,
          agreement.largest_deviation_hz,
          agreement.largest_normalised_error,
          agreement.largest_normalised_error_hz,
          agreement.share_within};
}

std::vector<VerifiedStandard> verify(Session& session, const VerifyRequest& request) {
  const StoredCalibration stored =
      session.library.calibration(request.calibration.name, request.calibration.version);
  refuse_other_device(stored, session);
  std::vector<Step> steps;
  for (const std::string& state : request.states) {
    const StandardState standard = parse_standard_state(state, request.kit);
    if (standard.standard.kind == StandardKind::open) {
      throw usage_error(fmt::format(
          "'{}' is an open and has no impedance to compare with: verify with a load or a short.", state));
    }
    if (!standard.tolerance_stated) say_unstated_tolerance(session, standard.state);
    TakeState take;
    take.state = standard.state;
    steps.push_back({std::move(take), state});
  }
  const Calibration applied = bound_to(stored, session.estimator, session.device.name());
  const Ohms contact = calibration_options(session.rig).contact;
  std::vector<VerifiedStandard> verified;
  for (const CapturedTake& take : combine_states(capture(session, steps))) {
    const Standard standard = parse_standard_state(take.step.stated, request.kit).standard;
    const ImpedanceCurve curve = headphone_impedance(take.ratio, applied);
    verified.push_back({take.step.stated, reference_text(stored),
                        compare_with_standard(curve, standard, contact), curve.findings});
    const Findings bound = binding_findings(
        stored.provenance, {session.rig, session.rig_text, session.recorded_at, session.temperature_c});
    verified.back().findings.insert(verified.back().findings.end(), bound.begin(), bound.end());
    session.library.add(stored.name, stored.version, verification_of(verified.back(), session.recorded_at));
  }
  return verified;
}

}  // namespace ohmsweep
