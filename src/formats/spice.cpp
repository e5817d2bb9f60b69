#include "ohmsweep/formats/spice.h"

#include <fmt/format.h>

#include "ohmsweep/core/error.h"
#include "ohmsweep/core/name.h"

namespace ohmsweep {
namespace {

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::string node_of(const std::string& node) {
  if (node == "+") return "plus";
  return node == "-" ? "minus" : node;
}

std::string line_of(const Element& element) {
  switch (element.kind) {
    case ElementKind::resistor:
    case ElementKind::capacitor:
    case ElementKind::inductor:
      return fmt::format("{} {} {} {:.8e}\n", element.name, node_of(element.from), node_of(element.to),
                         element.value);
    default:
      throw failure(
          fmt::format("'{}' is neither resistor nor coil nor capacitor, and SPICE has no such element",
                      shown(element.name)));
  }
}

}  // namespace

std::string spice_name(const std::string& name) {
  std::string safe;
  for (const char c : name) safe += is_letter(c) || is_digit(c) ? c : '_';
  return safe.empty() || !is_letter(safe.front()) ? "X" + safe : safe;
}

std::string spice_subcircuit(const Netlist& one_port, const std::string& name,
                             const std::vector<std::string>& comments) {
  std::string text;
  for (const std::string& comment : comments) text += fmt::format("* {}\n", shown(comment));
  const std::string safe = spice_name(name);
  text += fmt::format(".subckt {} plus minus\n", safe);
  for (const Element& element : one_port.elements) text += line_of(element);
  return text + fmt::format(".ends {}\n", safe);
}

}  // namespace ohmsweep
