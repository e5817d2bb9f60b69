#include "circuit/nodal_system.h"

#include <fmt/core.h>

#include <set>

#include "ohmsweep/core/error.h"

namespace ohmsweep {

namespace {

/// Collects stamps; a missing index is the ground, whose row and column are not kept.
class Stamper {
 public:
  explicit Stamper(const Unknowns& unknowns) : unknowns_(unknowns) {}

  void admittance(const Element& element, double exponent, double coefficient) {
    const auto a = unknowns_.of_node(element.from);
    const auto b = unknowns_.of_node(element.to);
    put(a, a, exponent, coefficient);
    put(b, b, exponent, coefficient);
    put(a, b, exponent, -coefficient);
    put(b, a, exponent, -coefficient);
  }

  /// Kirchhoff's current law at both ends, and V(from) - V(to) in the element's own row.
  std::size_t branch(const Element& element) {
    const std::size_t current = unknowns_.branch.at(element.name);
    const auto a = unknowns_.of_node(element.from);
    const auto b = unknowns_.of_node(element.to);
    put(a, current, 0.0, 1.0);
    put(b, current, 0.0, -1.0);
    put(current, a, 0.0, 1.0);
    put(current, b, 0.0, -1.0);
    return current;
  }

  void put(std::optional<std::size_t> row, std::optional<std::size_t> column, double exponent,
           double coefficient) {
    if (row && column && coefficient != 0.0) stamps_.push_back({*row, *column, exponent, coefficient});
  }

  std::vector<Stamp> take() { return std::move(stamps_); }

 private:
  const Unknowns& unknowns_;
  std::vector<Stamp> stamps_;
};

void stamp(const Element& element, const Unknowns& unknowns, Stamper& stamper) {
  switch (element.kind) {
    case ElementKind::resistor:
      if (has_branch_current(element)) {
        stamper.branch(element);
      } else {
        stamper.admittance(element, 0.0, 1.0 / element.value);
      }
      break;
    case ElementKind::capacitor:
      stamper.admittance(element, 1.0, element.value);
      break;
    case ElementKind::inductor: {
      const std::size_t current = stamper.branch(element);
      stamper.put(current, current, 1.0, -element.value);
      stamper.put(current, current, 0.0, -element.series_ohm);
      break;
    }
    case ElementKind::semi_inductor: {
      const std::size_t current = stamper.branch(element);
      stamper.put(current, current, element.exponent, -element.value);
      break;
    }
    case ElementKind::voltage_source:
      stamper.branch(element);
      break;
    case ElementKind::current_source:
      break;
    case ElementKind::amplifier: {
      const std::size_t current = stamper.branch(element);
      stamper.put(current, unknowns.of_node(element.control_from), 0.0, -element.value);
      stamper.put(current, unknowns.of_node(element.control_to), 0.0, element.value);
      break;
    }
  }
}

/// Renumbers by minimum degree: the unknown with the fewest neighbours left is eliminated first.
std::vector<std::size_t> elimination_order(std::size_t count, const std::vector<Stamp>& pattern) {
  std::vector<std::set<std::size_t>> neighbours(count);
  for (const Stamp& s : pattern) {
    if (s.row == s.column) continue;
    neighbours[s.row].insert(s.column);
    neighbours[s.column].insert(s.row);
  }
  std::set<std::size_t> left;
  for (std::size_t i = 0; i < count; ++i) left.insert(i);
  std::vector<std::size_t> position(count);
  for (std::size_t next = 0; next < count; ++next) {
    std::size_t best = *left.begin();
    for (const std::size_t candidate : left) {
      if (neighbours[candidate].size() < neighbours[best].size()) best = candidate;
    }
    position[best] = next;
    left.erase(best);
    for (const std::size_t a : neighbours[best]) {
      neighbours[a].erase(best);
      for (const std::size_t b : neighbours[best]) {
        if (a != b) neighbours[a].insert(b);
      }
    }
  }
  return position;
}

Unknowns number_in_order_of_appearance(const Netlist& netlist) {
  Unknowns unknowns;
  std::set<std::string> names;
  const auto add_node = [&](const std::string& node) {
    if (node == ground_node || !unknowns.node.emplace(node, unknowns.names.size()).second) return;
    unknowns.names.push_back("node " + node);
  };
  for (const Element& element : netlist.elements) {
    if (!names.insert(element.name).second) {
      throw failure(
          fmt::format("The circuit has two elements named \"{}\"; give each its own name.", element.name));
    }
    add_node(element.from);
    add_node(element.to);
    if (!has_branch_current(element)) continue;
    unknowns.branch.emplace(element.name, unknowns.names.size());
    unknowns.names.push_back("the current of " + element.name);
  }
  return unknowns;
}

}  // namespace

std::optional<std::size_t> Unknowns::of_node(const std::string& name) const {
  if (name == ground_node) return std::nullopt;
  const auto found = node.find(name);
  if (found == node.end()) {
    throw failure(fmt::format("The circuit has no node \"{}\"; connect an element to it.", name));
  }
  return found->second;
}

bool has_branch_current(const Element& element) {
  switch (element.kind) {
    case ElementKind::resistor:
      return element.value == 0.0;
    case ElementKind::capacitor:
    case ElementKind::current_source:
      return false;
    case ElementKind::inductor:
    case ElementKind::semi_inductor:
    case ElementKind::voltage_source:
    case ElementKind::amplifier:
      return true;
  }
  return false;
}

Unknowns number_unknowns(const Netlist& netlist) {
  Unknowns unknowns = number_in_order_of_appearance(netlist);
  const std::vector<std::size_t> position =
      elimination_order(unknowns.names.size(), stamps(netlist, unknowns));
  for (auto& [name, number] : unknowns.node) number = position[number];
  for (auto& [name, number] : unknowns.branch) number = position[number];
  std::vector<std::string> names(unknowns.names.size());
  for (std::size_t i = 0; i < names.size(); ++i) names[position[i]] = unknowns.names[i];
  unknowns.names = std::move(names);
  return unknowns;
}

std::vector<Stamp> stamps(const Netlist& netlist, const Unknowns& unknowns) {
  Stamper stamper(unknowns);
  for (const Element& element : netlist.elements) stamp(element, unknowns, stamper);
  return stamper.take();
}

}  // namespace ohmsweep
