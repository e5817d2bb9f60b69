#pragma once
/// Known impedances: what a calibration standard is, and how well it is known.
/// Thread rule: values and pure functions.

#include <string>
#include <vector>

#include "ohmsweep/core/covariance.h"
#include "ohmsweep/core/uncertain.h"
#include "ohmsweep/core/units.h"

namespace ohmsweep {

enum class StandardKind { open, short_circuit, load };

/// A lumped model: open = stray capacitance; short and load = resistance in series with inductance (the load
/// also has the stray capacitance across it where one is given). Uncertainties are standard uncertainties,
/// fully correlated over frequency.
struct Standard {
  std::string name;  ///< "open", "short", "100ohm", or the kit's name
  StandardKind kind = StandardKind::load;
  Uncertain resistance_ohm{};
  Uncertain inductance_h{};
  Uncertain capacitance_f{};
  double temperature_coefficient_per_k = 0.0;  ///< of the resistance, relative to 23 °C
  friend bool operator==(const Standard&, const Standard&) = default;
};

/// Without a kit (METHOD: a short is 0 ± 10 mΩ and ± 50 nH, an open 0 ± 5 pF, a load's inductance 0 ± 50 nH,
/// at 95 %).
[[nodiscard]] Standard default_open();
[[nodiscard]] Standard default_short();
[[nodiscard]] Standard default_load(std::string name, Uncertain resistance_ohm);

/// The reflection Γ = (Z - R)/(Z + R) at a reference R: finite for every standard, an open included.
struct StandardValue {
  Complex gamma;
  std::vector<Complex>
      influences;  ///< dΓ per standard deviation of each uncertain parameter, in parameters() order
};
/// Names of the uncertain parameters, for budgets: "short resistance", "100ohm inductance".
[[nodiscard]] std::vector<std::string> parameters(const Standard& standard);
/// `contact` is the standard uncertainty of one connection's resistance; it is the last influence of shorts
/// and loads.
[[nodiscard]] StandardValue evaluate(const Standard& standard, Hertz frequency, Ohms reference, Ohms contact,
                                     Kelvins above_23_celsius = Kelvins{0.0});

}  // namespace ohmsweep
