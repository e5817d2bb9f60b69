#pragma once
/// An amplifier output's own impedance from loaded and unloaded voltages.
///
/// Each take's ratio is m = V_out / V_ref, V_ref being a channel that the load does not touch. With G the
/// load's and G_in the input's admittance, 1/m = α (1 + Zo (G + G_in)) (1 + δ t): weighted least squares in
/// conductance over all takes; δ t is linear drift over the order taken. Reported: Zo, complex, with
/// covariance, or its upper bound, and what the takes tell beside it. Thread rule: pure functions.

#include <optional>
#include <string>
#include <vector>

#include "ohmsweep/core/uncertain.h"
#include "ohmsweep/measurement/impedance_curve.h"
#include "ohmsweep/measurement/output_traits.h"
#include "ohmsweep/signal/ratio.h"

namespace ohmsweep {

/// The load of one take; nothing means unloaded.
struct Load {
  std::string name;            ///< "33ohm", "headphone:HD600.left"
  Uncertain resistance_ohm{};  ///< used where there is no curve
  Uncertain inductance_h{0.0, 25e-9};
  std::optional<ImpedanceCurve> curve;
};

/// One take of an output, in the order taken.
struct OutputTake {
  std::optional<Load> load;
  RatioCurve ratio;
  /// How loud it was played, relative to the others, dB. Takes of one level share one stimulus; a quieter one
  /// may be the same stimulus turned down or one of its own.
  double level_db = 0.0;
};

/// What the reference channel listens to: an amplifier's input, a player's other stereo channel, or, of a
/// balanced output, nothing: both inputs are on the output.
enum class OutputWiring { looped, player, balanced };

struct OutputRig {
  double dut_input_ohm = 0.0;  ///< 0: unknown, taken as an open with an uncertainty that covers 10 kΩ and up
  double dut_input_farad = 0.0;
  double contact_ohm = 0.001;  ///< standard uncertainty of one connection
  double drift_u95 = 0.001;    ///< prior on the relative drift between two takes, 95 % (rig key `drift`)
  OutputWiring wiring = OutputWiring::looped;
};

/// Throws Error(rejected) when no load or only one state is given, a take is used twice, rates or stimuli
/// differ, a take is unusable (too quiet, clipped, dropout), both inputs carry one signal (mono_inputs), or
/// the output fails alike under every load, so that protection or a limit of its current leaves no loaded
/// take. Findings of the curve: the takes' own, upper_bound, band_limited, and what is wrong with the
/// sequence: states_swapped, wrong_channel, mono_sum, gain_changed, load_value, loads_disagree,
/// contact_scatter, drift, negative_resistance, level_dependent, automatic_gain; docs/method.md says how they
/// are told apart. Traits: contact and drift always, model where one fits.
[[nodiscard]] OutputImpedance output_impedance(const std::vector<OutputTake>& takes, const OutputRig& rig);

}  // namespace ohmsweep
