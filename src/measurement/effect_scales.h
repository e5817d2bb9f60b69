#pragma once
/// How large drift and contacts are, learned from the takes themselves: empirical Bayes over the scales of
/// the shared effects' priors.
///
/// The rig states how differently a plug seats; takes that repeat a connection show it. Both meet in the
/// posterior of the contact's scale: a prior about the stated value, as wide as such statements are, times
/// the likelihood of the takes under each scale. The effects' own posterior is the mixture over all scales,
/// so that few repeats leave the interval as wide as the rig says and many make it what they show. Pure.

#include "measurement/shared_effects.h"
#include "ohmsweep/measurement/output_traits.h"

namespace ohmsweep {

/// Standard deviations that the effects of one kind share.
struct EffectScales {
  double linear = 0.0;   ///< of linear drift, relative per take
  double step = 0.0;     ///< of each step beyond linear drift
  double contact = 0.0;  ///< of one plugging, ohm
  /// The part of a contact's variance that stays from take to take within one connection: 1 where the plug is
  /// left alone, 0 where it is pulled before each take.
  double lasting = 1.0;
};

/// The prior deviation of every effect.
[[nodiscard]] std::vector<double> deviations(const std::vector<SharedEffect>& effects,
                                             const EffectScales& scales);

/// What the band says about the effects.
struct EffectEstimate {
  std::vector<SharedEffect> effects;
  Posterior posterior;
  Complex drift_per_take;  ///< relative change of the gain from one take to the next
  double drift_per_take_u95 = 0.0;
  double gain_drift_u95 = 0.0;  ///< of its real part alone
  double unexplained = 0.0;     ///< rms relative step per take beyond linear drift, contacts and load values
  ContactFloor contact;
  double contact_excess = 0.0;  ///< how probable a scale above the rig's is
};

/// Frequencies at which the takes contradict what the middle of the band shows count for less. `taken_back`
/// is a linear drift per take that the states no longer have (`without_drift`); the estimate's drift includes
/// it, and what a drift may hide is in proportion to all of it.
[[nodiscard]] EffectEstimate estimate_effects(const OutputStates& states, const OutputRig& rig,
                                              Complex taken_back = {});

/// The logarithm of how likely the takes are if nothing but drift, contacts and load values within what is
/// usual disturbs them. Scales far beyond the rig's are held possible, at a price. Comparable between
/// descriptions of the same takes.
[[nodiscard]] double log_probability(const OutputStates& states, const OutputRig& rig);

}  // namespace ohmsweep
