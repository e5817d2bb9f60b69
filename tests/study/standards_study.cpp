#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <random>

#include "ohmsweep/workflow/take_state.h"
#include "study/over_seeds.h"
#include "study/studies.h"
#include "study/study_bench.h"

namespace ohmsweep::study {

namespace {

const std::vector<std::string> one_load{"100ohm"};
const std::vector<std::string> four_loads{"10ohm", "33ohm", "100ohm", "330ohm"};
constexpr std::array<double, 7> devices_ohm{8.0, 16.0, 32.0, 64.0, 150.0, 300.0, 600.0};
constexpr double tolerance = 0.001;
constexpr double contact_ohm = 0.001;  // standard deviation of one connection

ExponentialSweep short_sweep() {
  ExponentialSweep sweep;
  sweep.duration = Seconds(1.0);
  sweep.from = Hertz(10.0);
  return sweep;
}

double nominal(const std::string& state) { return std::stod(state); }

/// Resistors as one buys them: anywhere within their tolerance.
Bench drawn_bench(std::uint64_t seed) {
  Bench bench = quiet_bench();
  bench.converters.noise_rms = 1e-5;
  bench.converters.seed = seed;
  bench.wiring.contact_ohm = contact_ohm;
  std::mt19937_64 random(seed);
  std::uniform_real_distribution<double> within(-tolerance, tolerance);
  for (const std::string& load : four_loads) {
    const double ohm = nominal(load) * (1.0 + within(random));
    bench.standards.push_back({load, Netlist{{resistor("R", "+", "-", Ohms(ohm))}}});
  }
  return bench;
}

StandardTake take_of(const Table& table, const std::string& state) {
  const std::string stated = state.ends_with("ohm") ? state + "+-0.1%" : state;
  return {parse_standard_state(stated, {}).standard, table.ratio(state)};
}

/// Mean square of |ΔZ|/|Z| over devices and frequencies, of devices behind the rig's own terms.
double mean_square(const Calibration& calibration, const Calibration& own) {
  double sum = 0.0;
  double count = 0.0;
  for (std::size_t i = 0; i < calibration.grid.size(); ++i) {
    if (!audible(calibration.grid[i])) continue;
    const auto k = own.grid.find(calibration.grid[i]);
    if (!k) continue;
    for (const double ohm : devices_ohm) {
      const double r = own.reference_ohm;
      const Complex m = embed(own.terms[*k], (ohm - r) / (ohm + r));
      const Complex gamma = correct(calibration.terms[i], m);
      const Complex z = calibration.reference_ohm * (1.0 + gamma) / (1.0 - gamma);
      sum += std::norm(z - ohm) / (ohm * ohm);
      count += 1.0;
    }
  }
  return sum / count;
}

struct Squares {
  std::vector<double> one;
  std::vector<double> four;
};

Squares squares(const Extent& extent) {
  const RatioEstimator estimator(render(short_sweep()));
  Bench exact = quiet_bench();
  const Calibration own = Table(exact, estimator).ideal_calibration();
  Squares all{std::vector<double>(static_cast<std::size_t>(extent.seeds)),
              std::vector<double>(static_cast<std::size_t>(extent.seeds))};
  over_seeds(extent, [&](int, int from, int to) {
    for (int seed = from; seed < to; ++seed) {
      const Table table(drawn_bench(5000 + static_cast<std::uint64_t>(seed)), estimator);
      const StandardTake open = take_of(table, "open");
      const StandardTake shorted = take_of(table, "short");
      std::vector<StandardTake> takes{open, shorted};
      for (const std::string& load : four_loads) takes.push_back(take_of(table, load));
      const auto at = static_cast<std::size_t>(seed);
      all.four[at] = mean_square(solve(takes, {}), own);
      all.one[at] = mean_square(solve({open, shorted, take_of(table, one_load.front())}, {}), own);
    }
  });
  return all;
}

double rms_percent(const std::vector<double>& mean_squares) {
  double sum = 0.0;
  for (const double each : mean_squares) sum += each;
  return 100.0 * std::sqrt(sum / static_cast<double>(mean_squares.size()));
}

double p95_percent(std::vector<double> mean_squares) {
  std::sort(mean_squares.begin(), mean_squares.end());
  return 100.0 * std::sqrt(mean_squares[(mean_squares.size() * 95) / 100]);
}

}  // namespace

bool standards(const Extent& extent) {
  constexpr double limit_percent = 0.05;
  const Squares all = squares(extent);
  fmt::print(
      "\nResistors of 0.1 % as one buys them, anywhere within their tolerance: what a calibration leaves of "
      "devices of 8 to "
      "600 Ω, 20 Hz to 20 kHz; contacts of 1 mΩ, {} sets; limit for four 0.05 %\n\n"
      "| loads | rms error of \\|Z\\| | 95 % of sets |\n|---|---|---|\n| 100 Ω | {:.4f} % | {:.4f} % |\n"
      "| 10, 33, 100, 330 Ω | {:.4f} % | {:.4f} % |\n",
      extent.seeds, rms_percent(all.one), p95_percent(all.one), rms_percent(all.four), p95_percent(all.four));
  return rms_percent(all.four) <= limit_percent && rms_percent(all.four) < rms_percent(all.one);
}

}  // namespace ohmsweep::study
