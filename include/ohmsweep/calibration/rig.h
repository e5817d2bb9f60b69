#pragma once
/// The bench as a person describes it in a TOML file: interface, wiring, reference resistor, limits. A plain
/// value.

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
      from_tolerance(100.0, 0.1);               ///< [reference] resistance, tolerance (default 100 Ω, 0.1 %)
  std::optional<double> input_full_scale_vrms;  ///< [limits]
  std::optional<double> output_full_scale_vrms;
  double drift_u95 = 0.001;    ///< [limits] drift: relative, 95 %
  double contact_u95 = 0.002;  ///< [limits] contact: ohm, 95 %
  double mains_hz = 0.0;       ///< [limits] mains: 0 = auto, else 50 or 60
  friend bool operator==(const Rig&, const Rig&) = default;
};

}  // namespace ohmsweep
