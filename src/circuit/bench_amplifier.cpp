// An amplifier's output with what is connected to it.
#include <fmt/format.h>

#include <optional>

#include "circuit/bench_output.h"
#include "circuit/bench_wiring.h"
#include "ohmsweep/core/error.h"

namespace ohmsweep {

namespace {

/// What a state puts on an output.
struct OutputState {
  Netlist load;
  Harmonics distortion{};
  bool on_other_channel = false;
  bool on_common_contact = false;
  bool inputs_shorted = false;
};

/// "headphone:NAME.left" without its first word.
OutputState headphone_load(const Bench& bench, const std::string& load, const std::string& name) {
  const std::size_t dot = name.rfind('.');
  if (dot == std::string::npos || dot == 0) {
    throw failure(fmt::format("\"{}\" does not say which channel; write headphone:NAME.left.", load));
  }
  const BenchHeadphone& headphone = find_headphone(bench, name.substr(0, dot));
  return {find_channel(headphone, name.substr(dot + 1)), headphone.distortion};
}

OutputState load_state(const Bench& bench, const std::string& load) {
  const std::string headphone = "headphone:";
  if (load.starts_with(headphone)) return headphone_load(bench, load, load.substr(headphone.size()));
  return {standard_of(bench, load)};
}

OutputState other_channel_state(const Bench& bench, const BenchOutput& output, const std::string& load) {
  if (output.kind != OutputKind::player) {
    throw failure(fmt::format("Output {} has no other channel to load with \"{}\"; only a player has one.",
                              output.name, load));
  }
  OutputState state = load_state(bench, load);
  state.on_other_channel = true;
  return state;
}

OutputState output_state(const Bench& bench, const BenchOutput& output, const std::string& state) {
  const std::string other = "other:";
  if (state == "unloaded" || state == "noise") return {};
  if (state.starts_with(other)) return other_channel_state(bench, output, state.substr(other.size()));
  OutputState plain;
  plain.on_common_contact = state == "common";
  plain.inputs_shorted = state == "shorted";
  return plain.on_common_contact || plain.inputs_shorted ? plain : load_state(bench, state);
}

/// The amplifier driven from the interface; its input is the node "source".
void add_driven_input(BenchCircuit& circuit, const Bench& bench, const BenchOutput& output) {
  add_interface_output(circuit, bench.wiring);
  if (output.input_ohm > 0.0) {
    circuit.netlist.elements.push_back(resistor("Rin", "source", ground_node, Ohms(output.input_ohm)));
  }
}

/// Which nodes the two inputs listen to.
void add_inputs(BenchCircuit& circuit, const Wiring& wiring, OutputKind kind, const OutputState& state) {
  switch (kind) {
    case OutputKind::looped:
      circuit.source_node = "source";
      circuit.dut_node = "tip";
      break;
    case OutputKind::player:
      circuit.source_node = "other.tip";
      circuit.dut_node = "tip";
      break;
    case OutputKind::balanced:
      circuit.source_node = "tip";
      circuit.dut_node = "other.tip";
      break;
  }
  if (state.on_common_contact) circuit.source_node = circuit.dut_node = "tip";
  if (state.inputs_shorted) {
    add_shorting_plug(circuit.netlist);
    circuit.source_node = circuit.dut_node = "shorted";
    return;
  }
  add_input(circuit.netlist, "source input", circuit.source_node, wiring.source_input);
  add_input(circuit.netlist, "dut input", circuit.dut_node, wiring.dut_input);
}

}  // namespace

BenchCircuit connect_amplifier(const Bench& bench, const BenchOutput& output, const std::string& state) {
  const OutputState connected = output_state(bench, output, state);
  BenchCircuit circuit;
  if (output.kind == OutputKind::player) {
    circuit.drive = player_drive(output);
    circuit.other_drive = player_other_drive(output);
  } else {
    add_driven_input(circuit, bench, output);
  }
  append(circuit.netlist, output_network(output));
  circuit.plug_emf = "plug";
  circuit.netlist.elements.push_back(voltage_source(circuit.plug_emf, "jack", "tip"));
  add_inputs(circuit, bench.wiring, output.kind, connected);
  const std::string back = output.kind == OutputKind::balanced ? "other.tip" : ground_node;
  add_load(circuit, connected.load, connected.on_other_channel ? "other.tip" : "tip", back);
  circuit.load_distortion = connected.distortion;
  circuit.clock_offset = output.clock_offset;
  circuit.latency_s = output.start_s;
  circuit.output = output;
  circuit.emfs = output_emfs(output);
  add_core(circuit);
  return circuit;
}

}  // namespace ohmsweep
