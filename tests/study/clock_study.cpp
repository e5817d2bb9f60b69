// Two clocks: how well their offset is measured, and what it does to an impedance.
#include <fmt/format.h>

#include <cmath>

#include "study/over_seeds.h"
#include "study/study_bench.h"

namespace ohmsweep::study {

namespace {

Bench clocked_bench(double offset, double noise_rms, std::uint64_t seed) {
  Bench bench = quiet_bench();
  bench.converters.seed = seed;
  bench.converters.noise_rms = noise_rms;
  bench.converters.clock_offset = offset;
  bench.converters.source_high_pass_hz = 0.9;
  bench.converters.dut_high_pass_hz = 1.1;
  bench.converters.bits = 24;
  for (BenchHeadphone& headphone : bench.headphones) headphone.distortion = {0.0045, 0.0022};
  return bench;
}

struct Recovery {
  double inside = 0.0;
  double count = 0.0;
  double worst_ppm = 0.0;
  double u95_ppm = 0.0;

  void add(const TakeQuality& quality, double offset) {
    const double error = std::abs(quality.clock_offset_ppm - 1e6 * offset);
    inside += error <= quality.clock_offset_u95_ppm ? 1.0 : 0.0;
    worst_ppm = std::max(worst_ppm, error);
    u95_ppm = std::max(u95_ppm, quality.clock_offset_u95_ppm);
    count += 1.0;
  }
};

Recovery recovery(double seconds, double noise_rms, bool same_clock) {
  ExponentialSweep sweep;
  sweep.duration = Seconds(seconds);
  const RatioEstimator estimator(render(sweep));
  Recovery recovery;
  std::uint64_t seed = 1;
  const std::vector<double> offsets =
      same_clock ? std::vector<double>{0.0} : std::vector<double>{-300e-6, -20e-6, 100e-6, 300e-6};
  for (const double offset : offsets) {
    for (const std::string& device : devices) {
      const Table table(clocked_bench(offset, noise_rms, seed++), estimator);
      recovery.add(table.ratio("left", device).quality, offset);
    }
  }
  return recovery;
}

bool print_recovery(bool all) {
  fmt::print(
      "\nClock offset: recovered from takes of four devices at -300, -20, 100 and 300 ppm, and at "
      "none\n\n| sweep | noise | largest error | largest U95 | inside | one clock: largest reading | inside "
      "|\n|---|---|---|---|---|---|---|\n");
  bool within = true;
  for (const double seconds :
       all ? std::vector<double>{1.0, 2.0, 5.0, 20.0} : std::vector<double>{1.0, 5.0}) {
    for (const double noise_dbfs : {-100.0, -70.0}) {
      const double noise_rms = std::pow(10.0, noise_dbfs / 20);
      const Recovery two = recovery(seconds, noise_rms, false);
      const Recovery one = recovery(seconds, noise_rms, true);
      fmt::print(
          "| {:.0f} s | {:.0f} dBFS | {:.2f} ppm | {:.2f} ppm | {:.0f} of {:.0f} | {:.2f} ppm | {:.0f} of "
          "{:.0f} |\n",
          seconds, noise_dbfs, two.worst_ppm, two.u95_ppm, two.inside, two.count, one.worst_ppm, one.inside,
          one.count);
      within = within && two.inside >= 0.88 * two.count && two.u95_ppm < 15.0;
    }
  }
  return within;
}

double worst_percent(const ImpedanceCurve& curve, const std::vector<Complex>& expected) {
  double worst = 0.0;
  for (std::size_t i = 0; i < curve.grid.size(); ++i) {
    if (!audible(curve.grid[i])) continue;
    worst = std::max(worst, std::abs(std::abs(curve.impedance_ohm[i]) / std::abs(expected[i]) - 1.0));
  }
  return 100.0 * worst;
}

bool print_harm() {
  fmt::print(
      "\nTwo clocks: largest error of \\|Z\\| from 20 Hz to 20 kHz, 5 s, -100 dBFS noise, 0.5 % load "
      "distortion, "
      "the calibration on the same clocks; limit 0.02 % at 100 ppm\n\n| device | 0 ppm | 100 ppm | -100 ppm "
      "| "
      "300 ppm | -300 ppm |\n|---|---|---|---|---|---|\n");
  const RatioEstimator estimator(render(ExponentialSweep{}));
  const std::vector<double> offsets{0.0, 100e-6, -100e-6, 300e-6, -300e-6};
  std::vector<std::vector<double>> errors(devices.size());
  for (const double offset : offsets) {
    const Table table(clocked_bench(offset, 1e-5, 3), estimator);
    const Calibration calibration = table.ideal_calibration();
    for (std::size_t d = 0; d < devices.size(); ++d) {
      const ImpedanceCurve curve = headphone_impedance(table.ratio("left", devices[d]), calibration);
      errors[d].push_back(worst_percent(curve, truth(table.bench(), devices[d], curve.grid)));
    }
  }
  bool within = true;
  for (std::size_t d = 0; d < devices.size(); ++d) {
    fmt::print("| {} |", devices[d]);
    for (const double error : errors[d]) fmt::print(" {:.4f} % |", error);
    fmt::print("\n");
    within = within && std::max(errors[d][1], errors[d][2]) <= 0.02;
  }
  return within;
}

}  // namespace

bool clocks(const Extent& extent) {
  const bool recovered = print_recovery(extent.seeds >= 200);
  return print_harm() && recovered;
}

}  // namespace ohmsweep::study
