#include "ohmsweep/circuit/bench.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "circuit/bench_output.h"
#include "ohmsweep/core/error.h"
#include "ohmsweep/core/quantity_text.h"

namespace ohmsweep {

namespace {

template <typename Named>
std::string names_of(const std::vector<Named>& all) {
  std::vector<std::string> names;
  names.reserve(all.size());
  for (const Named& each : all) names.push_back(each.name);
  return names.empty() ? "none" : fmt::format("{}", fmt::join(names, ", "));
}

template <typename Named>
const Named& find_named(const std::vector<Named>& all, const std::string& name, const std::string& what) {
  const auto found = std::ranges::find_if(all, [&](const Named& each) { return each.name == name; });
  if (found != all.end()) return *found;
  throw failure(fmt::format("The bench has no {} named \"{}\"; it has: {}.", what, name, names_of(all)));
}

void add_lead(Netlist& netlist, const std::string& name, const std::string& from, const std::string& to,
              const BenchLead& lead) {
  if (lead.inductance_h == 0.0) {
    netlist.elements.push_back(resistor(name, from, to, Ohms(lead.resistance_ohm)));
  } else {
    netlist.elements.push_back(
        inductor(name, from, to, Henries(lead.inductance_h), Ohms(lead.resistance_ohm)));
  }
}

void add_input(Netlist& netlist, const std::string& name, const std::string& node, const BenchInput& input) {
  if (input.resistance_ohm > 0.0) {
    netlist.elements.push_back(resistor(name + ".R", node, ground_node, Ohms(input.resistance_ohm)));
  }
  if (input.capacitance_f > 0.0) {
    netlist.elements.push_back(capacitor(name + ".C", node, ground_node, Farads(input.capacitance_f)));
  }
}

/// The interface's output and its source lead, ending at the node "source".
void add_interface_output(BenchCircuit& circuit, const Wiring& wiring) {
  Netlist& netlist = circuit.netlist;
  netlist.elements.push_back(voltage_source("dac", "dac", ground_node));
  netlist.elements.push_back(resistor("Rout", "dac", "socket", Ohms(wiring.output_resistance_ohm)));
  add_lead(netlist, "source lead", "socket", "source", wiring.source_lead);
  circuit.drive = {{"dac", 1.0}};
}

/// A device or load between two nodes, in series with the EMF of its distortion.
void add_load(BenchCircuit& circuit, const Netlist& one_port, const std::string& plus,
              const std::string& minus) {
  if (one_port.elements.empty()) return;
  circuit.loaded = true;
  circuit.load_emf = "load emf";
  circuit.load_plus = "load";
  circuit.load_minus = minus;
  circuit.netlist.elements.push_back(voltage_source(circuit.load_emf, plus, circuit.load_plus));
  append(circuit.netlist, placed(one_port, "load", circuit.load_plus, minus));
}

/// "33ohm+-0.1%/0.25W" without what a bench has no use for.
std::string without_tolerance(const std::string& state) {
  std::size_t end = state.size();
  for (const char* mark : {"+-", "±", "/"}) end = std::min(end, state.find(mark));
  return state.substr(0, end);
}

/// What stands behind the name of a standard or load.
Netlist standard_of(const Bench& bench, const std::string& state) {
  for (const std::string& name : {state, without_tolerance(state)}) {
    const auto listed = std::ranges::find_if(bench.standards, [&](const auto& s) { return s.name == name; });
    if (listed != bench.standards.end()) return listed->one_port;
  }
  if (state == "open") return {};
  if (state == "short") return {{resistor("R", "+", "-", Ohms(0.0))}};
  try {
    return {{resistor("R", "+", "-", parse_resistance(without_tolerance(state)))}};
  } catch (const Error&) {
    throw failure(
        fmt::format("The bench cannot connect \"{}\": it is neither a resistance nor one of its "
                    "standards ({}).",
                    state, names_of(bench.standards)));
  }
}

BenchCircuit connect_headphone_rig(const Bench& bench, const Netlist& device) {
  BenchCircuit circuit;
  const Wiring& wiring = bench.wiring;
  add_interface_output(circuit, wiring);
  Netlist& netlist = circuit.netlist;
  const ReferenceResistor& reference = bench.reference;
  add_lead(netlist, "Rref", "source", "dut", {reference.resistance_ohm, reference.inductance_h});
  if (reference.capacitance_f > 0.0) {
    netlist.elements.push_back(capacitor("Cref", "source", "dut", Farads(reference.capacitance_f)));
  }
  add_input(netlist, "source input", "source", wiring.source_input);
  add_input(netlist, "dut input", "dut", wiring.dut_input);
  add_lead(netlist, "device lead", "dut", "plus", wiring.device_lead);
  add_lead(netlist, "ground return", "minus", ground_node, wiring.ground_return);
  add_load(circuit, device, "plus", "minus");
  circuit.source_node = "source";
  circuit.dut_node = "dut";
  return circuit;
}

/// A cable from the output to one input or, forked, to both; an input without it is shorted.
BenchCircuit connect_cable(const Bench& bench, bool to_source, bool to_dut) {
  BenchCircuit circuit;
  add_interface_output(circuit, bench.wiring);
  Netlist& netlist = circuit.netlist;
  netlist.elements.push_back(resistor("shorting plug", "shorted", ground_node, Ohms(0.0)));
  if (to_source) add_input(netlist, "source input", "source", bench.wiring.source_input);
  if (to_dut) add_input(netlist, "dut input", "source", bench.wiring.dut_input);
  circuit.source_node = to_source ? "source" : "shorted";
  circuit.dut_node = to_dut ? "source" : "shorted";
  return circuit;
}

/// The load of an amplifier's take, and what it distorts.
std::pair<Netlist, Harmonics> amplifier_load(const Bench& bench, const std::string& state) {
  const std::string prefix = "headphone:";
  if (state == "unloaded") return {};
  if (!state.starts_with(prefix)) return {standard_of(bench, state), {}};
  const std::size_t dot = state.rfind('.');
  if (dot == std::string::npos || dot < prefix.size()) {
    throw failure(fmt::format("\"{}\" does not say which channel; write headphone:NAME.left.", state));
  }
  const BenchHeadphone& headphone = find_headphone(bench, state.substr(prefix.size(), dot - prefix.size()));
  return {find_channel(headphone, state.substr(dot + 1)), headphone.distortion};
}

/// The amplifier driven from the interface; its input is the node "source".
void add_driven_input(BenchCircuit& circuit, const Bench& bench, const BenchOutput& output) {
  add_interface_output(circuit, bench.wiring);
  if (output.input_ohm > 0.0) {
    circuit.netlist.elements.push_back(resistor("Rin", "source", ground_node, Ohms(output.input_ohm)));
  }
}

BenchCircuit connect_amplifier(const Bench& bench, const BenchOutput& output, const std::string& state) {
  BenchCircuit circuit;
  if (output.kind == OutputKind::player) {
    circuit.drive = player_drive(output);
  } else {
    add_driven_input(circuit, bench, output);
  }
  append(circuit.netlist, output_network(output));
  circuit.source_node = output.kind == OutputKind::looped ? "source" : "other.tip";
  circuit.dut_node = "tip";
  if (output.kind == OutputKind::balanced) std::swap(circuit.source_node, circuit.dut_node);
  add_input(circuit.netlist, "source input", circuit.source_node, bench.wiring.source_input);
  add_input(circuit.netlist, "dut input", circuit.dut_node, bench.wiring.dut_input);
  const auto [load, distortion] = amplifier_load(bench, state);
  add_load(circuit, load, "tip", output.kind == OutputKind::balanced ? "other.tip" : ground_node);
  circuit.load_distortion = distortion;
  circuit.clock_offset = output.clock_offset;
  circuit.latency_s = output.start_s;
  return circuit;
}

}  // namespace

const BenchHeadphone& find_headphone(const Bench& bench, const std::string& name) {
  return find_named(bench.headphones, name, "headphone");
}

const Netlist& find_channel(const BenchHeadphone& headphone, const std::string& channel) {
  if (channel == "left") return headphone.left;
  if (channel == "right") return headphone.right;
  throw failure(
      fmt::format(R"(Headphone "{}" has no channel "{}"; it has left and right.)", headphone.name, channel));
}

const BenchOutput& find_output(const Bench& bench, const std::string& amplifier, const std::string& output) {
  const BenchAmplifier& found = find_named(bench.amplifiers, amplifier, "amplifier");
  return find_named(found.outputs, output, fmt::format("output of {}", amplifier));
}

Complex true_impedance(const Bench& bench, const std::string& headphone, const std::string& channel,
                       Hertz frequency) {
  return input_impedance(find_channel(find_headphone(bench, headphone), channel), "+", "-", frequency);
}

Complex true_output_impedance(const Bench& bench, const std::string& amplifier, const std::string& output,
                              Hertz frequency) {
  const BenchOutput& found = find_output(bench, amplifier, output);
  const std::string back = found.kind == OutputKind::balanced ? "other.tip" : ground_node;
  return input_impedance(quiet_output_network(found), "tip", back, frequency);
}

BenchCircuit connect(const Bench& bench, const BenchState& state) {
  if (!state.output.empty()) {
    return connect_amplifier(bench, find_output(bench, state.device, state.output), state.state);
  }
  if (state.state == "cable-both") return connect_cable(bench, true, true);
  if (state.state == "cable-1") return connect_cable(bench, true, false);
  if (state.state == "cable-2") return connect_cable(bench, false, true);
  if (state.state != "left" && state.state != "right") {
    return connect_headphone_rig(bench, standard_of(bench, state.state));
  }
  const BenchHeadphone& headphone = find_headphone(bench, state.device);
  BenchCircuit circuit = connect_headphone_rig(bench, find_channel(headphone, state.state));
  circuit.load_distortion = headphone.distortion;
  return circuit;
}

}  // namespace ohmsweep
