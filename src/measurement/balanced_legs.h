#pragma once
/// The two legs of a balanced output behind the solution between them. Pure.

#include <vector>

#include "measurement/output_solution.h"
#include "ohmsweep/measurement/balanced_output.h"

namespace ohmsweep {

/// One take's voltages at hot and cold over what was played, and their noise, per frequency.
struct ContactVoltages {
  std::vector<Complex> hot;
  std::vector<Complex> cold;
  std::vector<double> hot_noise;  ///< E|δV|²
  std::vector<double> cold_noise;
};

/// The cold input's gain over the hot one's, per frequency.
struct InputRatio {
  std::vector<Complex> value;
  std::vector<double> noise;            ///< E|δg|²
  std::vector<double> gain_deviation;   ///< of its magnitude, where it was not measured
  std::vector<double> phase_deviation;  ///< radian
};

struct LegCurves {
  ImpedanceCurve hot;
  ImpedanceCurve cold;
  ImpedanceCurve differential;  ///< their sum
};

/// `solution` is of V_hot - V_cold/g without the inputs' current, its takes those of `voltages` in order;
/// `grid` belongs to `voltages` and `g` and holds every frequency of the solution.
[[nodiscard]] LegCurves leg_curves(const OutputSolution& solution,
                                   const std::vector<ContactVoltages>& voltages, const FrequencyGrid& grid,
                                   const InputRatio& g, const BalancedRig& rig);

}  // namespace ohmsweep
