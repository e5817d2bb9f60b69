#pragma once
// One row of the study of outputs: what is measured, under which conditions and within which limits; and two
// ways to measure a looped one. The other wirings' are in balanced_rows.h and player_rows.h.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "ohmsweep/audio/virtual_bench.h"
#include "ohmsweep/measurement/amplifier.h"
#include "ohmsweep/signal/ratio.h"

namespace ohmsweep::study {

/// The order of a sequence of takes: "U" unloaded, "L" loaded.
inline const std::string one_round = "ULLU";
inline const std::string four_rounds = "ULLUULLUULLUULLU";

struct Conditions {
  double noise_rms = 6.3096e-6;  ///< -104 dBFS
  double crosstalk_db = -96.0;   ///< of the inputs
  double drift_per_take = 20e-6;
  double drift_deviation = 0.0;         ///< standard deviation of what a sequence drifts beside that
  double plug_ohm = 0.0;                ///< standard deviation of one connection
  bool plug_per_connection = true;      ///< loaded takes in a row are one connection
  double load_tolerance = 0.0;          ///< rectangular, relative; the estimator is told of it
  double imbalance_db = 0.0;            ///< a player: the channels are this far apart, either way
  double imbalance_deviation_db = 0.0;  ///< a player: standard deviation of what they are apart beside that
  OutputRig rig{21e3, 170e-12, 0.001, 0.001};
};

/// What a figure must not exceed; nothing: it is only printed.
struct Limits {
  std::optional<double> error_ohm{};        ///< largest from 20 Hz to 20 kHz, of every measurement
  std::optional<double> relative_error{};   ///< the same of |Z|
  std::optional<double> phase_error_deg{};  ///< the same
  std::optional<double> u95_ohm{};          ///< largest half-width
  std::optional<double> held{};             ///< least share of the points inside their interval
};

/// Independent points of a take of 20 Hz to 20 kHz, roughly: a point shares its band with its neighbours.
inline constexpr int independent_points = 100;

struct OutputRow {
  std::string name;
  OutputKind wiring = OutputKind::looped;
  Netlist circuit;
  Netlist cold_circuit{};   ///< balanced; empty: as `circuit`
  double ground_ohm = 0.0;  ///< player
  double load_ohm = 16.0;
  std::string order = one_round;
  Conditions conditions{};
  Limits limits{};
};

/// The bench of a row, and the true impedance of its output.
[[nodiscard]] Bench bench_of(const OutputRow& row);
[[nodiscard]] Complex truth_of(const OutputRow& row, double hz);

/// What one seed draws: the load, the drift of the gain from one take to the next, and the resistance of a
/// contact in every take, contacts of different `which` being independent of one another.
[[nodiscard]] double drawn_load(const OutputRow& row, std::uint64_t seed);
[[nodiscard]] double drawn_drift(const OutputRow& row, std::uint64_t seed);
[[nodiscard]] std::vector<double> drawn_contacts(const OutputRow& row, std::uint64_t seed,
                                                 std::uint64_t which = 0);

/// What a take of the row connects, and what the estimator is told of it.
[[nodiscard]] std::string state_of(const OutputRow& row, std::size_t take);
[[nodiscard]] std::optional<Load> stated_load(const OutputRow& row, std::size_t take);

/// The bench with a load of this value in place of the nominal one.
[[nodiscard]] Bench bench_with(const OutputRow& row, double load_ohm);
/// This much more in series before an output's tip.
void add_contact(Netlist& circuit, double ohm);

/// What the converters make of both nodes: crosstalk, gain and drift; relative to what is played.
struct SolvedInputs {
  std::vector<Complex> source;
  std::vector<Complex> dut;
};
[[nodiscard]] SolvedInputs solved_inputs(const Bench& bench, const std::string& state, int take,
                                         const FrequencyGrid& grid);
/// numerator/denominator at every point.
[[nodiscard]] std::vector<Complex> quotient(const std::vector<Complex>& numerator,
                                            const std::vector<Complex>& denominator);

/// What the measurement says.
[[nodiscard]] OutputImpedance measured(const OutputRow& row, const std::vector<RatioCurve>& ratios);

/// Every take played, recorded and analysed.
[[nodiscard]] OutputImpedance through_whole_takes(const OutputRow& row, const RatioEstimator& estimator,
                                                  std::uint64_t seed);

/// What noise does to a ratio, as whole takes show it: the curves of takes of an unloaded output, less the
/// curve of one without noise. A curve turned by any angle is as likely, and the noise of other levels is in
/// proportion, so that a few takes serve any number of draws.
class RatioNoise {
 public:
  RatioNoise(const RatioEstimator& estimator, const Conditions& conditions, int takes, int threads);

  /// The ratio of a circuit with a draw of the noise and with what a take states about itself. The noise of
  /// a ratio m whose denominator is `level` of what is played has the power of (1 + |m|²)/|level|² inputs.
  [[nodiscard]] RatioCurve take_of(const std::vector<Complex>& ratio, const std::vector<Complex>& level,
                                   std::uint64_t draw) const;
  /// The same of an input relative to what was played, which has no noise: that of one input.
  [[nodiscard]] RatioCurve transfer_of(const std::vector<Complex>& transfer, std::uint64_t draw) const;
  [[nodiscard]] const FrequencyGrid& grid() const { return takes_.front().grid; }

 private:
  [[nodiscard]] RatioCurve drawn(const std::vector<Complex>& ratio, const std::vector<double>& inputs,
                                 std::uint64_t draw) const;
  std::vector<RatioCurve> takes_;
  std::vector<Complex> clean_;
};

/// The circuit solved by nodal analysis at the points of the grid, its contacts and its load drawn, and noise
/// as whole takes show it. Legitimate where the ratio's own bias is below its noise: resistive outputs.
[[nodiscard]] OutputImpedance through_ratios(const OutputRow& row, const RatioNoise& noise,
                                             std::uint64_t seed);

}  // namespace ohmsweep::study
