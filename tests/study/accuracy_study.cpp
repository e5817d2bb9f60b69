#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "study/studies.h"
#include "study/study_bench.h"

namespace ohmsweep::study {

namespace {

struct Worst {
  double mean_percent = 0.0;
  double max_percent = 0.0;
  double max_at_hz = 0.0;
  double phase_deg = 0.0;
  double inside_percent = 0.0;
};

Worst compare(const ImpedanceCurve& curve, const std::vector<Complex>& expected) {
  Worst worst;
  double sum = 0.0;
  double inside = 0.0;
  double count = 0.0;
  for (std::size_t i = 0; i < curve.grid.size(); ++i) {
    if (!audible(curve.grid[i])) continue;
    const Complex measured = curve.impedance_ohm[i];
    const double difference = std::abs(measured) - std::abs(expected[i]);
    const double percent = 100.0 * std::abs(difference) / std::abs(expected[i]);
    if (percent > worst.max_percent) {
      worst.max_percent = percent;
      worst.max_at_hz = curve.grid[i];
    }
    worst.phase_deg = std::max(worst.phase_deg, std::abs(phase_deg(measured / expected[i])));
    inside += std::abs(difference) <= magnitude_u95(measured, curve.covariance[i]) ? 1.0 : 0.0;
    sum += percent;
    count += 1.0;
  }
  worst.mean_percent = sum / count;
  worst.inside_percent = 100.0 * inside / count;
  return worst;
}

Bench noisy_bench() {
  Bench bench = quiet_bench();
  bench.converters.noise_rms = 1e-5;  // -100 dBFS
  bench.converters.hum.rms = 1e-5;
  for (BenchHeadphone& headphone : bench.headphones)
    headphone.distortion = {0.0045, 0.0022};  // 0.5 % together
  return bench;
}

}  // namespace

bool accuracy(const Extent& /*extent*/) {
  fmt::print(
      "\nAccuracy: 5 s, 48 kHz, 100 kΩ inputs, ideal standards, -6 dBFS at the source input, -100 dBFS "
      "noise, "
      "-100 dBFS hum, 0.5 % load distortion, 35 ms latency; limits 0.003 %, 0.02 %, 0.01°\n\n"
      "| device | mean error of \\|Z\\| | largest | at | phase | inside 95 % |\n|---|---|---|---|---|---|\n");
  const RatioEstimator estimator(render(ExponentialSweep{}));
  const Table table(noisy_bench(), estimator);
  const Calibration calibration = table.ideal_calibration();
  bool within = true;
  for (const std::string& device : devices) {
    const ImpedanceCurve curve = headphone_impedance(table.ratio("left", device), calibration);
    const Worst worst = compare(curve, truth(table.bench(), device, curve.grid));
    within = within && worst.mean_percent <= 0.003 && worst.max_percent <= 0.02 && worst.phase_deg <= 0.01;
    fmt::print("| {} | {:.4f} % | {:.4f} % | {:.0f} Hz | {:.4f}° | {:.1f} % |\n", device, worst.mean_percent,
               worst.max_percent, worst.max_at_hz, worst.phase_deg, worst.inside_percent);
  }
  return within;
}

}  // namespace ohmsweep::study
