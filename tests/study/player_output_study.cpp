// Players: output impedance with the shared ground, how near and how often within the intervals.
#include <fmt/format.h>

#include <mutex>

#include "study/output_score.h"
#include "study/over_seeds.h"
#include "study/player_rows.h"
#include "study/wirings.h"

namespace ohmsweep::study {

namespace {

/// Zo = Zt + Rg, and Rg.
struct JackScore {
  Score output;
  double ground_error_ohm = 0.0;
  double ground_u95_ohm = 0.0;
  double ground_squares = 0.0;
  double ground_inside = 0.0;

  void add(const SharedGround& ground, double truth) {
    const double error = std::abs(ground.resistance_ohm.value - truth);
    const double u95 = coverage_factor * ground.resistance_ohm.standard_uncertainty;
    ground_error_ohm = std::max(ground_error_ohm, error);
    ground_u95_ohm = std::max(ground_u95_ohm, u95);
    ground_squares += error * error;
    ground_inside += error <= u95 ? 1.0 : 0.0;
  }
  void add(const JackScore& other) {
    output.add(other.output);
    ground_error_ohm = std::max(ground_error_ohm, other.ground_error_ohm);
    ground_u95_ohm = std::max(ground_u95_ohm, other.ground_u95_ohm);
    ground_squares += other.ground_squares;
    ground_inside += other.ground_inside;
  }
  [[nodiscard]] double ground_held() const { return ground_inside / output.measurements; }
  [[nodiscard]] double ground_rms_ohm() const { return std::sqrt(ground_squares / output.measurements); }
};

JackScore scored(const OutputRow& row, const Extent& extent,
                 const std::function<OutputImpedance(std::uint64_t)>& measurement) {
  const Complex truth = truth_of(row, 1000.0);  // resistive: the same everywhere
  JackScore total;
  std::mutex lock;
  over_seeds(extent, [&](int, int from, int to) {
    JackScore part;
    for (int seed = from; seed < to; ++seed) {
      const OutputImpedance output = measurement(static_cast<std::uint64_t>(seed) + 1);
      part.output.add(output.curve, [&](double) { return truth; });
      part.add(output.traits.ground.value(), row.ground_ohm);
    }
    const std::scoped_lock guard(lock);
    total.add(part);
  });
  return total;
}

OutputRow row_of(double tip_ohm, double load_ohm) {
  OutputRow row;
  row.name = fmt::format("{:g} Ω", tip_ohm);
  row.wiring = OutputKind::player;
  row.circuit = {{resistor("R", "source", "tip", Ohms(tip_ohm))}};
  row.ground_ohm = 0.020;
  row.load_ohm = load_ohm;
  return row;
}

constexpr double ground_limit_ohm = 2e-3;

bool print_row(const OutputRow& row, const JackScore& score) {
  const Limits& limits = row.limits;
  const int measurements = score.output.measurements;
  const bool near = !limits.error_ohm || (score.output.error_ohm <= *limits.error_ohm &&
                                          score.ground_error_ohm <= ground_limit_ohm);
  const bool held = !limits.held || std::min(score.output.held(), score.ground_held()) >=
                                        least_share(*limits.held, measurements);
  const std::string limit =
      limits.held ? fmt::format("holds {} %", 100.0 * *limits.held)
                  : fmt::format("{:g} mΩ, Rg {:g} mΩ", 1e3 * *limits.error_ohm, 1e3 * ground_limit_ohm);
  fmt::print(
      "| {} | {:g} Ω | {} | {} | {:.3f} mΩ | {:.3f} mΩ | {:.3f} mΩ | {:.3f} mΩ | {:.1f} % | {:.1f} % | {}{} "
      "|\n",
      row.name, row.load_ohm, row.order, measurements, 1e3 * score.output.error_ohm,
      1e3 * score.ground_error_ohm, 1e3 * score.output.u95_ohm, 1e3 * score.ground_u95_ohm,
      100.0 * score.output.held(), 100.0 * score.ground_held(), limit, near && held ? "" : ": MISSED");
  return near && held;
}

void print_head(const std::string& title) {
  fmt::print(
      "\n{}\n\n| tip | load | takes | measured | error of Zo | of Rg | U95 of Zo | of Rg | Zo held | Rg held "
      "| "
      "limit |\n|---|---|---|---|---|---|---|---|---|---|---|\n",
      title);
}

/// Both outputs with the limits of their errors.
std::vector<OutputRow> outputs_measured() {
  std::vector<OutputRow> rows{row_of(1.0, 16.0), row_of(10.0, 33.0)};
  rows[0].limits.error_ohm = 3e-3;
  rows[1].limits.error_ohm = 10e-3;
  return rows;
}

bool print_accuracy(const Extent& extent, const RatioNoise& noise) {
  print_head(
      "Players: largest error from 20 Hz to 20 kHz of Zo = Zt + Rg and of Rg, 20 mΩ, the channels 0.3 dB "
      "apart "
      "either way, contacts and load exact; circuits solved at the ratio's points, 5 s at -12 dBFS, -104 "
      "dBFS "
      "noise, drift of 20 ppm per take, -96 dB crosstalk in the player and in the inputs");
  const int seeds = extent.seeds >= 200 ? 200 : 24;
  bool all = true;
  for (OutputRow row : outputs_measured()) {
    row.conditions.rig.contact_ohm = 0.0;
    row.conditions.imbalance_db = 0.3;
    const JackScore score = scored(row, {seeds, extent.threads}, [&](std::uint64_t seed) {
      return player_through_ratios(row, noise, seed);
    });
    all = print_row(row, score) && all;
  }
  return all;
}

/// Whether the short way shows the scatter and the intervals that recordings of the programme show. The
/// ground is one number of a measurement: its scatter is only printed.
bool print_agreement(const Extent& extent, const RatioNoise& noise) {
  fmt::print(
      "\nWhole programmes against solved ratios: rms error and largest U95 of 1 Ω, 16 Ω, channels alike, "
      "contacts and load exact; limits 0.8 to 1.25 for Zo and for U95 of Rg\n\n| of | whole | ratios | "
      "quotient | U95 whole | U95 ratios | quotient |\n|---|---|---|---|---|---|---|\n");
  const int seeds = extent.seeds >= 200 ? 8 : 2;
  OutputRow row = row_of(1.0, 16.0);
  row.conditions.rig.contact_ohm = 0.0;
  row.conditions.crosstalk_db = -300.0;  // the simulated player's recorder has none
  const PlayerProgramme programme;
  const JackScore whole = scored(row, {seeds, extent.threads}, [&](std::uint64_t seed) {
    return player_through_programmes(row, programme, seed);
  });
  const JackScore ratios = scored(row, {10 * seeds, extent.threads}, [&](std::uint64_t seed) {
    return player_through_ratios(row, noise, seed);
  });
  const double scatter = whole.output.rms_ohm() / ratios.output.rms_ohm();
  const double u95 = whole.output.u95_ohm / ratios.output.u95_ohm;
  const double ground_u95 = whole.ground_u95_ohm / ratios.ground_u95_ohm;
  const auto line = [](const char* name, double a, double b, double u_a, double u_b) {
    fmt::print("| {} | {:.4f} mΩ | {:.4f} mΩ | {:.3f} | {:.3f} mΩ | {:.3f} mΩ | {:.3f} |\n", name, 1e3 * a,
               1e3 * b, a / b, 1e3 * u_a, 1e3 * u_b, u_a / u_b);
  };
  line("Zo", whole.output.rms_ohm(), ratios.output.rms_ohm(), whole.output.u95_ohm, ratios.output.u95_ohm);
  line("Rg", whole.ground_rms_ohm(), ratios.ground_rms_ohm(), whole.ground_u95_ohm, ratios.ground_u95_ohm);
  const auto alike = [](double quotient) { return quotient > 0.8 && quotient < 1.25; };
  return alike(scatter) && alike(u95) && alike(ground_u95);
}

OutputRow drawn(OutputRow row, const std::string& note, bool plug_per_connection) {
  row.name += note;
  row.conditions.plug_ohm = 0.001;
  row.conditions.plug_per_connection = plug_per_connection;
  row.conditions.load_tolerance = 0.001;
  row.conditions.imbalance_deviation_db = 0.25;
  row.limits = {};
  row.limits.held = 0.93;
  return row;
}

bool print_coverage(const Extent& extent, const RatioNoise& noise) {
  print_head(
      "Players: coverage of the 95 % intervals, contacts of tip and sleeve drawn (1 mΩ standard deviation "
      "each), the load within its ±0.1 %, the channels' balance drawn (0.5 dB at 95 %)");
  const int seeds = extent.seeds >= 200 ? 2000 : 10 * extent.seeds;
  bool all = true;
  for (const OutputRow& output : outputs_measured()) {
    for (const bool one_plug : {true, false}) {
      const OutputRow row = drawn(output, one_plug ? "" : ", plugged anew at every take", one_plug);
      const JackScore score = scored(row, {seeds, extent.threads}, [&](std::uint64_t seed) {
        return player_through_ratios(row, noise, seed);
      });
      all = print_row(row, score) && all;
    }
  }
  return all;
}

}  // namespace

bool player_outputs(const Extent& extent, const RatioNoise& noise) {
  const bool accurate = print_accuracy(extent, noise);
  const bool agreed = print_agreement(extent, noise);
  return print_coverage(extent, noise) && agreed && accurate;
}

}  // namespace ohmsweep::study
