#include "ohmsweep/circuit/nodal_analysis.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "circuit/nodal_system.h"
#include "ohmsweep/core/error.h"

namespace ohmsweep {

namespace {

/// A pivot this far below its column's largest entry is rounding: the network is not determined.
constexpr double singular_below = 4e-15;

/// One more unknown after the last stands for the ground, whose voltage is zero.
std::size_t or_ground(std::optional<std::size_t> number, const Unknowns& unknowns) {
  return number.value_or(unknowns.names.size());
}

std::size_t branch_number(const Unknowns& unknowns, const std::string& branch) {
  const auto found = unknowns.branch.find(branch);
  if (found == unknowns.branch.end()) {
    throw failure(fmt::format("The circuit has no branch current \"{}\" to read.", branch));
  }
  return found->second;
}

const Element& find_source(const Netlist& netlist, const std::string& name) {
  const auto found = std::ranges::find_if(netlist.elements, [&](const Element& element) {
    return element.name == name &&
           (element.kind == ElementKind::voltage_source || element.kind == ElementKind::current_source);
  });
  if (found == netlist.elements.end()) {
    throw failure(fmt::format("The circuit has no source named \"{}\".", name));
  }
  return *found;
}

/// The right-hand side of the equations, by unknown.
std::vector<Complex> right_hand_side(const Netlist& netlist, const Unknowns& unknowns,
                                     const std::vector<Excitation>& set) {
  std::vector<Complex> rhs(unknowns.names.size());
  for (const Excitation& excitation : set) {
    const Element& source = find_source(netlist, excitation.source);
    if (source.kind == ElementKind::voltage_source) {
      rhs[unknowns.branch.at(source.name)] += excitation.value;
      continue;
    }
    if (const auto from = unknowns.of_node(source.from)) rhs[*from] -= excitation.value;
    if (const auto to = unknowns.of_node(source.to)) rhs[*to] += excitation.value;
  }
  return rhs;
}

/// i = Y u for the elements whose current is not an unknown.
Complex admittance_current(const Element& element, Complex volts, double omega) {
  if (element.kind == ElementKind::capacitor) return Complex(0.0, omega * element.value) * volts;
  return volts / element.value;
}

}  // namespace

Probe voltage_probe(std::string node, std::string reference) {
  return {std::move(node), std::move(reference), {}};
}

Probe current_probe(std::string branch) { return {ground_node, ground_node, std::move(branch)}; }

TransferSolver::TransferSolver(const Netlist& netlist, const std::vector<std::vector<Excitation>>& sets,
                               const std::vector<Probe>& probes) {
  const Unknowns unknowns = number_unknowns(netlist);
  unknowns_ = unknowns.names.size();
  unknown_names_ = unknowns.names;
  width_ = unknowns_ + sets.size();
  constant_.assign(unknowns_ * width_, 0.0);
  slope_.assign(unknowns_ * width_, 0.0);
  for (const Stamp& s : stamps(netlist, unknowns)) {
    const std::size_t index = s.row * width_ + s.column;
    if (s.exponent == 0.0) {
      constant_[index] += s.coefficient;
    } else if (s.exponent == 1.0) {
      slope_[index] += s.coefficient;
    } else {
      powers_.push_back({index, s.exponent, s.coefficient * std::pow(Complex(0.0, 1.0), s.exponent)});
    }
  }
  for (std::size_t set = 0; set < sets.size(); ++set) {
    const std::vector<Complex> rhs = right_hand_side(netlist, unknowns, sets[set]);
    for (std::size_t row = 0; row < unknowns_; ++row) {
      if (rhs[row] != 0.0) powers_.push_back({row * width_ + unknowns_ + set, 0.0, rhs[row]});
    }
  }
  for (const Probe& probe : probes) {
    if (probe.branch.empty()) {
      readings_.push_back({or_ground(unknowns.of_node(probe.node), unknowns),
                           or_ground(unknowns.of_node(probe.reference), unknowns)});
    } else {
      readings_.push_back({branch_number(unknowns, probe.branch), unknowns_});
    }
  }
  scale_.resize(unknowns_);
  row_.resize(unknowns_);
}

void TransferSolver::assemble(double omega) {
  re_ = constant_;
  im_.resize(slope_.size());
  for (std::size_t i = 0; i < slope_.size(); ++i) im_[i] = omega * slope_[i];
  for (const PowerTerm& term : powers_) {
    const double growth = term.exponent == 0.0 ? 1.0 : std::pow(omega, term.exponent);
    re_[term.index] += growth * term.coefficient.real();
    im_[term.index] += growth * term.coefficient.imag();
  }
  std::ranges::fill(scale_, 0.0);
  for (std::size_t row = 0; row < unknowns_; ++row) {
    row_[row] = row * width_;
    for (std::size_t column = 0; column < unknowns_; ++column) {
      const std::size_t i = row * width_ + column;
      scale_[column] = std::max(scale_[column], std::abs(re_[i]) + std::abs(im_[i]));
    }
  }
}

std::size_t TransferSolver::pivot_row(std::size_t column) const {
  std::size_t best = column;
  double largest = -1.0;
  for (std::size_t row = column; row < unknowns_; ++row) {
    const std::size_t i = row_[row] + column;
    const double magnitude = std::abs(re_[i]) + std::abs(im_[i]);
    if (magnitude <= largest) continue;
    largest = magnitude;
    best = row;
  }
  if (!(largest > singular_below * scale_[column])) {
    throw failure(
        fmt::format("The circuit does not determine {}: a part of it is not connected, or sources "
                    "contradict one another; check its nodes.",
                    unknown_names_[column]));
  }
  return best;
}

void TransferSolver::eliminate() {
  for (std::size_t k = 0; k < unknowns_; ++k) {
    std::swap(row_[k], row_[pivot_row(k)]);
    const std::size_t pivot = row_[k];
    const double norm = re_[pivot + k] * re_[pivot + k] + im_[pivot + k] * im_[pivot + k];
    const double inverse_re = re_[pivot + k] / norm;
    const double inverse_im = -im_[pivot + k] / norm;
    for (std::size_t r = k + 1; r < unknowns_; ++r) {
      const std::size_t row = row_[r];
      const double a = re_[row + k];
      const double b = im_[row + k];
      if (a == 0.0 && b == 0.0) continue;
      const double factor_re = a * inverse_re - b * inverse_im;
      const double factor_im = a * inverse_im + b * inverse_re;
      for (std::size_t c = k + 1; c < width_; ++c) {
        const double x = re_[pivot + c];
        const double y = im_[pivot + c];
        re_[row + c] -= factor_re * x - factor_im * y;
        im_[row + c] -= factor_re * y + factor_im * x;
      }
    }
  }
}

void TransferSolver::substitute_back() {
  for (std::size_t k = unknowns_; k-- > 0;) {
    const std::size_t row = row_[k];
    for (std::size_t c = k + 1; c < unknowns_; ++c) {
      const double a = re_[row + c];
      const double b = im_[row + c];
      if (a == 0.0 && b == 0.0) continue;
      for (std::size_t set = unknowns_; set < width_; ++set) {
        const double x = re_[row_[c] + set];
        const double y = im_[row_[c] + set];
        re_[row + set] -= a * x - b * y;
        im_[row + set] -= a * y + b * x;
      }
    }
    const double pivot_re = re_[row + k];
    const double pivot_im = im_[row + k];
    const double norm = pivot_re * pivot_re + pivot_im * pivot_im;
    for (std::size_t set = unknowns_; set < width_; ++set) {
      const double re = re_[row + set];
      const double im = im_[row + set];
      re_[row + set] = (re * pivot_re + im * pivot_im) / norm;
      im_[row + set] = (im * pivot_re - re * pivot_im) / norm;
    }
  }
}

void TransferSolver::evaluate(Hertz frequency, std::vector<Complex>& values) {
  assemble(angular(frequency));
  eliminate();
  substitute_back();
  values.clear();
  for (std::size_t set = unknowns_; set < width_; ++set) {
    const auto value = [&](std::size_t unknown) {
      if (unknown == unknowns_) return Complex{};
      const std::size_t i = row_[unknown] + set;
      return Complex(re_[i], im_[i]);
    };
    for (const Reading& reading : readings_) values.push_back(value(reading.plus) - value(reading.minus));
  }
}

NodalSolution solve(const Netlist& netlist, Hertz frequency, const std::vector<Excitation>& excitations) {
  const Unknowns unknowns = number_unknowns(netlist);
  std::vector<Probe> probes;
  for (const auto& [node, number] : unknowns.node) probes.push_back(voltage_probe(node));
  for (const auto& [branch, number] : unknowns.branch) probes.push_back(current_probe(branch));
  std::vector<Complex> values;
  TransferSolver(netlist, {excitations}, probes).evaluate(frequency, values);

  NodalSolution solution;
  solution.volts[ground_node] = 0.0;
  std::size_t next = 0;
  for (const auto& [node, number] : unknowns.node) solution.volts[node] = values[next++];
  for (const auto& [branch, number] : unknowns.branch) solution.amperes[branch] = values[next++];
  for (const Element& element : netlist.elements) {
    if (element.kind == ElementKind::current_source) {
      Complex amperes;
      for (const Excitation& e : excitations) {
        if (e.source == element.name) amperes += e.value;
      }
      solution.amperes[element.name] = amperes;
    } else if (!has_branch_current(element)) {
      const Complex volts = solution.volts.at(element.from) - solution.volts.at(element.to);
      solution.amperes[element.name] = admittance_current(element, volts, angular(frequency));
    }
  }
  return solution;
}

Complex input_impedance(const Netlist& netlist, const std::string& node_a, const std::string& node_b,
                        Hertz frequency) {
  Netlist grounded = netlist;
  const bool has_ground = netlist.has_node(ground_node);
  const auto moved = [&](const std::string& node) {
    return !has_ground && node == node_b ? ground_node : node;
  };
  for (Element& element : grounded.elements) {
    element.from = moved(element.from);
    element.to = moved(element.to);
    element.control_from = moved(element.control_from);
    element.control_to = moved(element.control_to);
  }
  const std::string probe = "one ampere";
  grounded.elements.push_back(current_source(probe, moved(node_b), moved(node_a)));
  std::vector<Complex> values;
  TransferSolver solver(grounded, {{{probe, 1.0}}}, {voltage_probe(moved(node_a), moved(node_b))});
  solver.evaluate(frequency, values);
  return values.front();
}

}  // namespace ohmsweep
