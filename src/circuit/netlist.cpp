#include "ohmsweep/circuit/netlist.h"

#include <algorithm>
#include <utility>

namespace ohmsweep {

namespace {

Element two_terminal(ElementKind kind, std::string name, std::string from, std::string to, double value) {
  Element element;
  element.kind = kind;
  element.name = std::move(name);
  element.from = std::move(from);
  element.to = std::move(to);
  element.value = value;
  return element;
}

}  // namespace

Element resistor(std::string name, std::string from, std::string to, Ohms resistance) {
  return two_terminal(ElementKind::resistor, std::move(name), std::move(from), std::move(to),
                      resistance.value());
}

Element capacitor(std::string name, std::string from, std::string to, Farads capacitance) {
  return two_terminal(ElementKind::capacitor, std::move(name), std::move(from), std::move(to),
                      capacitance.value());
}

Element inductor(std::string name, std::string from, std::string to, Henries inductance, Ohms winding) {
  Element element = two_terminal(ElementKind::inductor, std::move(name), std::move(from), std::move(to),
                                 inductance.value());
  element.series_ohm = winding.value();
  return element;
}

Element semi_inductor(std::string name, std::string from, std::string to, double coefficient,
                      double exponent) {
  Element element =
      two_terminal(ElementKind::semi_inductor, std::move(name), std::move(from), std::move(to), coefficient);
  element.exponent = exponent;
  return element;
}

Element voltage_source(std::string name, std::string from, std::string to) {
  return two_terminal(ElementKind::voltage_source, std::move(name), std::move(from), std::move(to), 0.0);
}

Element current_source(std::string name, std::string from, std::string to) {
  return two_terminal(ElementKind::current_source, std::move(name), std::move(from), std::move(to), 0.0);
}

Element amplifier(std::string name, std::string from, std::string to, double gain, std::string control_from,
                  std::string control_to) {
  Element element =
      two_terminal(ElementKind::amplifier, std::move(name), std::move(from), std::move(to), gain);
  element.control_from = std::move(control_from);
  element.control_to = std::move(control_to);
  return element;
}

bool Netlist::has_node(const std::string& node) const {
  return std::ranges::any_of(
      elements, [&](const Element& element) { return element.from == node || element.to == node; });
}

Netlist placed(const Netlist& one_port, const std::string& prefix, const std::string& plus,
               const std::string& minus) {
  const auto moved = [&](const std::string& node) -> std::string {
    if (node == "+") return plus;
    if (node == "-") return minus;
    if (node.empty() || node == ground_node) return node;
    return prefix + "." + node;
  };
  Netlist result = one_port;
  for (Element& element : result.elements) {
    element.name = prefix + "." + element.name;
    element.from = moved(element.from);
    element.to = moved(element.to);
    element.control_from = moved(element.control_from);
    element.control_to = moved(element.control_to);
  }
  return result;
}

void append(Netlist& netlist, const Netlist& part) {
  netlist.elements.insert(netlist.elements.end(), part.elements.begin(), part.elements.end());
}

}  // namespace ohmsweep
