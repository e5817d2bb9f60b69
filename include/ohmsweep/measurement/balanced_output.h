#pragma once
/// A balanced output's own impedance, between hot and cold and of each leg.
///
/// Both inputs listen to the output, so that no channel is left that the load does not touch: the ratios are
/// relative to what was played, and gain and delay of each take are unknown. With X the drive, Z_h, Z_c the
/// legs and G the load between them, V_d = V_hot - V_cold/g obeys 1/V_d = α (1 + Zd G) as any output does;
/// its gain drifts as others' do, and its delay is a whole number of samples where one device plays and
/// records. The share of one leg, V_hot/V_d = e + G (e Zd - Z_h), has neither drift nor delay in it.
/// g is the ratio of the inputs' gains, from a take with both of them on the hot contact.
/// Thread rule: pure functions.

#include <optional>
#include <vector>

#include "ohmsweep/measurement/amplifier.h"

namespace ohmsweep {

/// One take with each contact on an input of its own, in the order taken. Each ratio is of an input's voltage
/// to the sweep as it was played; both curves share take, grid and delay.
struct BalancedTake {
  std::optional<Load> load;  ///< between hot and cold; nothing means unloaded
  RatioCurve hot;
  RatioCurve cold;
};

struct BalancedRig {
  double hot_input_ohm = 0.0;  ///< from hot to ground; 0: unknown, as OutputRig::dut_input_ohm
  double hot_input_farad = 0.0;
  double cold_input_ohm = 0.0;
  double cold_input_farad = 0.0;
  double contact_ohm = 0.001;  ///< standard uncertainty of one contact; a plug has two
  double drift_u95 = 0.001;    ///< prior on the relative drift between two takes, 95 %
};

/// The curve is the differential impedance Zh + Zc; traits.legs holds both, traits.contact the plug's two
/// contacts together. Throws Error(rejected) as output_impedance() does, where hot and cold carry the same
/// signal, and where the inputs of the common take hear different ones. Findings: those of
/// output_impedance(); wrong_channel where one leg shows no impedance beside the other, as with the load
/// between one contact and ground; and inputs_unmatched without a common take: g is then 1 within 5 % (95 %),
/// the spread of inputs whose gains nobody set alike.
[[nodiscard]] OutputImpedance balanced_output_impedance(const std::vector<BalancedTake>& takes,
                                                        const std::optional<BalancedTake>& common,
                                                        const BalancedRig& rig);

}  // namespace ohmsweep
