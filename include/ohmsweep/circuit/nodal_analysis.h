#pragma once
/// Modified nodal analysis: the node voltages and branch currents of a netlist at one frequency.
/// Source: C.-W. Ho, A. Ruehli, P. Brennan, "The Modified Nodal Approach to Network Analysis", IEEE Trans.
/// Circuits and Systems 22(6), 504-509, 1975. It knows Kirchhoff's laws and the elements' equations and
/// nothing of how an impedance is measured, so that it can judge those who measure.

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "ohmsweep/circuit/netlist.h"
#include "ohmsweep/core/covariance.h"

namespace ohmsweep {

/// What one named source delivers: volts or amperes, a peak phasor. Sources that are not named deliver 0.
struct Excitation {
  std::string source;
  Complex value{1.0};
};

/// The state of a network.
struct NodalSolution {
  std::map<std::string, Complex> volts;    ///< by node, the ground included
  std::map<std::string, Complex> amperes;  ///< by element, flowing in at `from`
};

/// Throws Error(failed) when a node is not connected to the rest, a source is unknown, or the elements
/// contradict one another (two voltage sources in parallel). Frequency >= 0; at 0 capacitors are open and
/// inductors are wires.
[[nodiscard]] NodalSolution solve(const Netlist& netlist, Hertz frequency,
                                  const std::vector<Excitation>& excitations);

/// Impedance seen between two nodes, all sources at zero. Where the netlist has no ground, node b is it.
/// Errors as solve().
[[nodiscard]] Complex input_impedance(const Netlist& netlist, const std::string& node_a,
                                      const std::string& node_b, Hertz frequency);

/// One quantity to read: the voltage V(node) - V(reference), or an element's current.
struct Probe {
  std::string node;
  std::string reference = ground_node;
  std::string branch;  ///< when not empty: the current of this voltage source, inductor or amplifier instead
};
[[nodiscard]] Probe voltage_probe(std::string node, std::string reference = ground_node);
[[nodiscard]] Probe current_probe(std::string branch);

/// A network prepared once and solved at many frequencies: every probe for every set of excitations.
/// Thread rule: one thread at a time per object (it owns its work space).
class TransferSolver {
 public:
  /// Throws Error(failed) for an unknown source, node or branch.
  TransferSolver(const Netlist& netlist, const std::vector<std::vector<Excitation>>& sets,
                 const std::vector<Probe>& probes);

  /// Writes sets x probes values to `values`, the probes of the first set first. Errors as solve().
  void evaluate(Hertz frequency, std::vector<Complex>& values);

 private:
  /// A term of an entry that grows with ω: coefficient · ω^exponent, in the real and the imaginary part.
  struct PowerTerm {
    std::size_t index;
    double exponent;
    Complex coefficient;
  };
  struct Reading {
    std::size_t plus;
    std::size_t minus;
  };

  void assemble(double omega);
  void eliminate();
  void substitute_back();
  [[nodiscard]] std::size_t pivot_row(std::size_t column) const;

  std::size_t unknowns_ = 0;
  std::size_t width_ = 0;  ///< unknowns and one right-hand side per set
  std::vector<std::string> unknown_names_;
  std::vector<double> constant_;  ///< real part of the system, row-major
  std::vector<double> slope_;     ///< imaginary part per rad/s
  std::vector<PowerTerm> powers_;
  std::vector<Reading> readings_;
  std::vector<double> re_;
  std::vector<double> im_;
  std::vector<double> scale_;  ///< largest magnitude of each column, to judge its pivot
  std::vector<std::size_t> row_;
};

}  // namespace ohmsweep
