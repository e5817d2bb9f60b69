#include <algorithm>
#include <cmath>

#include "measurement/device_checks.h"
#include "ohmsweep/measurement/headphone.h"

namespace ohmsweep {

namespace {

constexpr Complex j{0.0, 1.0};
constexpr double beyond_infinity_ohm = 5e5;

/// Standard uncertainty of a quantity that lies between 0 and `most`, taken as 0: rms about zero. Twice it
/// covers the whole range.
double one_sided(double most) { return most / std::sqrt(3.0); }

/// What loads the dut node: the best value, and the standard uncertainties of its two parts.
struct NodeLoading {
  Complex admittance;
  double conductance_uncertainty;
  double susceptance_uncertainty;
};

NodeLoading dut_loading(const DividerRig& rig, double omega) {
  constexpr double smallest_input_ohm = 10e3;
  constexpr double unknown_farad = 500e-12;
  constexpr double cable_farad = 100e-12;
  constexpr double stated_relative = 0.05;
  NodeLoading loading{{}, one_sided(1.0 / smallest_input_ohm), omega * one_sided(unknown_farad)};
  if (rig.dut_input_ohm > 0.0) {
    loading.admittance += 1.0 / rig.dut_input_ohm;
    loading.conductance_uncertainty = stated_relative / rig.dut_input_ohm;
  }
  if (rig.dut_input_farad > 0.0) {
    loading.admittance += j * omega * rig.dut_input_farad;
    loading.susceptance_uncertainty =
        omega * std::hypot(stated_relative * rig.dut_input_farad, one_sided(cable_farad));
  }
  return loading;
}

/// Z/m of the device behind the divider: 1/Z = (1 - m)/(R m) - Y.
Complex impedance_per_ratio(Complex m, double reference, Complex admittance) {
  return reference / (1.0 - m - reference * m * admittance);
}

Complex divider_impedance(Complex m, double reference, Complex admittance) {
  return m * impedance_per_ratio(m, reference, admittance);
}

/// dZ/dm = Z²/(R m²).
Complex by_ratio(Complex m, double reference, Complex admittance) {
  const Complex q = impedance_per_ratio(m, reference, admittance);
  return q * q / reference;
}

/// What a relative change of the gains by one standard uncertainty does to Z. Far above R the curve of Z over
/// m is so bent that the derivative would understate it: half the larger excursion at ±2 u instead.
Complex gain_influence(Complex m, double reference, Complex admittance, double u) {
  const Complex z = divider_impedance(m, reference, admittance);
  const Complex up = m * (1.0 + 2.0 * u);
  const bool reaches_infinity = (1.0 - up - reference * up * admittance).real() <= 0.0 &&
                                (1.0 - m - reference * m * admittance).real() > 0.0;
  if (reaches_infinity) return beyond_infinity_ohm;
  const Complex rise = divider_impedance(up, reference, admittance) - z;
  const Complex fall = divider_impedance(m * (1.0 - 2.0 * u), reference, admittance) - z;
  return (std::abs(rise) > std::abs(fall) ? rise : fall) / 2.0;
}

/// Everything that the bench gives to every device alike.
Covariance rig_covariance(const DividerRig& rig, double hz, Complex m, Complex z,
                          const NodeLoading& loading) {
  const double reference = rig.reference_ohm.value;
  const double omega = angular(Hertz(hz));
  const Complex by_absolute = by_ratio(m, reference, loading.admittance);
  const Complex by_relative = by_absolute * m;
  const auto influence = [](Complex change) { return Covariance::from_influence(change); };
  return influence(gain_influence(m, reference, loading.admittance, rig.gain_ratio_uncertainty)) +
         influence(z * z * loading.conductance_uncertainty) +
         influence(j * z * z * loading.susceptance_uncertainty) +
         influence(by_relative * (1.0 - m) / reference * rig.reference_ohm.standard_uncertainty) +
         influence(rig.lead_ohm) + influence(j * omega * rig.lead_henry) +
         // Two first-order high-passes: m picks up 1 + j (f1 - f2)/f well above both corners.
         influence(j * by_relative * rig.high_pass_hz / hz) +
         influence(j * by_relative * omega * rig.skew_s) +
         Covariance::circular(std::norm(by_absolute * rig.crosstalk));
}

}  // namespace

ImpedanceCurve uncalibrated_impedance(const RatioCurve& ratio, const DividerRig& rig) {
  ImpedanceCurve curve;
  curve.grid = ratio.grid;
  curve.upper_bound.assign(curve.grid.size(), false);
  SeenDevice device{curve,
                    std::vector<Complex>(curve.grid.size(), Complex(1.0)),
                    ratio.ratio,
                    rig.reference_ohm.value,
                    rig.gain_ratio_uncertainty,
                    DeviceLimits{}.shorted_uncalibrated_ohm};
  for (std::size_t i = 0; i < curve.grid.size(); ++i) {
    const Complex m = ratio.ratio[i];
    const NodeLoading loading = dut_loading(rig, angular(Hertz(curve.grid[i])));
    const Complex z = divider_impedance(m, rig.reference_ohm.value, loading.admittance);
    const Complex by_m = by_ratio(m, rig.reference_ohm.value, loading.admittance);
    const Complex bias = ratio.resolution_bias.empty() ? Complex{} : ratio.resolution_bias[i];
    const Covariance common = rig_covariance(rig, curve.grid[i], m, z, loading);
    curve.impedance_ohm.push_back(z);
    curve.common.push_back(common);
    curve.covariance.push_back(common + Covariance::circular(std::norm(by_m) * ratio.noise_variance[i]) +
                               Covariance::from_influence(by_m * bias) +
                               Covariance::from_influence(rig.contact_ohm));
    curve.snr_db.push_back(ratio.snr_db.empty() ? 0.0 : ratio.snr_db[i]);
  }
  curve.findings = with_device_findings(ratio.findings, device);
  curve.findings.push_back({Severity::warning, FindingCode::uncalibrated,
                            "no calibration was applied: gains, input loading, leads and delay of the "
                            "channels are in the interval "
                            "instead; calibrate with an open, a short and a load"});
  return curve;
}

}  // namespace ohmsweep
