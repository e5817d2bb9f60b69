#pragma once
/// A passive network of resistors, coils and capacitors that has a measured impedance. Values and pure functions;
/// thread-safe.
///
/// The immittance W, which is Z or 1/Z, is a sum of positive terms, each a few elements:
///     W(s) = a0 + a1 s + a2/s + Σ 1/(g + p/s + q s)
/// As Z the sections stand in series: a0 is a resistance, a1 a coil, a2 the inverse of a capacitor, and a section is a
/// conductance g, a coil 1/p and a capacitor q side by side: a driver's resonance, or where q is nothing a coil with its
/// eddy losses. As 1/Z they stand side by side, and a section is a resistor g, a capacitor 1/p and a coil q in a row: a
/// driver behind its crossover. Source: R. M. Foster, Bell System Technical Journal 3(2), 259-267, 1924, with
/// resistances. Every element is positive, so that the network is passive whatever it was fitted to.

#include <optional>
#include <vector>

#include "ohmsweep/circuit/netlist.h"
#include "ohmsweep/measurement/impedance_curve.h"

namespace ohmsweep {

/// 1/(g + p/s + q s); what is not there is zero. g is above zero.
struct CircuitSection {
  double g = 0.0;
  double p = 0.0;
  double q = 0.0;
};

struct EquivalentCircuit {
  bool parallel = false;  ///< W is 1/Z, else Z
  double a0 = 0.0;
  double a1 = 0.0;
  double a2 = 0.0;
  std::vector<CircuitSection> sections;
};

[[nodiscard]] Complex impedance(const EquivalentCircuit& circuit, Hertz frequency);

/// The same as elements between "+" and "-", named R1, L1, C1 and so on, section by section.
[[nodiscard]] Netlist netlist_of(const EquivalentCircuit& circuit);

/// A fitted circuit and how near it comes to the curve between 20 Hz and 20 kHz, of |Z|.
struct CircuitMatch {
  EquivalentCircuit circuit;
  double rms = 0.0;
  double worst = 0.0;
  double worst_hz = 0.0;
  double from_hz = 0.0;  ///< of the points that were fitted
  double to_hz = 0.0;
  /// What a user would take for the curve: rms at most 1 % and worst at most 3 %, beyond the curve's own uncertainty.
  bool good = false;
};

/// Adds sections one by one where they explain most, each time fitting all of them anew by least squares of the relative
/// residual (Levenberg-Marquardt over the logarithms of the elements), until another one is not worth its parameters:
/// χ² + k ln n, each point being known to its uncertainty and a thousandth (Schwarz, Annals of Statistics 6(2), 461-464,
/// 1978). In series and in parallel, whichever comes nearer. Deterministic. Throws Error(failed) for a curve with fewer
/// than ten points between 20 Hz and 20 kHz, or with an impedance of zero.
[[nodiscard]] CircuitMatch fit_circuit(const ImpedanceCurve& curve);

}  // namespace ohmsweep
