#include <fmt/format.h>

#include <cmath>
#include <numbers>

#include "ohmsweep/core/number_text.h"
#include "ohmsweep/core/quantity_text.h"
#include "ohmsweep/measurement/equivalent_circuit.h"

namespace ohmsweep {
namespace {

constexpr double turn = 2.0 * std::numbers::pi;

std::string henries(double value) {
  if (value >= 1.0) return significant(value, 4) + " H";
  return value >= 1e-3 ? significant(1e3 * value, 4) + " mH" : significant(1e6 * value, 4) + " µH";
}

std::string farads(double value) {
  return value >= 1e-6 ? significant(1e6 * value, 4) + " µF" : significant(1e9 * value, 4) + " nF";
}

/// Elements between two nodes, numbered by kind.
class Drawing {
 public:
  /// Its name.
  std::string add(ElementKind kind, double value, const std::string& from, const std::string& to) {
    std::vector<Element>& elements = circuit_.netlist.elements;
    if (kind == ElementKind::resistor) {
      elements.push_back(resistor(fmt::format("R{}", ++resistors_), from, to, Ohms(value)));
    } else if (kind == ElementKind::inductor) {
      elements.push_back(inductor(fmt::format("L{}", ++coils_), from, to, Henries(value)));
    } else {
      elements.push_back(capacitor(fmt::format("C{}", ++capacitors_), from, to, Farads(value)));
    }
    return elements.back().name;
  }
  void say(const std::string& names, const std::string& what) {
    circuit_.parts.push_back(fmt::format("{}: {}", names, what));
  }
  [[nodiscard]] std::string new_node() { return fmt::format("n{}", ++nodes_); }
  [[nodiscard]] DrawnCircuit finished() { return std::move(circuit_); }

 private:
  DrawnCircuit circuit_;
  int resistors_ = 0;
  int coils_ = 0;
  int capacitors_ = 0;
  int nodes_ = 0;
};

std::string meaning_of(const CircuitSection& section) {
  if (section.p > 0.0 && section.q > 0.0) {
    const std::string at = format_hz(std::sqrt(section.p / section.q) / turn);
    if (section.g <= 0.0) return fmt::format("resonance at {} without losses", at);
    return fmt::format("resonance at {}, {}, Q {}", at, format_ohms(1.0 / section.g),
                       significant(std::sqrt(section.p * section.q) / section.g, 3));
  }
  if (section.p > 0.0) {
    return fmt::format("coil of {} with losses of {}", henries(1.0 / section.p),
                       format_ohms(1.0 / section.g));
  }
  return fmt::format("capacitor of {} with {} across it", farads(section.q), format_ohms(1.0 / section.g));
}

void draw(Drawing& drawing, const CircuitSection& section, const std::string& from, const std::string& to) {
  std::string names;
  const auto add = [&](ElementKind kind, double value) {
    names += (names.empty() ? "" : " ") + drawing.add(kind, value, from, to);
  };
  if (section.g > 0.0) add(ElementKind::resistor, 1.0 / section.g);
  if (section.p > 0.0) add(ElementKind::inductor, 1.0 / section.p);
  if (section.q > 0.0) add(ElementKind::capacitor, section.q);
  drawing.say(names, meaning_of(section));
}

/// One after another from `from` to `to`. A capacitor comes last, so that no node hangs between two.
void draw(Drawing& drawing, const CircuitBranch& branch, std::string from, const std::string& to) {
  std::size_t left = (branch.r > 0.0) + (branch.l > 0.0) + (branch.e > 0.0) + branch.sections.size();
  const auto next = [&] { return --left == 0 ? to : drawing.new_node(); };
  const auto add = [&](ElementKind kind, double value, const std::string& what) {
    const std::string end = next();
    drawing.say(drawing.add(kind, value, from, end), what);
    from = end;
  };
  if (branch.r > 0.0) add(ElementKind::resistor, branch.r, format_ohms(branch.r) + " in series");
  if (branch.l > 0.0) add(ElementKind::inductor, branch.l, henries(branch.l) + " in series");
  for (const CircuitSection& section : branch.sections) {
    const std::string end = next();
    draw(drawing, section, from, end);
    from = end;
  }
  if (branch.e > 0.0) add(ElementKind::capacitor, 1.0 / branch.e, farads(1.0 / branch.e) + " in series");
}

}  // namespace

DrawnCircuit drawn(const EquivalentCircuit& circuit) {
  Drawing drawing;
  std::string from = "+";
  if (circuit.lead_ohm > 0.0) {
    const std::string to = drawing.new_node();
    drawing.say(drawing.add(ElementKind::resistor, circuit.lead_ohm, from, to),
                fmt::format("{} before all branches", format_ohms(circuit.lead_ohm)));
    from = to;
  }
  if (circuit.lead_henry > 0.0) {
    const std::string to = drawing.new_node();
    drawing.say(drawing.add(ElementKind::inductor, circuit.lead_henry, from, to),
                fmt::format("{} before all branches", henries(circuit.lead_henry)));
    from = to;
  }
  for (std::size_t b = 0; b < circuit.branches.size(); ++b) {
    if (circuit.branches.size() > 1)
      drawing.say(fmt::format("branch {}", b + 1), "side by side with the others");
    draw(drawing, circuit.branches[b], from, "-");
  }
  return drawing.finished();
}

}  // namespace ohmsweep
