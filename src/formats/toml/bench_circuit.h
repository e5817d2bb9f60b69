#pragma once
/// Names and circuits in a bench file.

#include <set>
#include <string>

#include "formats/toml/checked_table.h"
#include "ohmsweep/circuit/netlist.h"

namespace ohmsweep {

/// Distinct names, so that a state means one thing.
class NamesSeen {
 public:
  /// The key "name". Throws where it is empty or taken.
  std::string take(const CheckedTable& table);

 private:
  std::set<std::string> seen_;
};

/// The elements of a key; none where it is absent.
[[nodiscard]] Netlist read_elements(const CheckedTable& table, const std::string& key);
/// Throws unless the circuit can be solved between two of its nodes.
void check_circuit(const CheckedTable& table, const std::string& key, const Netlist& netlist,
                   const std::string& plus, const std::string& minus);

}  // namespace ohmsweep
