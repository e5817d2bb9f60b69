#include "circuit/bench_output.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "ohmsweep/core/error.h"

namespace ohmsweep {

namespace {

const std::string this_emf = "this emf";
const std::string other_emf = "other emf";

/// Where one branch of an output begins and ends.
struct BranchEnds {
  std::string prefix;  ///< of everything in between
  std::string driven;
  std::string tip;
  std::string ground;
};

/// The output's own circuit with its nodes renamed.
Netlist output_branch(const Netlist& circuit, const BranchEnds& ends) {
  const auto moved = [&](const std::string& node) -> std::string {
    if (node == "source") return ends.driven;
    if (node == "tip") return ends.tip;
    if (node == ground_node) return ends.ground;
    return ends.prefix + "." + node;
  };
  Netlist branch = circuit;
  for (Element& element : branch.elements) {
    element.name = ends.prefix + "." + element.name;
    element.from = moved(element.from);
    element.to = moved(element.to);
  }
  return branch;
}

std::string inside_of(const BenchOutput& output) {
  return output.kind == OutputKind::player && output.ground_ohm > 0.0 ? "inside" : ground_node;
}

const Netlist& cold_side(const BenchOutput& output) {
  return output.cold_circuit.elements.empty() ? output.circuit : output.cold_circuit;
}

double imbalance(const BenchOutput& output) { return decibels_to_amplitude(Decibels(output.imbalance_db)); }

Netlist player_network(const BenchOutput& output, const std::string& tip) {
  const std::string inside = inside_of(output);
  Netlist netlist;
  if (inside != ground_node) {
    netlist.elements.push_back(resistor("ground contact", inside, ground_node, Ohms(output.ground_ohm)));
  }
  netlist.elements.push_back(voltage_source(this_emf, "this", inside));
  netlist.elements.push_back(voltage_source(other_emf, "other", inside));
  append(netlist, output_branch(output.circuit, {"this", "this", tip, inside}));
  append(netlist, output_branch(output.circuit, {"other", "other", "other.tip", inside}));
  return netlist;
}

/// An ideal amplifier of the node "source" and, in series, a source for what it does beside amplifying.
void add_amplifier(Netlist& netlist, const std::string& name, const std::string& emf, double gain) {
  const std::string ideal = name + " ideal";
  netlist.elements.push_back(amplifier(name, ideal, ground_node, gain, "source", ground_node));
  netlist.elements.push_back(voltage_source(emf, name, ideal));
}

}  // namespace

Netlist output_network(const BenchOutput& output) {
  if (output.kind == OutputKind::player) return player_network(output, "jack");
  Netlist netlist;
  add_amplifier(netlist, "this", this_emf, output.gain);
  append(netlist, output_branch(output.circuit, {"this", "this", "jack", ground_node}));
  if (output.kind == OutputKind::balanced) {
    add_amplifier(netlist, "other", other_emf, -output.gain * imbalance(output));
    append(netlist, output_branch(cold_side(output), {"other", "other", "other.tip", ground_node}));
  }
  return netlist;
}

Netlist quiet_output_network(const BenchOutput& output) {
  if (output.kind == OutputKind::player) return player_network(output, "tip");
  Netlist netlist;
  netlist.elements.push_back(voltage_source("quiet", "this", ground_node));
  append(netlist, output_branch(output.circuit, {"this", "this", "tip", ground_node}));
  if (output.kind == OutputKind::balanced) {
    append(netlist, output_branch(cold_side(output), {"other", "this", "other.tip", ground_node}));
  }
  return netlist;
}

std::vector<Excitation> player_drive(const BenchOutput& output) {
  const double other = output.gain * imbalance(output);
  if (output.reference_silent) return {{this_emf, output.gain}, {other_emf, other * output.crosstalk}};
  const double both = 1.0 + output.crosstalk;
  return {{this_emf, output.gain * both}, {other_emf, other * both}};
}

std::vector<Excitation> player_other_drive(const BenchOutput& output) {
  return {{this_emf, output.gain * output.crosstalk}, {other_emf, output.gain * imbalance(output)}};
}

std::vector<BenchEmf> output_emfs(const BenchOutput& output) {
  const std::string back = inside_of(output);
  std::vector<BenchEmf> emfs{{this_emf, "this", back}};
  if (output.kind != OutputKind::looped) emfs.push_back({other_emf, "other", back});
  return emfs;
}

void add_core(BenchCircuit& circuit) {
  const BenchOutput& output = *circuit.output;
  if (!output.core) return;
  const std::string name = "this." + output.core->inductor;
  const std::vector<Element>& elements = circuit.netlist.elements;
  const auto found = std::ranges::find_if(
      elements, [&](const Element& each) { return each.name == name && each.kind == ElementKind::inductor; });
  if (found == elements.end()) {
    throw failure(fmt::format("Output {} has no inductor \"{}\" whose core could saturate.", output.name,
                              output.core->inductor));
  }
  circuit.core_inductor = name;
  circuit.core_current = "core";
  circuit.netlist.elements.push_back(current_source(circuit.core_current, found->from, found->to));
}

}  // namespace ohmsweep
