#pragma once
/// Lumped networks as plain values: what is connected between which nodes.
/// Thread rule: values and pure functions.

#include <string>
#include <vector>

#include "ohmsweep/core/units.h"

namespace ohmsweep {

/// The node whose voltage is zero.
inline const std::string ground_node = "0";

/// What an element is; its equation relates u = V(from) - V(to) and the current i that flows in at `from`.
enum class ElementKind {
  resistor,        ///< u = R i
  capacitor,       ///< i = jωC u
  inductor,        ///< u = (Rs + jωL) i, Rs being the winding's resistance
  semi_inductor,   ///< u = K (jω)^n i: eddy currents in a pole piece (Vanderkooy, JAES 37(3), 1989, n = 1/2)
  voltage_source,  ///< u = excitation
  current_source,  ///< i = excitation
  amplifier,       ///< u = gain (V(control_from) - V(control_to)): ideal, draws nothing at its input
};

/// One element. Only the numbers that its kind names are read.
struct Element {
  ElementKind kind = ElementKind::resistor;
  std::string name;  ///< unique within a netlist
  std::string from;
  std::string to;
  double value = 0.0;       ///< ohm >= 0 | farad >= 0 | henry >= 0 | K in Ω s^n | gain
  double series_ohm = 0.0;  ///< inductor: resistance of its winding, >= 0
  double exponent = 1.0;    ///< semi_inductor: n, 0 to 1
  std::string control_from;
  std::string control_to;
  friend bool operator==(const Element&, const Element&) = default;
};

[[nodiscard]] Element resistor(std::string name, std::string from, std::string to, Ohms resistance);
[[nodiscard]] Element capacitor(std::string name, std::string from, std::string to, Farads capacitance);
[[nodiscard]] Element inductor(std::string name, std::string from, std::string to, Henries inductance,
                               Ohms winding = Ohms{0.0});
[[nodiscard]] Element semi_inductor(std::string name, std::string from, std::string to, double coefficient,
                                    double exponent);
[[nodiscard]] Element voltage_source(std::string name, std::string from, std::string to);
[[nodiscard]] Element current_source(std::string name, std::string from, std::string to);
/// An ideal amplifier: its output stands between `from` and `to`, its input between the two control nodes.
[[nodiscard]] Element amplifier(std::string name, std::string from, std::string to, double gain,
                                std::string control_from, std::string control_to);

/// Elements between named nodes. A one-port (a headphone, a standard) has the terminals "+" and "-".
struct Netlist {
  std::vector<Element> elements;
  [[nodiscard]] bool has_node(const std::string& node) const;
  friend bool operator==(const Netlist&, const Netlist&) = default;
};

/// The same network with every element and inner node named "prefix.name", and its terminals "+" and "-" on
/// the given nodes. Node "0" stays the ground.
[[nodiscard]] Netlist placed(const Netlist& one_port, const std::string& prefix, const std::string& plus,
                             const std::string& minus);

/// Appends the elements of `part`.
void append(Netlist& netlist, const Netlist& part);

}  // namespace ohmsweep
