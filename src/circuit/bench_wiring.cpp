#include "circuit/bench_wiring.h"

#include <fmt/format.h>

#include <algorithm>

#include "ohmsweep/core/error.h"
#include "ohmsweep/core/quantity_text.h"

namespace ohmsweep {

namespace {

std::string names_of(const std::vector<BenchStandard>& standards) {
  std::vector<std::string> names;
  names.reserve(standards.size());
  for (const BenchStandard& each : standards) names.push_back(each.name);
  return names.empty() ? "none" : fmt::format("{}", fmt::join(names, ", "));
}

/// "33ohm+-0.1%/0.25W" without what a bench has no use for.
std::string without_tolerance(const std::string& state) {
  std::size_t end = state.size();
  for (const char* mark : {"+-", "±", "/"}) end = std::min(end, state.find(mark));
  return state.substr(0, end);
}

}  // namespace

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

void add_shorting_plug(Netlist& netlist) {
  netlist.elements.push_back(resistor("shorting plug", "shorted", ground_node, Ohms(0.0)));
}

void add_interface_output(BenchCircuit& circuit, const Wiring& wiring) {
  Netlist& netlist = circuit.netlist;
  netlist.elements.push_back(voltage_source("dac", "dac", ground_node));
  netlist.elements.push_back(resistor("Rout", "dac", "socket", Ohms(wiring.output_resistance_ohm)));
  add_lead(netlist, "source lead", "socket", "source", wiring.source_lead);
  circuit.drive = {{"dac", 1.0}};
}

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

}  // namespace ohmsweep
