#pragma once
/// What the takes of an output tell beside its impedance: contacts, drift, the elements of its circuit, the
/// ground that a jack shares, the clock of a player, the legs of a balanced output. Values; thread-safe to
/// share.

#include <optional>

#include "ohmsweep/core/uncertain.h"
#include "ohmsweep/measurement/impedance_curve.h"

namespace ohmsweep {

/// How differently a plug seats: the standard deviation of one connection's resistance.
struct ContactFloor {
  double ohm = 0.0;
  bool estimated = false;  ///< from the scatter of repeats; false: as the rig states it
  int connections = 0;     ///< how many loaded connections it rests on
  friend bool operator==(const ContactFloor&, const ContactFloor&) = default;
};

/// Relative change of the gain from one take to the next, and its 95 % interval.
struct GainDrift {
  double per_take = 0.0;
  double u95 = 0.0;
  friend bool operator==(const GainDrift&, const GainDrift&) = default;
};

/// The output as a circuit, Zo = R + jωL + 1/(jωC); an element is present where it stands out of its
/// uncertainty.
struct OutputModel {
  Uncertain resistance_ohm{};
  std::optional<Uncertain> inductance_h{};
  std::optional<Uncertain> capacitance_f{};  ///< of a capacitor in series, as behind single-supply amplifiers
  friend bool operator==(const OutputModel&, const OutputModel&) = default;
};

/// The resistance that both channels of a three-pole jack return through.
struct SharedGround {
  Uncertain resistance_ohm{};  ///< Rg
  double crosstalk_db =
      0.0;  ///< what it puts on the other channel, relative to the channel loaded with `load_ohm`
  double load_ohm = 0.0;
  friend bool operator==(const SharedGround&, const SharedGround&) = default;
};

/// The two sides of a balanced output; their sum is the differential impedance.
struct BalancedLegs {
  ImpedanceCurve hot;
  ImpedanceCurve cold;
};

/// Zo as it is reported includes `ground`: Zt + Rg. The tip branch alone is Zt = Zo - Rg, and with both
/// channels driven alike the output shows Zt + 2 Rg.
struct OutputTraits {
  ContactFloor contact{};
  GainDrift drift{};
  std::optional<OutputModel> model{};
  std::optional<SharedGround> ground{};
  std::optional<Uncertain>
      clock_offset_ppm{};  ///< of a player: its clock is faster than the interface's by this
  std::optional<BalancedLegs> legs{};
};

/// The product of an output's measurement.
struct OutputImpedance {
  ImpedanceCurve curve;
  OutputTraits traits;
};

}  // namespace ohmsweep
