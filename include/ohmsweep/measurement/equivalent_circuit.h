#pragma once
/// A passive network of resistors, coils and capacitors that has a measured impedance. Values and pure
/// functions; thread-safe.
///
/// Branches side by side, each of them elements and sections in a row, behind a lead that they share:
///     Z(s) = r0 + l0 s + 1 / Σ 1/Zb(s),   Zb(s) = r + l s + e/s + Σ 1/(g + p/s + q s)
/// A section is a conductance g, a coil 1/p and a capacitor q side by side: a driver's resonance, or without
/// q a coil with its eddy losses. One branch is a driver by itself (R. M. Foster, Bell System Technical
/// Journal 3(2), 259-267, 1924, with resistances); several are drivers behind a crossover, e/s being its
/// capacitors. No element is negative, so that the network is passive whatever it was fitted to.

#include <string>
#include <vector>

#include "ohmsweep/circuit/netlist.h"
#include "ohmsweep/measurement/impedance_curve.h"
#include "ohmsweep/measurement/output_traits.h"

namespace ohmsweep {

/// 1/(g + p/s + q s); what is not there is zero, and one of them is not.
struct CircuitSection {
  double g = 0.0;  ///< siemens
  double p = 0.0;  ///< 1/henry
  double q = 0.0;  ///< farad
  friend bool operator==(const CircuitSection&, const CircuitSection&) = default;
};

struct CircuitBranch {
  double r = 0.0;  ///< ohm
  double l = 0.0;  ///< henry
  double e = 0.0;  ///< 1/farad
  std::vector<CircuitSection> sections{};
  friend bool operator==(const CircuitBranch&, const CircuitBranch&) = default;
};

/// Of one branch alone the lead is zero.
struct EquivalentCircuit {
  double lead_ohm = 0.0;
  double lead_henry = 0.0;
  std::vector<CircuitBranch> branches;
  friend bool operator==(const EquivalentCircuit&, const EquivalentCircuit&) = default;
};

[[nodiscard]] Complex impedance(const EquivalentCircuit& circuit, Hertz frequency);

/// How many resistors, coils and capacitors it has.
[[nodiscard]] std::size_t element_count(const EquivalentCircuit& circuit);

/// As elements between "+" and "-", named R1, L1, C1 and so on; every inner node has a path for direct
/// current to one of the two, as SPICE wants it.
struct DrawnCircuit {
  Netlist netlist;
  std::vector<std::string> parts;  ///< what each stands for: "R2 L1 C1: resonance at 100.1 Hz, 250 Ω, Q 2.00"
};
[[nodiscard]] DrawnCircuit drawn(const EquivalentCircuit& circuit);

/// A circuit and how near it comes to the points of a curve between 20 Hz and 20 kHz: |ΔZ|/|Z|.
struct CircuitMatch {
  EquivalentCircuit circuit;
  double rms = 0.0;
  double worst = 0.0;
  double worst_hz = 0.0;
  double from_hz = 0.0;  ///< of the points that were fitted
  double to_hz = 0.0;
  /// The same beyond each point's own 95 % uncertainty.
  double rms_beyond = 0.0;
  double worst_beyond = 0.0;
  /// What a user would take for the curve: rms_beyond at most 1 % and worst_beyond at most 3 %.
  [[nodiscard]] bool good() const;
};

/// Adds an element, a section or a branch at a time where it explains most, each time fitting all of them
/// anew by least squares of the relative residual (Levenberg-Marquardt over the logarithms of the elements:
/// D. W. Marquardt, J. SIAM 11(2), 431-441, 1963), and takes out what is not missed, by χ² + k ln n (G.
/// Schwarz, Annals of Statistics 6(2), 461-464, 1978). A point counts as known to a thousandth and to its
/// noise: what the calibration gives to all alike is none, and where nothing is known it is how rough the
/// curve is. Deterministic. Points that are known by a bound only are left out. Throws Error(failed) for a
/// curve with fewer than ten points between 20 Hz and 20 kHz, or with an impedance of zero.
[[nodiscard]] CircuitMatch fit_circuit(const ImpedanceCurve& curve);

/// The circuit that an output's takes gave, R, L and C in a row, where it has one that stands for the curve;
/// else fit_circuit().
[[nodiscard]] CircuitMatch fit_circuit(const OutputImpedance& output);

}  // namespace ohmsweep
