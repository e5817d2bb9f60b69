#pragma once
/// A headphone channel's impedance from its ratio. Pure; thread-safe.

#include "ohmsweep/calibration/calibration.h"
#include "ohmsweep/measurement/impedance_curve.h"

namespace ohmsweep {

/// What is known of the bench when there is no calibration, and what is assumed of every connection. All
/// uncertainties are standard uncertainties; the defaults hold for a typical two-channel audio interface.
struct DividerRig {
  Uncertain reference_ohm{100.0, 0.0577};  ///< default 0.1 % tolerance
  /// Of the two channels' gain ratio; 0.03 covers the 0.5 dB mismatch of a typical interface.
  double gain_ratio_uncertainty = 0.03;
  /// The inputs' loading where the rig states it, 0: unknown. Loading of the source node cancels in the
  /// ratio; that of the dut node is removed where stated (known to 5 %), else its uncertainty covers 10 kΩ
  /// and up.
  double source_input_ohm = 0.0;
  double source_input_farad = 0.0;
  double dut_input_ohm = 0.0;
  double dut_input_farad = 0.0;  ///< 0: the uncertainty covers 500 pF with the cable; stated: 100 pF of cable
  double contact_ohm = 0.001;    ///< one connection
  double lead_ohm = 0.3;  ///< leads and ground return in series with the device: not removed, 0 to 0.6 Ω
  double lead_henry = 0.7e-6;
  double high_pass_hz = 0.5;  ///< difference of the two channels' AC-coupling corners
  double skew_s = 0.3e-6;     ///< delay between the two channels
  double crosstalk = 3e-4;    ///< between the channels, relative to the source channel (-70 dB)
};

/// How a device's state is told from its curve. Each is judged over 100 Hz to 5 kHz (all points where there
/// are fewer than five inside); "most" is four points in five.
struct DeviceLimits {
  /// channels_swapped: most |m| exceed the open's by this factor, which no passive device can do, and the
  /// inverse ratio belongs to a passive one. (Uncalibrated the open is 1 with gain_ratio_uncertainty; the
  /// factor then is at least 1 + 3 of those.)
  double swapped_ratio = 1.06;
  /// device_open: most |Z| exceed this, or exceed `open_if_uncertain_ohm` while an open lies within U95 or
  /// Re Z < 0 (the gain has moved since the calibration).
  double open_ohm = 20e3;
  double open_if_uncertain_ohm = 1e3;
  /// device_shorted: most |Z| are below this, or below 1 Ω and their own U95; 1 Ω uncalibrated, where the
  /// leads remain in Z.
  double shorted_ohm = 0.3;
  double shorted_uncalibrated_ohm = 1.0;
  /// negative_resistance: Re Z < -k u(Re Z) on so many adjacent points. k = 4 and not 2 because some 500
  /// points are tested on every curve.
  double negative_in_sigma = 4.0;
  int negative_points = 3;
};

/// Whether a take must have been made with the calibration's stimulus. Error terms are linear and hold for
/// any signal; `required` guards against files that were mixed up.
enum class StimulusMatch { required, waived };

/// Z = R (1 + Γ)/(1 - Γ), Γ = (m - b)/(a - c m), with covariance, on the points that take and calibration
/// share: noise of the take, noise and influences of the calibration (alone: `common`), the device's contact
/// and the estimator's bias. First order (JCGM 100, 5.1 and JCGM 102): within a few percent of Monte Carlo up
/// to u(Z)/|Z| = 5 %, approximate above 10 %. Points outside the calibration are left out (warning
/// outside_calibration). Findings: the take's own first; then, if none of them blocks, exactly one of
/// channels_swapped, device_open, device_shorted and negative_resistance, in this order (all blocking); the
/// first three replace low_snr and distortion, which are then only their consequence. Otherwise gain_changed
/// (warning) where the source channel's level is 2 % off what the calibration expects of this device. Throws
/// Error(rejected) when rate or stimulus differ from the calibration's or no frequency is shared.
[[nodiscard]] ImpedanceCurve headphone_impedance(const RatioCurve& ratio, const Calibration& calibration,
                                                 StimulusMatch match = StimulusMatch::required);

/// The ideal divider Z = R m / (1 - m), less what the rig states of the dut input, with the uncertainty that
/// this honestly has: see DividerRig. `common` is all of it but noise, contact and the estimator's bias.
/// Where the gain's interval would carry Z through infinity, its influence is set to half a megohm. Warning
/// uncalibrated; the other findings as above.
[[nodiscard]] ImpedanceCurve uncalibrated_impedance(const RatioCurve& ratio, const DividerRig& rig);

}  // namespace ohmsweep
