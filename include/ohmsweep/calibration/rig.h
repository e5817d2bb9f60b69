#pragma once
/// The bench as a person describes it in a TOML file: interface, wiring, reference resistor, limits. A plain
/// value. Thread rule: pure functions; none fails.

#include <optional>
#include <string>

#include "ohmsweep/core/uncertain.h"

namespace ohmsweep {

/// Parallel resistance and capacitance that one interface input puts across its node.
struct InputLoading {
  double resistance_ohm = 0.0;  ///< 0: not stated
  double capacitance_f = 0.0;
  friend bool operator==(const InputLoading&, const InputLoading&) = default;
};

/// What both inputs are switched to: their impedance and gain depend on it.
enum class InputMode { unstated, line, hi_z };

/// Keys and defaults are those of the rig file, a contract (docs/file-formats.md).
struct Rig {
  std::string device;              ///< [interface] device
  std::string output_device;       ///< only where it is another one
  std::optional<int> sample_rate;  ///< samples per second; absent: the stimulus's
  int output_channel = 1;          ///< channels count from 1
  int source_channel = 1;
  int dut_channel = 2;
  InputLoading source_input;                   ///< [inputs] source_impedance, source_capacitance
  InputLoading dut_input;                      ///< [inputs] dut_impedance, dut_capacitance
  InputMode input_mode = InputMode::unstated;  ///< [inputs] mode
  bool differential_inputs =
      false;  ///< [inputs] differential: their cold contacts are not the interface's ground
  std::string inputs_according_to;  ///< [inputs] according_to: where the impedances are from
  Uncertain reference_ohm =
      from_tolerance(100.0, 0.1);  ///< [reference] resistance, tolerance (default 100 Ω, 0.1 %)
  std::optional<double>
      input_full_scale_vrms;  ///< [limits] of both inputs, where they have none of their own
  std::optional<double> source_full_scale_vrms;
  std::optional<double> dut_full_scale_vrms;
  std::optional<double> output_full_scale_vrms;
  std::optional<double> full_scale_tolerance;  ///< [limits]: a relative half-width, of all that are stated
  double drift_u95 = 0.001;                    ///< [limits] drift: relative, 95 %
  double contact_u95 = 0.002;                  ///< [limits] contact: ohm, 95 %
  double calibration_age_s = 7.0 * 86400.0;    ///< [limits] calibration_age: between calibration and take
  double temperature_k = 5.0;                  ///< [limits] temperature: of the air, the same
  double mains_hz = 0.0;                       ///< [limits] mains: 0 = auto, else 50 or 60
  friend bool operator==(const Rig&, const Rig&) = default;
};

/// Half-width that a full scale without a stated tolerance is given: makers state whole decibels of a gain
/// that a knob sets.
inline constexpr double unstated_full_scale_tolerance = 0.1;

/// What full scale is at an input: Vrms of a sine of 0 dBFS; nothing where it is not stated.
[[nodiscard]] std::optional<Uncertain> source_full_scale(const Rig& rig);
[[nodiscard]] std::optional<Uncertain> dut_full_scale(const Rig& rig);
/// Whether both inputs were compared with one voltage: their error is then common and cancels in a ratio.
[[nodiscard]] bool inputs_share_scale(const Rig& rig);

}  // namespace ohmsweep
