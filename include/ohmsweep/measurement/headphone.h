#pragma once
/// A headphone channel's impedance from its ratio. Pure; thread-safe.

#include "ohmsweep/calibration/calibration.h"
#include "ohmsweep/measurement/impedance_curve.h"

namespace ohmsweep {

/// What is known of the bench when there is no calibration, and what is assumed of every connection.
struct DividerRig {
  Uncertain reference_ohm{100.0, 0.0577};  ///< standard uncertainty; default 0.1 % tolerance
  /// Standard uncertainty of the two channels' gain ratio (default: a typical interface's 0.5 dB mismatch).
  double gain_ratio_uncertainty = 0.03;
  /// The inputs' loading where the rig states it: admittances at source and dut node are added to the model.
  double source_input_ohm = 0.0;  ///< 0: unknown; its uncertainty then covers 10 kΩ and up
  double source_input_farad = 0.0;
  double dut_input_ohm = 0.0;
  double dut_input_farad = 0.0;
  double contact_ohm = 0.001;  ///< standard uncertainty of one connection
};

/// Z with covariance from a calibrated ratio. Frequencies outside the calibration are left out (finding
/// outside_calibration). Findings: the take's own (clipping, dropout, too_quiet, low_snr, mains_lines) first;
/// then, if none of them blocks, exactly one of channels_swapped, device_open, device_shorted, else
/// negative_resistance and unstable_device as they apply. Throws Error(rejected) when rate or stimulus differ
/// from the calibration's.
[[nodiscard]] ImpedanceCurve headphone_impedance(const RatioCurve& ratio, const Calibration& calibration);

/// The ideal divider Z = R m / (1 - m), with the uncertainty that this honestly has; finding uncalibrated.
[[nodiscard]] ImpedanceCurve uncalibrated_impedance(const RatioCurve& ratio, const DividerRig& rig);

}  // namespace ohmsweep
