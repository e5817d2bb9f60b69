#include "ohmsweep/calibration/standard.h"

#include <utility>

namespace ohmsweep {

namespace {

constexpr Complex j{0.0, 1.0};

/// A complex value and its derivatives by resistance, inductance and capacitance.
struct Immittance {
  Complex value;
  Complex by_resistance;
  Complex by_inductance;
  Complex by_capacitance;
};

/// Z of R + jωL with C across both.
Immittance series_impedance(const Standard& standard, double omega, Kelvins above_23_celsius) {
  const double drift = 1.0 + standard.temperature_coefficient_per_k * above_23_celsius.value();
  const Complex branch{standard.resistance_ohm.value * drift, omega * standard.inductance_h.value};
  const Complex shunt = 1.0 + j * omega * standard.capacitance_f.value * branch;
  const Complex by_branch = 1.0 / (shunt * shunt);
  return {branch / shunt, by_branch * drift, by_branch * j * omega,
          -branch * branch * j * omega / (shunt * shunt)};
}

StandardValue open_value(const Standard& standard, double omega, double reference) {
  // In admittance, which is finite: Γ = (1 - R Y)/(1 + R Y), Y = jωC.
  const Complex y = j * omega * standard.capacitance_f.value;
  const Complex sum = 1.0 + reference * y;
  StandardValue value{(1.0 - reference * y) / sum, {}};
  if (standard.capacitance_f.standard_uncertainty > 0.0) {
    const Complex by_capacitance = -2.0 * reference / (sum * sum) * j * omega;
    value.influences.push_back(by_capacitance * standard.capacitance_f.standard_uncertainty);
  }
  return value;
}

StandardValue series_value(const Standard& standard, double omega, double reference, double contact,
                           Kelvins above_23_celsius) {
  const Immittance z = series_impedance(standard, omega, above_23_celsius);
  const Complex sum = z.value + reference;
  const Complex by_impedance = 2.0 * reference / (sum * sum);
  StandardValue value{(z.value - reference) / sum, {}};
  const auto add = [&](const Uncertain& parameter, Complex derivative) {
    if (parameter.standard_uncertainty > 0.0)
      value.influences.push_back(by_impedance * derivative * parameter.standard_uncertainty);
  };
  add(standard.resistance_ohm, z.by_resistance);
  add(standard.inductance_h, z.by_inductance);
  add(standard.capacitance_f, z.by_capacitance);
  value.influences.push_back(by_impedance * contact);
  return value;
}

}  // namespace

Standard default_open() { return {"open", StandardKind::open, {}, {}, from_interval95(0.0, 5e-12), 0.0}; }

Standard default_short() {
  return {"short", StandardKind::short_circuit, from_interval95(0.0, 10e-3), from_interval95(0.0, 50e-9), {},
          0.0};
}

Standard default_load(std::string name, Uncertain resistance_ohm) {
  return {std::move(name), StandardKind::load, resistance_ohm, from_interval95(0.0, 50e-9), {}, 0.0};
}

std::vector<std::string> parameters(const Standard& standard) {
  std::vector<std::string> names;
  const auto add = [&](const Uncertain& parameter, const char* what) {
    if (parameter.standard_uncertainty > 0.0) names.push_back(standard.name + what);
  };
  if (standard.kind != StandardKind::open) {
    add(standard.resistance_ohm, " resistance");
    add(standard.inductance_h, " inductance");
  }
  add(standard.capacitance_f, " capacitance");
  if (standard.kind != StandardKind::open) names.push_back(standard.name + " contact");
  return names;
}

StandardValue evaluate(const Standard& standard, Hertz frequency, Ohms reference, Ohms contact,
                       Kelvins above_23_celsius) {
  const double omega = angular(frequency);
  if (standard.kind == StandardKind::open) return open_value(standard, omega, reference.value());
  return series_value(standard, omega, reference.value(), contact.value(), above_23_celsius);
}

}  // namespace ohmsweep
