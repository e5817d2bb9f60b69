#include "circuit/bench_output.h"

#include <string>

namespace ohmsweep {

namespace {

/// The output's own circuit with its nodes renamed: "source" becomes `driven`, "tip" becomes `tip`, the
/// ground becomes `inner_ground`, anything else "prefix.node".
Netlist output_branch(const Netlist& circuit, const std::string& prefix, const std::string& driven,
                      const std::string& tip, const std::string& inner_ground) {
  const auto moved = [&](const std::string& node) -> std::string {
    if (node == "source") return driven;
    if (node == "tip") return tip;
    if (node == ground_node) return inner_ground;
    return prefix + "." + node;
  };
  Netlist branch = circuit;
  for (Element& element : branch.elements) {
    element.name = prefix + "." + element.name;
    element.from = moved(element.from);
    element.to = moved(element.to);
  }
  return branch;
}

Netlist player_network(const BenchOutput& output) {
  const std::string inside = output.ground_ohm > 0.0 ? "inside" : ground_node;
  Netlist netlist;
  if (output.ground_ohm > 0.0) {
    netlist.elements.push_back(resistor("ground contact", inside, ground_node, Ohms(output.ground_ohm)));
  }
  netlist.elements.push_back(voltage_source("this channel", "this", inside));
  netlist.elements.push_back(voltage_source("other channel", "other", inside));
  append(netlist, output_branch(output.circuit, "this", "this", "tip", inside));
  append(netlist, output_branch(output.circuit, "other", "other", "other.tip", inside));
  return netlist;
}

}  // namespace

Netlist output_network(const BenchOutput& output) {
  if (output.kind == OutputKind::player) return player_network(output);
  Netlist netlist;
  netlist.elements.push_back(amplifier("this", "this", ground_node, output.gain, "source", ground_node));
  append(netlist, output_branch(output.circuit, "this", "this", "tip", ground_node));
  if (output.kind == OutputKind::balanced) {
    netlist.elements.push_back(amplifier("other", "other", ground_node, -output.gain, "source", ground_node));
    append(netlist, output_branch(output.circuit, "other", "other", "other.tip", ground_node));
  }
  return netlist;
}

Netlist quiet_output_network(const BenchOutput& output) {
  if (output.kind == OutputKind::player) return player_network(output);
  Netlist netlist;
  netlist.elements.push_back(voltage_source("quiet", "this", ground_node));
  append(netlist, output_branch(output.circuit, "this", "this", "tip", ground_node));
  if (output.kind == OutputKind::balanced) {
    append(netlist, output_branch(output.circuit, "other", "this", "other.tip", ground_node));
  }
  return netlist;
}

std::vector<Excitation> player_drive(const BenchOutput& output) {
  return {{"this channel", output.gain}, {"other channel", output.reference_silent ? 0.0 : output.gain}};
}

}  // namespace ohmsweep
