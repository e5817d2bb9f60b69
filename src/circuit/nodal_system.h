#pragma once
/// The equations of a netlist before they are solved: which unknowns there are and what stands in which
/// place.

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "ohmsweep/circuit/netlist.h"
#include "ohmsweep/core/covariance.h"

namespace ohmsweep {

/// The unknowns of modified nodal analysis: every node's voltage but the ground's, and the current of every
/// element that has no finite admittance at some frequency. Numbered so that elimination fills in little.
struct Unknowns {
  std::map<std::string, std::size_t> node;
  std::map<std::string, std::size_t> branch;
  std::vector<std::string> names;  ///< by number, for sentences

  /// Nothing for the ground.
  [[nodiscard]] std::optional<std::size_t> of_node(const std::string& name) const;
};

/// True for elements whose current is an unknown of its own.
[[nodiscard]] bool has_branch_current(const Element& element);

/// One contribution coefficient · (jω)^exponent to the entry (row, column).
struct Stamp {
  std::size_t row;
  std::size_t column;
  double exponent;
  double coefficient;
};

/// Throws Error(failed) for two elements of one name or an unknown control node.
[[nodiscard]] Unknowns number_unknowns(const Netlist& netlist);
[[nodiscard]] std::vector<Stamp> stamps(const Netlist& netlist, const Unknowns& unknowns);

}  // namespace ohmsweep
