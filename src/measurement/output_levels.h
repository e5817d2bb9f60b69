#pragma once
/// What the two channels' own levels tell, where the ratio alone cannot: on which of them the load hangs, and
/// whether the volume was touched. Pure.

#include <optional>
#include <vector>

#include "measurement/output_states.h"

namespace ohmsweep {

/// Natural logarithm of each take's level in the middle of the band, its stated level taken off; empty where
/// a take does not hold its source channel's level.
struct TakeLevels {
  std::vector<double> reference;
  std::vector<double> output;
};
[[nodiscard]] TakeLevels take_levels(const std::vector<OutputTake>& takes);

/// By how much the heaviest load moves the level of each channel, from the means of the takes with it and
/// with the lightest: natural logarithm, negative where the load lowers it.
struct LoadEffect {
  double reference = 0.0;
  double output = 0.0;
  double scatter = 0.0;   ///< of the reference channel's level between takes of one state; 0 without repeats
  bool repeated = false;  ///< both states have at least two takes
};
[[nodiscard]] std::optional<LoadEffect> load_effect(const std::vector<OutputTake>& takes,
                                                    const OutputStates& states);

/// Whether the load hangs on the channel that it must not touch.
[[nodiscard]] bool loads_the_reference(const LoadEffect& effect, OutputWiring wiring);

/// Whether a looped reference, which no load may touch, falls with the load again and again, and the output
/// falls more: the reference's input hears the output, too, as in a mono mix.
[[nodiscard]] bool hears_the_output(const LoadEffect& effect, OutputWiring wiring);

/// Loaded takes, each between takes of the lightest load, in which the reference falls and the output does
/// not: the load hangs on the reference's channel, be it a few thousandths that it moves.
struct LoadOnReference {
  std::vector<std::size_t> takes;
  double reference = 0.0;  ///< what the load does to the levels there: natural logarithm, mean of the takes
  double output = 0.0;
};
[[nodiscard]] LoadOnReference load_on_reference(const std::vector<OutputTake>& takes,
                                                const OutputStates& states, const OutputRig& rig);

/// A change of the playback volume, which is on both channels and cancels in the ratio.
struct VolumeStep {
  std::size_t before = 0;  ///< it lies between this take
  std::size_t after = 0;   ///< and this one
  double factor = 1.0;
};
[[nodiscard]] std::optional<VolumeStep> volume_step(const std::vector<OutputTake>& takes,
                                                    const OutputStates& states);

}  // namespace ohmsweep
