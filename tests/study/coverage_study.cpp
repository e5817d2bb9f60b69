#include <fmt/format.h>

#include <cmath>
#include <map>

#include "study/over_seeds.h"
#include "study/study_bench.h"

namespace ohmsweep::study {

namespace {

struct Count {
  double magnitude = 0.0;
  double phase = 0.0;
  double points = 0.0;

  void add(const ImpedanceCurve& curve, const std::vector<Complex>& expected) {
    for (std::size_t i = 0; i < curve.grid.size(); ++i) {
      if (!audible(curve.grid[i])) continue;
      const Complex z = curve.impedance_ohm[i];
      const Covariance& covariance = curve.covariance[i];
      magnitude += std::abs(std::abs(z) - std::abs(expected[i])) <= magnitude_u95(z, covariance) ? 1.0 : 0.0;
      phase += std::abs(phase_deg(z / expected[i])) <= phase_u95_deg(z, covariance) ? 1.0 : 0.0;
      points += 1.0;
    }
  }
  void add(const Count& other) {
    magnitude += other.magnitude;
    phase += other.phase;
    points += other.points;
  }
};

/// Noise loud enough to dominate, and its calibration measured anew with every seed.
Bench noise_dominated_bench(double noise_rms) {
  Bench bench = quiet_bench();
  bench.converters.noise_rms = noise_rms;
  return bench;
}

std::map<std::string, Count> count(const Extent& extent, double noise_rms) {
  const RatioEstimator estimator(render(ExponentialSweep{}));
  std::vector<std::map<std::string, Count>> per_thread(static_cast<std::size_t>(extent.threads));
  over_seeds(extent, [&](int thread, int from, int to) {
    Table table(noise_dominated_bench(noise_rms), estimator);
    for (int seed = from; seed < to; ++seed) {
      table.reseed(1000 + static_cast<std::uint64_t>(seed));
      const Calibration calibration = table.ideal_calibration();
      for (const std::string& device : devices) {
        const ImpedanceCurve curve = headphone_impedance(table.ratio("left", device), calibration);
        per_thread[static_cast<std::size_t>(thread)][device].add(curve,
                                                                 truth(table.bench(), device, curve.grid));
      }
    }
  });
  std::map<std::string, Count> total;
  for (const auto& counts : per_thread) {
    for (const auto& [device, counted] : counts) total[device].add(counted);
  }
  return total;
}

}  // namespace

bool coverage(const Extent& extent) {
  fmt::print(
      "\nCoverage of the 95 % intervals where noise dominates (-80 dBFS), {} seeds, every seed with its own "
      "calibration; limits 93 to 97 %\n\n| device | \\|Z\\| | phase | points |\n|---|---|---|---|\n",
      extent.seeds);
  // A take holds some 100 independent points: pooled over seeds, three standard errors of 95 % are 0.65 /
  // sqrt(seeds).
  const double slack = 100.0 * 0.65 / std::sqrt(extent.seeds) / std::sqrt(100.0);
  bool within = true;
  for (const auto& [device, counted] : count(extent, 1e-4)) {
    const double magnitude = 100.0 * counted.magnitude / counted.points;
    const double phase = 100.0 * counted.phase / counted.points;
    const double widened = extent.seeds >= 200 ? 0.0 : slack;
    for (const double share : {magnitude, phase})
      within = within && share >= 93.0 - widened && share <= 97.0 + widened;
    fmt::print("| {} | {:.2f} % | {:.2f} % | {:.0f} |\n", device, magnitude, phase, counted.points);
  }
  return within;
}

}  // namespace ohmsweep::study
