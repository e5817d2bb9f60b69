#pragma once
/// What may be wrong with a sequence of takes, each explanation weighed against the others by how likely it
/// makes the takes: a step of the gain, a load of another value, two takes exchanged, or nothing but drift
/// and contacts. Pure.

#include <string>
#include <vector>

#include "measurement/output_solution.h"

namespace ohmsweep {

enum class FaultKind { none, gain_step, load_value, exchanged };

/// One explanation, with its free value at its most likely.
struct Fault {
  FaultKind kind = FaultKind::none;
  std::size_t first = 0;         ///< take from which on the gain is another; load; take that is exchanged
  std::size_t second = 0;        ///< with this one
  double factor = 1.0;           ///< of the gain, or of the load's resistance
  double log_probability = 0.0;  ///< comparable within one list
  OutputStates states;           ///< the takes put right
  bool drift_left = false;       ///< of the takes as stated, with the drift that the solution took back
};

/// A step of the gain up to this, a factor of three, is a turned knob: protection takes off more.
constexpr double turn_of_a_knob = 1.1;  // natural logarithm

/// Whether the takes leave anything to explain.
[[nodiscard]] bool suspicious(const OutputSolution& solution, const OutputRig& rig);

/// All explanations that come near the best one, best first. `none` leads unless another is beyond doubt.
[[nodiscard]] std::vector<Fault> explanations(const OutputSolution& solution, const OutputRig& rig);

}  // namespace ohmsweep
