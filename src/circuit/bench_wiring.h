#pragma once
/// The parts that every state of a bench is wired from.

#include <string>

#include "ohmsweep/circuit/bench.h"

namespace ohmsweep {

void add_lead(Netlist& netlist, const std::string& name, const std::string& from, const std::string& to,
              const BenchLead& lead);
/// What an input puts between a node and the ground.
void add_input(Netlist& netlist, const std::string& name, const std::string& node, const BenchInput& input);
/// A plug that shorts an input: the node "shorted".
void add_shorting_plug(Netlist& netlist);
/// The interface's output and its source lead, ending at the node "source".
void add_interface_output(BenchCircuit& circuit, const Wiring& wiring);
/// A device or load between two nodes, in series with the EMF of its distortion.
void add_load(BenchCircuit& circuit, const Netlist& one_port, const std::string& plus,
              const std::string& minus);

/// What stands behind the name of a standard or load. Throws Error(failed).
[[nodiscard]] Netlist standard_of(const Bench& bench, const std::string& state);

/// An output in one of its states.
[[nodiscard]] BenchCircuit connect_amplifier(const Bench& bench, const BenchOutput& output,
                                             const std::string& state);

}  // namespace ohmsweep
