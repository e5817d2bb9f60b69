#pragma once
// One row of the study of outputs: what is measured, under which conditions and within which limits; and two
// ways to measure it.

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
  double drift_per_take = 20e-6;
  double drift_deviation = 0.0;     ///< standard deviation of what a sequence drifts beside that
  double plug_ohm = 0.0;            ///< standard deviation of one connection
  bool plug_per_connection = true;  ///< loaded takes in a row are one connection
  double load_tolerance = 0.0;      ///< rectangular, relative; the estimator is told of it
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
  double load_ohm = 16.0;
  std::string order = one_round;
  Conditions conditions{};
  Limits limits{};
};

/// The bench of a row, and the true impedance of its output.
[[nodiscard]] Bench bench_of(const OutputRow& row);
[[nodiscard]] Complex truth_of(const OutputRow& row, double hz);

/// What the measurement says.
[[nodiscard]] ImpedanceCurve measured(const OutputRow& row, const std::vector<RatioCurve>& ratios);

/// Every take played, recorded and analysed.
[[nodiscard]] ImpedanceCurve through_whole_takes(const OutputRow& row, const RatioEstimator& estimator,
                                                 std::uint64_t seed);

/// What noise does to a ratio, as whole takes show it: the curves of takes of an unloaded output, less the
/// curve of one without noise. A curve turned by any angle is as likely, and for another ratio m the noise of
/// both channels together is √(1 + |m|²) as large, so that a few takes serve any number of draws.
class RatioNoise {
 public:
  RatioNoise(const RatioEstimator& estimator, const Conditions& conditions, int takes, int threads);

  /// The ratio of a circuit with a draw of the noise and with what a take states about itself.
  [[nodiscard]] RatioCurve take_of(const std::vector<Complex>& ratio, std::uint64_t draw) const;
  [[nodiscard]] const FrequencyGrid& grid() const { return takes_.front().grid; }

 private:
  std::vector<RatioCurve> takes_;
  std::vector<Complex> clean_;
};

/// The circuit solved by nodal analysis at the points of the grid, its contacts and its load drawn, and noise
/// as whole takes show it. Legitimate where the ratio's own bias is below its noise: resistive outputs.
[[nodiscard]] ImpedanceCurve through_ratios(const OutputRow& row, const RatioNoise& noise,
                                            std::uint64_t seed);

}  // namespace ohmsweep::study
