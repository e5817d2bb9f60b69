#pragma once
/// Bilinear error terms per frequency, from any three or more standards.
///
/// Every linear rig obeys m = (a Γ + b) / (c Γ + 1) at each frequency, with Γ = (Z - R)/(Z + R). Gain
/// mismatch, input loading, leads, ground return, cable capacitance and crosstalk all live in a, b, c. The
/// terms are the weighted least-squares solution of a Γ + b - c Γ m = m over the standards, weights iterated
/// from u(m) and u(Γ). Source: Keysight Impedance Measurement Handbook, appendix B and C (the same
/// cross-ratio for three ideal standards). Thread rule: values and pure functions.

#include <array>
#include <string>
#include <vector>

#include "ohmsweep/calibration/standard.h"
#include "ohmsweep/core/finding.h"
#include "ohmsweep/signal/ratio.h"

namespace ohmsweep {

/// One standard and the (combined) take of it.
struct StandardTake {
  Standard standard;
  RatioCurve ratio;
};

/// a, b, c of one frequency.
struct ErrorTerms {
  Complex a;
  Complex b;
  Complex c;
};

/// The ratio that a device of reflection gamma gives behind these terms.
[[nodiscard]] Complex embed(const ErrorTerms& terms, Complex gamma);
/// The reflection of the device that gave this ratio: Γ = (m - b)/(a - c m).
[[nodiscard]] Complex correct(const ErrorTerms& terms, Complex ratio);

/// An uncertain parameter of a standard, as it moves the error terms. Fully correlated over frequency and
/// over every device measured with this calibration.
struct TermInfluence {
  std::string parameter;                      ///< "100ohm resistance"
  std::vector<std::array<Complex, 3>> terms;  ///< d(a, b, c) per standard deviation, one entry per grid point
};

/// How well one standard fits the solution.
struct StandardResidual {
  std::string name;
  std::string take_hash;
  std::vector<Complex>
      gamma;  ///< measured minus stated Γ, per grid point (zero where there is no redundancy)
  double worst_in_sigma =
      0.0;  ///< largest |residual| in units of its expected standard deviation, 0 likewise
  double worst_at_hz = 0.0;
};

/// What the stimulus arrives as at the source channel, near mid-band (200 Hz to 2 kHz): a source of voltage
/// `unloaded` behind `output_ohm`. Both 0, and no levels, where the standards do not tell (no open or no
/// short, or takes without levels).
struct DriveLevel {
  double unloaded = 0.0;    ///< |V_source| per unit of stimulus with nothing connected
  double output_ohm = 0.0;  ///< the interface's own output resistance, ohm
  /// |V_source| of the open and of the short, one of each per grid point. Empty in calibrations of earlier
  /// versions: mid-band then stands for all frequencies.
  std::vector<double> open{};
  std::vector<double> shorted{};
  friend bool operator==(const DriveLevel&, const DriveLevel&) = default;
};

/// The solved error terms. Immutable once made.
struct Calibration {
  FrequencyGrid grid;
  double reference_ohm = 100.0;  ///< R of the Γ scale
  int sample_rate = 0;
  std::string stimulus_hash;
  std::vector<ErrorTerms> terms;
  /// Noise covariance of (Re a, Im a, Re b, Im b, Re c, Im c), row-major 6x6, per grid point (type A).
  std::vector<std::array<double, 36>> noise;
  std::vector<TermInfluence> influences;  ///< type B
  std::vector<StandardResidual> residuals;
  double contact_ohm = 0.001;  ///< standard uncertainty of one connection
  DriveLevel drive;            ///< what later takes are compared with, to see a gain that was touched
  Findings findings;
};

/// |V_source| per unit of stimulus of a device of reflection gamma, at a grid point. Both channels of a
/// linear network have one denominator, so that V_source = U (1 + cΓ)/(1 + eΓ) with the ratio's own c; U and
/// a real e follow from the open and the short. Input loading, leads and high-passes are in it. Where
/// drive.unloaded is 0 the result is 0.
[[nodiscard]] double source_level(const Calibration& calibration, std::size_t point, Complex gamma);

struct CalibrationOptions {
  Ohms reference{
      100.0};  ///< the rig's reference resistor: sets the Γ scale, and what standards are checked by
  Ohms contact{0.001};  ///< standard uncertainty of one connection (default: 2 mΩ at 95 %)
  Kelvins above_23_celsius{0.0};
  /// Standard uncertainty of `reference`, relative. It widens the checks of the standards only: the solution
  /// itself does not depend on the reference resistor's value.
  double reference_relative_uncertainty = 0.0006;
};

/// Solves the error terms on the frequencies that all takes share.
/// Throws Error(rejected) with one sentence when: fewer than three distinct standards; a take used twice; an
/// open that is not open; a short that is not short; loads that contradict one another or the reference;
/// channels swapped; a take too quiet, clipped or broken by a dropout; different sample rates or stimuli.
[[nodiscard]] Calibration solve(const std::vector<StandardTake>& takes, const CalibrationOptions& options);

}  // namespace ohmsweep
