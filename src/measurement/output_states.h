#pragma once
/// The takes of one output brought onto common frequencies, and refused where they cannot give an impedance.

#include <vector>

#include "ohmsweep/measurement/amplifier.h"

namespace ohmsweep {

/// Everything about one take at one frequency.
struct StatePoint {
  Complex inverse_ratio;  ///< y = 1/m = V_ref / V_out
  double noise = 0.0;     ///< E|δy|², circular
  Complex bias;           ///< the estimator's own bias as an influence on y
  Complex load;           ///< G, siemens; 0 unloaded
};

/// One distinct load of the sequence and the takes made with it.
struct DistinctLoad {
  Load load;
  std::vector<std::size_t> takes;
};

/// The sequence on the frequencies that every take and every load's curve has.
struct OutputStates {
  FrequencyGrid grid;
  std::vector<std::vector<StatePoint>> points;  ///< [frequency][take], takes in the order taken
  std::vector<DistinctLoad> loads;
  std::vector<std::vector<std::size_t>>
      connections;  ///< loaded takes that follow one another with the same load: one contact
  std::size_t distinct_conductances = 0;
  std::vector<double> snr_db;           ///< of the noisiest take
  std::vector<std::size_t> gain_steps;  ///< takes from which on the gain is another by a free factor
  std::vector<double>
      delay_deviation_s;  ///< of a free delay per take, standard deviation; empty: none is free
};

/// Covariance of the admittance of a load that was itself measured.
[[nodiscard]] Covariance measured_load_covariance(const Load& load, double hz);

/// Every n-th frequency only.
[[nodiscard]] OutputStates thinned(const OutputStates& states, std::size_t n);
/// The same takes with a gain that is `factor` times larger from take `first` on taken back, and still free.
[[nodiscard]] OutputStates without_gain_step(OutputStates states, std::size_t first, double factor);
/// The same takes with a gain that grows by `per_take` of its first value from take to take taken back.
[[nodiscard]] OutputStates without_drift(OutputStates states, Complex per_take);
/// The same takes with a load of another value: its resistance times `factor`.
[[nodiscard]] OutputStates with_load_scaled(OutputStates states, std::size_t load, double factor);
/// The same takes with the loads of two exchanged.
[[nodiscard]] OutputStates with_loads_exchanged(OutputStates states, std::size_t a, std::size_t b);

/// Throws Error(rejected) as output_impedance() says.
[[nodiscard]] OutputStates output_states(const std::vector<OutputTake>& takes);

}  // namespace ohmsweep
