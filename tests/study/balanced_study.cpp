// Balanced outputs: differential impedance and legs, how near and how often within their intervals.
#include <fmt/format.h>

#include <mutex>

#include "study/balanced_rows.h"
#include "study/output_score.h"
#include "study/over_seeds.h"
#include "study/wirings.h"

namespace ohmsweep::study {

namespace {

/// Between hot and cold, and each leg.
struct SidesScore {
  Score differential;
  Score hot;
  Score cold;

  void add(const SidesScore& other) {
    differential.add(other.differential);
    hot.add(other.hot);
    cold.add(other.cold);
  }
  [[nodiscard]] double least_held() const { return std::min({differential.held(), hot.held(), cold.held()}); }
  [[nodiscard]] double worst_ohm() const {
    return std::max({differential.error_ohm, hot.error_ohm, cold.error_ohm});
  }
};

SidesScore scored(const OutputRow& row, const Extent& extent,
                  const std::function<OutputImpedance(std::uint64_t)>& measurement) {
  constexpr double hz = 1000.0;  // resistive: the same everywhere
  const Complex whole = truth_of(row, hz);
  const Complex hot = true_leg(row, Leg::hot, hz);
  const Complex cold = true_leg(row, Leg::cold, hz);
  SidesScore total;
  std::mutex lock;
  over_seeds(extent, [&](int, int from, int to) {
    SidesScore part;
    for (int seed = from; seed < to; ++seed) {
      const OutputImpedance output = measurement(static_cast<std::uint64_t>(seed) + 1);
      part.differential.add(output.curve, [&](double) { return whole; });
      part.hot.add(output.traits.legs.value().hot, [&](double) { return hot; });
      part.cold.add(output.traits.legs.value().cold, [&](double) { return cold; });
    }
    const std::scoped_lock guard(lock);
    total.add(part);
  });
  return total;
}

OutputRow row_of(double hot_ohm, double cold_ohm, const std::string& order) {
  const auto leg = [](double ohm) { return Netlist{{resistor("R", "source", "tip", Ohms(ohm))}}; };
  OutputRow row;
  row.name = fmt::format("{:g} + {:g} Ω", hot_ohm, cold_ohm);
  row.wiring = OutputKind::balanced;
  row.circuit = leg(hot_ohm);
  row.cold_circuit = leg(cold_ohm);
  row.load_ohm = 33.0;
  row.order = order;
  return row;
}

bool print_row(const OutputRow& row, const SidesScore& score) {
  const int trials = trials_of(row, score.differential.measurements);
  const bool near = !row.limits.error_ohm || score.worst_ohm() <= *row.limits.error_ohm;
  const bool held = !row.limits.held || score.least_held() >= least_share(*row.limits.held, trials);
  const std::string limit = row.limits.held ? fmt::format("holds {} %", 100.0 * *row.limits.held)
                                            : fmt::format("{} mΩ", 1e3 * *row.limits.error_ohm);
  fmt::print(
      "| {} | {} | {} | {:.3f} mΩ | {:.3f} mΩ | {:.3f} mΩ | {:.3f} mΩ | {:.3f} mΩ | {:.1f} % | {:.1f} % | "
      "{:.1f} % | {}{} |\n",
      row.name, row.order, score.differential.measurements, 1e3 * score.differential.error_ohm,
      1e3 * score.hot.error_ohm, 1e3 * score.cold.error_ohm, 1e3 * score.differential.u95_ohm,
      1e3 * std::max(score.hot.u95_ohm, score.cold.u95_ohm), 100.0 * score.differential.held(),
      100.0 * score.hot.held(), 100.0 * score.cold.held(), limit, near && held ? "" : ": MISSED");
  return near && held;
}

void print_head(const std::string& title) {
  fmt::print(
      "\n{}\n\n| legs | takes | measured | error | of hot | of cold | U95 | of a leg | held | hot | cold | "
      "limit |\n|---|---|---|---|---|---|---|---|---|---|---|---|\n",
      title);
}

bool print_accuracy(const Extent& extent, const RatioEstimator& estimator) {
  print_head(
      "Balanced outputs: largest error from 20 Hz to 20 kHz through whole takes, 33 Ω, 5 s at -12 dBFS, -104 "
      "dBFS noise, inputs 2.5 % apart and a common take, drift of 20 ppm per take of the player and of the "
      "cold "
      "input, contacts and load exact");
  const int seeds = extent.seeds >= 200 ? 8 : 1;
  bool all = true;
  for (OutputRow row : {row_of(0.5, 0.5, one_round), row_of(0.4, 0.6, one_round)}) {
    row.conditions.rig.contact_ohm = 0.0;
    row.limits.error_ohm = 2e-3;
    const SidesScore score = scored(row, {seeds, extent.threads}, [&](std::uint64_t seed) {
      return balanced_through_whole_takes(row, estimator, seed);
    });
    all = print_row(row, score) && all;
  }
  return all;
}

/// Whether the short way shows the scatter and the intervals that whole takes show.
bool print_agreement(const Extent& extent, const RatioEstimator& estimator, const RatioNoise& noise) {
  fmt::print(
      "\nWhole takes against solved ratios: rms error and largest U95 of 0.5 + 0.5 Ω, contacts and load "
      "exact; "
      "limits 0.8 to 1.25\n\n| of | whole | ratios | quotient | U95 whole | U95 ratios | quotient "
      "|\n|---|---|---|---|---|---|---|\n");
  const int seeds = extent.seeds >= 200 ? 8 : 2;
  OutputRow row = row_of(0.5, 0.5, one_round);
  row.conditions.rig.contact_ohm = 0.0;
  const SidesScore whole = scored(row, {seeds, extent.threads}, [&](std::uint64_t seed) {
    return balanced_through_whole_takes(row, estimator, 1000 + seed);
  });
  const SidesScore ratios = scored(row, {10 * seeds, extent.threads}, [&](std::uint64_t seed) {
    return balanced_through_ratios(row, noise, seed);
  });
  bool all = true;
  const auto line = [&](const char* name, const Score& a, const Score& b) {
    const double scatter = a.rms_ohm() / b.rms_ohm();
    const double u95 = a.u95_ohm / b.u95_ohm;
    fmt::print("| {} | {:.4f} mΩ | {:.4f} mΩ | {:.3f} | {:.3f} mΩ | {:.3f} mΩ | {:.3f} |\n", name,
               1e3 * a.rms_ohm(), 1e3 * b.rms_ohm(), scatter, 1e3 * a.u95_ohm, 1e3 * b.u95_ohm, u95);
    all = all && scatter > 0.8 && scatter < 1.25 && u95 > 0.8 && u95 < 1.25;
  };
  line("hot to cold", whole.differential, ratios.differential);
  line("hot", whole.hot, ratios.hot);
  line("cold", whole.cold, ratios.cold);
  return all;
}

bool print_coverage(const Extent& extent, const RatioNoise& noise) {
  print_head(
      "Balanced outputs: coverage of the 95 % intervals, both contacts of the plug drawn (1 mΩ standard "
      "deviation each, as the rig states), the load within its ±0.1 %; circuits solved at the ratio's "
      "points");
  const int seeds = extent.seeds >= 200 ? 2000 : 10 * extent.seeds;
  std::vector<OutputRow> rows{row_of(0.5, 0.5, one_round), row_of(0.4, 0.6, one_round)};
  if (extent.seeds >= 200) rows.push_back(row_of(0.5, 0.5, four_rounds));
  bool all = true;
  for (OutputRow& row : rows) {
    row.conditions.plug_ohm = 0.001;
    row.conditions.load_tolerance = 0.001;
    row.limits.held = 0.93;
    const int measurements = row.order.size() > 4 ? seeds / 4 : seeds;
    const SidesScore score = scored(row, {measurements, extent.threads}, [&](std::uint64_t seed) {
      return balanced_through_ratios(row, noise, seed);
    });
    all = print_row(row, score) && all;
  }
  return all;
}

}  // namespace

bool balanced_outputs(const Extent& extent, const RatioEstimator& estimator, const RatioNoise& noise) {
  const bool accurate = print_accuracy(extent, estimator);
  const bool agreed = print_agreement(extent, estimator, noise);
  return print_coverage(extent, noise) && agreed && accurate;
}

}  // namespace ohmsweep::study
