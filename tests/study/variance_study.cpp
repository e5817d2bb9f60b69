#include <fmt/format.h>

#include <cmath>

#include "study/over_seeds.h"
#include "study/study_bench.h"

namespace ohmsweep::study {

namespace {

/// var(m) >= 9/4 (S2 + |m|² S1) / (|H1|² E), E = (A²/2) L ln2 / n, n = 24 (METHOD: local-quadratic, 1/24
/// octave).
double bound(const ExponentialSweep& sweep, double noise_rms, double source_level, Complex ratio) {
  const double density = noise_rms * noise_rms / (sweep.sample_rate / 2.0);
  const double energy =
      sweep.amplitude * sweep.amplitude / 2.0 * sweep.rate_constant().value() * std::log(2.0) / 24.0;
  return 9.0 / 4.0 * density * (1.0 + std::norm(ratio)) / (source_level * source_level * energy);
}

struct Spread {
  std::vector<Complex> sum;
  std::vector<double> squares;
  std::vector<double> stated;
  std::vector<double> bound;
  FrequencyGrid grid;
  double count = 0.0;

  void add(const RatioCurve& curve, const ExponentialSweep& sweep, double noise_rms) {
    if (sum.empty()) {
      grid = curve.grid;
      sum.resize(grid.size());
      squares.resize(grid.size());
      stated.resize(grid.size());
      bound.resize(grid.size());
    }
    for (std::size_t i = 0; i < grid.size(); ++i) {
      sum[i] += curve.ratio[i];
      squares[i] += std::norm(curve.ratio[i]);
      stated[i] += curve.noise_variance[i];
      bound[i] += study::bound(sweep, noise_rms, curve.source_level[i], curve.ratio[i]);
    }
    count += 1.0;
  }
  void add(const Spread& other) {
    if (other.sum.empty()) return;
    if (sum.empty()) {
      *this = other;
      return;
    }
    for (std::size_t i = 0; i < grid.size(); ++i) {
      sum[i] += other.sum[i];
      squares[i] += other.squares[i];
      stated[i] += other.stated[i];
      bound[i] += other.bound[i];
    }
    count += other.count;
  }
  double variance(std::size_t i) const { return (squares[i] - std::norm(sum[i]) / count) / (count - 1.0); }
};

struct Case {
  std::string device;
  double noise_rms;
  double hum_rms;
};

Spread spread(const Extent& extent, const Case& wanted) {
  const RatioEstimator estimator(render(ExponentialSweep{}));
  Bench bench = quiet_bench();
  bench.converters.noise_rms = wanted.noise_rms;
  bench.converters.hum.rms = wanted.hum_rms;
  std::vector<Spread> per_thread(static_cast<std::size_t>(extent.threads));
  over_seeds(extent, [&](int thread, int from, int to) {
    Table table(bench, estimator);
    for (int seed = from; seed < to; ++seed) {
      table.reseed(5000 + static_cast<std::uint64_t>(seed));
      per_thread[static_cast<std::size_t>(thread)].add(table.ratio("left", wanted.device),
                                                       estimator.stimulus().sweep, wanted.noise_rms);
    }
  });
  Spread total;
  for (const Spread& part : per_thread) total.add(part);
  return total;
}

}  // namespace

bool variance(const Extent& extent) {
  fmt::print(
      "\nVariance of the ratio over {} seeds from 100 Hz to 20 kHz, relative to the bound at 1/24 octave "
      "with a "
      "local quadratic; limit 1.25 in the mean\n\n| device | noise | hum | variance/bound | worst third "
      "octave | "
      "stated/observed |\n|---|---|---|---|---|---|\n",
      extent.seeds);
  bool within = true;
  for (const Case& wanted :
       {Case{"planar32", 1e-5, 0.0}, Case{"inear8", 1e-5, 0.0}, Case{"armature10", 1e-5, 0.0},
        Case{"dynamic300", 1e-5, 0.0}, Case{"dynamic300", 1e-5, 1e-5}, Case{"inear8", 1e-3, 0.0}}) {
    const Spread total = spread(extent, wanted);
    double sum = 0.0;
    double observed = 0.0;
    double stated = 0.0;
    double count = 0.0;
    double third = 0.0;
    double worst_third = 0.0;
    double in_third = 0.0;
    for (std::size_t i = 0; i < total.grid.size(); ++i) {
      if (total.grid[i] < 100.0 || total.grid[i] > 20e3 * (1 + 1e-9)) continue;
      const double relative = total.variance(i) / (total.bound[i] / total.count);
      sum += relative;
      observed += relative;
      stated += total.stated[i] / total.bound[i];
      count += 1.0;
      third += relative;
      in_third += 1.0;
      if (in_third == 16.0) {
        worst_third = std::max(worst_third, third / in_third);
        third = 0.0;
        in_third = 0.0;
      }
    }
    within = within && sum / count <= 1.25 &&
             std::abs(stated / observed - 1.0) < (extent.seeds >= 200 ? 0.15 : 0.3);
    fmt::print("| {} | {:.0f} dBFS | {} | {:.3f} | {:.2f} | {:.3f} |\n", wanted.device,
               20 * std::log10(wanted.noise_rms),
               wanted.hum_rms > 0 ? fmt::format("{:.0f} dBFS", 20 * std::log10(wanted.hum_rms)) : "none",
               sum / count, worst_third, stated / observed);
  }
  return within;
}

}  // namespace ohmsweep::study
