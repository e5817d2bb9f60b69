#include "ohmsweep/measurement/equivalent_circuit.h"

#include <fmt/format.h>

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <numbers>

#include "measurement/immittance_fit.h"
#include "ohmsweep/core/error.h"

namespace ohmsweep {
namespace {

constexpr double turn = 2.0 * std::numbers::pi;
constexpr std::size_t fewest_points = 10;
constexpr std::size_t most_sections = 9;
constexpr double good_rms = 0.01;
constexpr double good_worst = 0.03;

Complex immittance(const EquivalentCircuit& circuit, Complex s) {
  Complex sum = circuit.a0 + circuit.a1 * s + circuit.a2 / s;
  for (const CircuitSection& section : circuit.sections) sum += 1.0 / (section.g + section.p / s + section.q * s);
  return sum;
}

/// The points that are fitted.
ImmittanceData data_of(const ImpedanceCurve& curve, bool parallel) {
  constexpr double resolution = 1e-3;
  ImmittanceData data;
  for (std::size_t i = 0; i < curve.grid.size(); ++i) {
    const double hz = curve.grid[i];
    if (hz < audible_from.value() * 0.999 || hz > audible_to.value() * 1.001) continue;
    const Complex z = curve.impedance_ohm[i];
    if (z == 0.0) throw failure("an impedance of zero has no circuit of this kind; export the curve as CSV instead");
    const double noise = i < curve.covariance.size() ? std::sqrt(curve.covariance[i].total() / 2.0) / std::abs(z) : 0.0;
    data.s.emplace_back(0.0, turn * hz);
    data.value.push_back(parallel ? 1.0 / z : z);
    data.sigma.push_back(std::hypot(resolution, std::min(noise, 0.05)));
  }
  if (data.s.size() < fewest_points) {
    throw failure(fmt::format("the curve has {} points between 20 Hz and 20 kHz, too few to fit a circuit to; {} are "
                              "needed",
                              data.s.size(), fewest_points));
  }
  return data;
}

/// Grown section by section.
EquivalentCircuit grown(const ImmittanceData& data, double& cost) {
  const ImmittanceData sparse = thinned(data);
  EquivalentCircuit circuit;
  circuit.a0 = smallest_magnitude(data);
  circuit = refined(sparse, circuit);
  cost = criterion(sparse, circuit);
  while (circuit.sections.size() < most_sections) {
    const EquivalentCircuit larger = best_addition(sparse, circuit);
    const double larger_cost = criterion(sparse, larger);
    if (!(larger_cost < cost - 1.0)) break;
    circuit = larger;
    cost = larger_cost;
  }
  return refined(data, circuit);
}

void measure(CircuitMatch& match, const ImpedanceCurve& curve) {
  double squares = 0.0;
  double beyond_squares = 0.0;
  double beyond_worst = 0.0;
  std::size_t points = 0;
  for (std::size_t i = 0; i < curve.grid.size(); ++i) {
    const Hertz frequency{curve.grid[i]};
    if (frequency.value() < audible_from.value() * 0.999 || frequency.value() > audible_to.value() * 1.001) continue;
    const Complex z = curve.impedance_ohm[i];
    const double off = std::abs(impedance(match.circuit, frequency) - z) / std::abs(z);
    const double u95 =
        i < curve.covariance.size() ? coverage_factor * std::sqrt(curve.covariance[i].total()) / std::abs(z) : 0.0;
    const double beyond = std::max(0.0, off - u95);
    squares += off * off;
    beyond_squares += beyond * beyond;
    beyond_worst = std::max(beyond_worst, beyond);
    if (points++ == 0) match.from_hz = frequency.value();
    match.to_hz = frequency.value();
    if (off <= match.worst) continue;
    match.worst = off;
    match.worst_hz = frequency.value();
  }
  const auto n = static_cast<double>(points);
  match.rms = std::sqrt(squares / n);
  match.good = std::sqrt(beyond_squares / n) <= good_rms && beyond_worst <= good_worst;
}

/// Elements between two nodes, numbered by kind.
class Drawing {
 public:
  void add(ElementKind kind, double value, const std::string& from, const std::string& to) {
    if (kind == ElementKind::resistor) {
      netlist_.elements.push_back(resistor(fmt::format("R{}", ++resistors_), from, to, Ohms(value)));
    } else if (kind == ElementKind::inductor) {
      netlist_.elements.push_back(inductor(fmt::format("L{}", ++coils_), from, to, Henries(value)));
    } else {
      netlist_.elements.push_back(capacitor(fmt::format("C{}", ++capacitors_), from, to, Farads(value)));
    }
  }
  [[nodiscard]] std::string new_node() { return fmt::format("n{}", ++nodes_); }
  [[nodiscard]] Netlist finished() { return std::move(netlist_); }

 private:
  Netlist netlist_;
  int resistors_ = 0;
  int coils_ = 0;
  int capacitors_ = 0;
  int nodes_ = 0;
};

struct Part {
  ElementKind kind;
  double value;
};

/// Parts one after another from `from` to `to`.
void add_row(Drawing& drawing, const std::vector<Part>& parts, std::string from, const std::string& to) {
  for (std::size_t i = 0; i < parts.size(); ++i) {
    std::string next = i + 1 == parts.size() ? to : drawing.new_node();
    drawing.add(parts[i].kind, parts[i].value, from, next);
    from = std::move(next);
  }
}

Netlist series_netlist(const EquivalentCircuit& circuit) {
  std::vector<std::vector<Part>> groups;
  if (circuit.a0 > 0.0) groups.push_back({{ElementKind::resistor, circuit.a0}});
  if (circuit.a1 > 0.0) groups.push_back({{ElementKind::inductor, circuit.a1}});
  if (circuit.a2 > 0.0) groups.push_back({{ElementKind::capacitor, 1.0 / circuit.a2}});
  for (const CircuitSection& section : circuit.sections) {
    std::vector<Part> side_by_side{{ElementKind::resistor, 1.0 / section.g}};
    if (section.p > 0.0) side_by_side.push_back({ElementKind::inductor, 1.0 / section.p});
    if (section.q > 0.0) side_by_side.push_back({ElementKind::capacitor, section.q});
    groups.push_back(std::move(side_by_side));
  }
  Drawing drawing;
  std::string from = "+";
  for (std::size_t i = 0; i < groups.size(); ++i) {
    const std::string to = i + 1 == groups.size() ? "-" : drawing.new_node();
    for (const Part& part : groups[i]) drawing.add(part.kind, part.value, from, to);
    from = to;
  }
  return drawing.finished();
}

Netlist parallel_netlist(const EquivalentCircuit& circuit) {
  Drawing drawing;
  if (circuit.a0 > 0.0) drawing.add(ElementKind::resistor, 1.0 / circuit.a0, "+", "-");
  if (circuit.a1 > 0.0) drawing.add(ElementKind::capacitor, circuit.a1, "+", "-");
  if (circuit.a2 > 0.0) drawing.add(ElementKind::inductor, 1.0 / circuit.a2, "+", "-");
  for (const CircuitSection& section : circuit.sections) {
    std::vector<Part> row{{ElementKind::resistor, section.g}};
    if (section.q > 0.0) row.push_back({ElementKind::inductor, section.q});
    if (section.p > 0.0) row.push_back({ElementKind::capacitor, 1.0 / section.p});
    add_row(drawing, row, "+", "-");
  }
  return drawing.finished();
}

}  // namespace

Complex impedance(const EquivalentCircuit& circuit, Hertz frequency) {
  const Complex w = immittance(circuit, {0.0, turn * frequency.value()});
  return circuit.parallel ? 1.0 / w : w;
}

Netlist netlist_of(const EquivalentCircuit& circuit) {
  return circuit.parallel ? parallel_netlist(circuit) : series_netlist(circuit);
}

CircuitMatch fit_circuit(const ImpedanceCurve& curve) {
  double in_series = 0.0;
  double side_by_side = 0.0;
  CircuitMatch series;
  series.circuit = grown(data_of(curve, false), in_series);
  CircuitMatch parallel;
  parallel.circuit = grown(data_of(curve, true), side_by_side);
  parallel.circuit.parallel = true;
  measure(series, curve);
  measure(parallel, curve);
  return in_series <= side_by_side ? series : parallel;
}

}  // namespace ohmsweep
