#include "formats/toml/bench_circuit.h"

#include <fmt/format.h>

#include "formats/circuit_text.h"
#include "ohmsweep/circuit/nodal_analysis.h"
#include "ohmsweep/core/error.h"

namespace ohmsweep {

namespace {

constexpr Hertz probe_frequency{1000.0};

}  // namespace

std::string NamesSeen::take(const CheckedTable& table) {
  std::string name = table.required_text("name");
  if (name.empty() || !seen_.insert(name).second) {
    throw table.fault("name", fmt::format("is '{}', which is empty or taken; give it its own name", name));
  }
  return name;
}

Netlist read_elements(const CheckedTable& table, const std::string& key) {
  Netlist netlist;
  for (const std::string& line : table.texts(key)) {
    try {
      netlist.elements.push_back(parse_element(line));
    } catch (const Error& error) {
      throw table.fault(key, fmt::format("has a wrong element: {}", error.what()));
    }
  }
  return netlist;
}

void check_circuit(const CheckedTable& table, const std::string& key, const Netlist& netlist,
                   const std::string& plus, const std::string& minus) {
  if (!netlist.has_node(plus)) {
    throw table.fault(key, fmt::format("has no node '{}'; connect an element to it", plus));
  }
  try {
    (void)input_impedance(netlist, plus, minus, probe_frequency);
  } catch (const Error& error) {
    throw table.fault(key, fmt::format("cannot be solved: {}", error.what()));
  }
}

}  // namespace ohmsweep
