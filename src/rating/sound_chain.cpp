#include "rating/sound_chain.h"

#include <cmath>
#include <numbers>

namespace ohmsweep {
namespace {

constexpr double db_per_neper = 20.0 / std::numbers::ln10;

double lg20(double ratio) { return 20.0 * std::log10(ratio); }

/// Standard deviation of Re(derivative · δ), in dB of an amplitude.
double real_part_db(const Covariance& covariance, Complex derivative) {
  return db_per_neper * std::sqrt(std::max(0.0, covariance.through(derivative).re_re));
}

double spread(const Sensitivity& sensitivity, const SoundReference& reference) {
  return sensitivity.per == SensitivityPer::milliwatt ? reference.spread_db / std::sqrt(3.0) : 0.0;
}

/// 10 lg(|Z|/1 kΩ): what a sensitivity per mW has more than the one per volt.
Uncertain conversion(const SoundReference& reference) {
  const double size = std::abs(reference.impedance_ohm);
  const double u = 0.5 * in_db(reference.covariance.along(reference.impedance_ohm) / size);
  return {0.5 * lg20(1e-3 * size), std::hypot(u, reference.spread_db / std::sqrt(3.0))};
}

/// 20 lg|Z + Zo| lies between the two of a bounded output: halfway, with a rectangular half-width.
Bounded behind_a_bound(double volts_db, double u_db, Complex z, double bound_ohm) {
  const double least = lg20(std::abs(z) / std::abs(z + bound_ohm));
  return {{volts_db + 0.5 * least, std::hypot(u_db, 0.5 * std::abs(least) / std::sqrt(3.0))}, Bound::none};
}

}  // namespace

double in_db(double relative_uncertainty) { return db_per_neper * relative_uncertainty; }

BothSensitivities both_sensitivities(const Sensitivity& sensitivity, double u_db,
                                     const SoundReference& reference) {
  const Uncertain more = conversion(reference);
  const Uncertain stated{sensitivity.db_spl, u_db};
  const double u = std::hypot(u_db, more.standard_uncertainty);
  if (sensitivity.per == SensitivityPer::volt) return {{stated.value + more.value, u}, stated};
  return {stated, {stated.value - more.value, u}};
}

Bounded sound_per_volt(const Sensitivity& sensitivity, double u_db, const SoundReference& reference,
                       const std::optional<ImpedancePoint>& output) {
  const BothSensitivities both = both_sensitivities(sensitivity, u_db, reference);
  const Complex z = reference.impedance_ohm;
  if (!output) return {{both.db_v.value + coverage_factor * both.db_v.standard_uncertainty}, Bound::upper};
  if (output->upper_bound) {
    const double bound =
        std::abs(output->impedance_ohm) + magnitude_u95(output->impedance_ohm, output->covariance);
    return behind_a_bound(both.db_v.value, both.db_v.standard_uncertainty, z, bound);
  }
  // Per mW the level is S + 30 + 10 lg|Z| - 20 lg|Z + Zo|, per volt S + 20 lg|Z| - 20 lg|Z + Zo|: one
  // derivative by Z each, so that its error is not counted twice.
  const Complex total = z + output->impedance_ohm;
  const double share = sensitivity.per == SensitivityPer::volt ? 1.0 : 0.5;
  const double of_headphone = real_part_db(reference.covariance, share / z - 1.0 / total);
  const double of_output = real_part_db(output->covariance, 1.0 / total);
  const double u =
      std::hypot(std::hypot(u_db, spread(sensitivity, reference)), std::hypot(of_headphone, of_output));
  return {{both.db_v.value + lg20(std::abs(z) / std::abs(total)), u}, Bound::none};
}

}  // namespace ohmsweep
