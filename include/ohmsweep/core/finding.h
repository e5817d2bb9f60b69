#pragma once
/// Findings: what is questionable about a value. They travel with the value and are printed in every report;
/// in JSON a finding is an object {"severity", "code", "detail"}. Errors: only the parsers of the text forms
/// throw, Error(failed). Thread rule: plain values and pure functions.

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace ohmsweep {

/// note: worth knowing. warning: the result stands, with care. blocking: no verdict may be built on it.
enum class Severity { note, warning, blocking };

/// What was found. The text form (`to_string`) is part of the JSON and database contract: never rename one.
enum class FindingCode {
  clipping,             ///< samples at full scale, or flat tops below it
  dropout,              ///< a discontinuity in the take: lost, repeated or zeroed samples
  signal_lost,          ///< the sound stops for good before the sweep ends: a cable pulled, a device gone
  too_quiet,            ///< the sweep hardly stands out of the noise, or is absent
  low_snr,              ///< part of the band is too noisy for a useful result
  mains_lines,          ///< hum or other stationary lines were removed, or remain and widen the interval
  distortion,           ///< harmonic distortion above 1 %
  clock_offset,         ///< player and recorder run on two clocks
  channels_swapped,     ///< source and dut channel are exchanged
  device_open,          ///< nothing is connected
  device_shorted,       ///< the device is a short circuit
  negative_resistance,  ///< Re Z < 0 beyond its 95 % uncertainty: not a passive device
  unstable_device,      ///< repeats disagree by more than their uncertainty
  uncalibrated,         ///< ideal divider only; no error terms were applied
  gain_changed,         ///< a gain or the volume was touched: since the calibration, or between two takes
  outside_calibration,  ///< part of the take's band lies outside the calibration's and was left out
  standard_disagrees,   ///< a standard's residual exceeds its stated uncertainty
  upper_bound,          ///< the output impedance is smaller than its uncertainty
  loads_disagree,     ///< loads contradict one another: non-linear or protected output, or a wrong load value
  drift,              ///< the state drifted between takes by more than the stated prior
  band_limited,       ///< curve covers less than 20 Hz to 20 kHz
  missing_cable,      ///< an input hears nothing of what is played
  mono_inputs,        ///< both inputs carry the same signal
  direct_monitoring,  ///< the interface plays back what its inputs hear
  automatic_gain,     ///< the gain depends on the level: automatic gain, limiter or gate
  input_mismatch,     ///< the inputs' gains or polarities are far apart: gain, pad or mode differ
  high_pass,          ///< low frequencies are weakened, on one input more than on the other
  dc_offset,          ///< an input has a steady voltage on it
  stepped_disagrees,  ///< steady tones give another impedance than the sweep, or cannot be compared
  crosstalk,          ///< an input hears what is played into the other one
  unsteady_delay,     ///< the delay is negative, changes between takes, or differs between the inputs
  states_swapped,     ///< an output's unloaded and loaded takes are exchanged
  wrong_channel,      ///< the load is on the reference channel
  load_value,         ///< the takes agree only if a load's stated value is wrong
  level_dependent,    ///< the response changes with the level: loudness, compressor, current limit
  mono_sum,          ///< the player plays the sum of both channels on each, or the reference hears the output
  output_capacitor,  ///< |Zo| rises to low frequencies as behind a capacitor in series
  output_inductance,    ///< |Zo| rises to high frequencies as behind an inductance in series
  contact_scatter,      ///< re-plugging scatters more than the rig's contact
  ground_unknown,       ///< the ground that the channels share is not in the output impedance
  lossy_stimulus,       ///< what was played went through a lossy codec
  inputs_unmatched,     ///< a balanced output whose inputs were not compared by a common signal
  same_device,          ///< a headphone measures exactly as the last one did: it seems to be plugged in still
  same_take,            ///< one recording stands for two channels
  sides_swapped,        ///< left measures as right did before, or right as left
  imported,             ///< the curve was read from a file of another program
  uncertainty_unknown,  ///< nothing is known of the curve's uncertainty: values count as exact
  phase_reconstructed,  ///< the phase was computed from the magnitude: minimum phase
  frequencies_reordered,  ///< rows of a file were out of order or repeated
  other_rig,              ///< the calibration was made on the same device with another rig
  calibration_old,        ///< more time lies between calibration and take than the rig allows
  temperature_changed,    ///< the air was warmer or colder at the calibration than the rig allows
  other_mounting,         ///< two curves that are compared were worn differently
  calibrations_differ,    ///< two curves that are compared were corrected with different calibrations
  other_headphone,        ///< the published impedance lies outside of everything that was measured
};

/// The stable text form, for example "channels_swapped".
[[nodiscard]] std::string_view to_string(FindingCode code);
/// The inverse of to_string; throws Error(failed) naming an unknown text.
[[nodiscard]] FindingCode finding_code_from(std::string_view text);
[[nodiscard]] std::string_view to_string(Severity severity);
[[nodiscard]] Severity severity_from(std::string_view text);

/// One finding; detail is a sentence with the value that led to it.
struct Finding {
  Severity severity = Severity::note;
  FindingCode code = FindingCode::low_snr;
  std::string detail;
  friend bool operator==(const Finding&, const Finding&) = default;
};

using Findings = std::vector<Finding>;

[[nodiscard]] inline bool has(const Findings& findings, FindingCode code) {
  return std::any_of(findings.begin(), findings.end(), [&](const Finding& f) { return f.code == code; });
}
[[nodiscard]] inline bool has_blocking(const Findings& findings) {
  return std::any_of(findings.begin(), findings.end(),
                     [](const Finding& f) { return f.severity == Severity::blocking; });
}

}  // namespace ohmsweep
