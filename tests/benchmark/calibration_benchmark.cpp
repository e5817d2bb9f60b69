// Open, short and one load, solved at 500 frequencies. The floor is the same three equations solved as they
// stand, without weights, uncertainties and checks.
#include <benchmark/benchmark.h>

#include <cmath>
#include <vector>

#include "calibration/synthetic_rig.h"
#include "ohmsweep/calibration/calibration.h"

namespace ohmsweep::benchmarks {
namespace {

constexpr int points = 500;

FrequencyGrid logarithmic_grid() {
  std::vector<double> hz;
  for (int k = 0; k < points; ++k) hz.push_back(20.0 * std::pow(1000.0, k / (points - 1.0)));
  return FrequencyGrid(std::move(hz));
}

std::vector<StandardTake> three_standards() {
  const FrequencyGrid grid = logarithmic_grid();
  SyntheticBench bench;
  return {{default_open(), bench.take(nothing_connected(), "open", grid)},
          {default_short(), bench.take(resistor(0.0), "short", grid)},
          {declared_load(100.0), bench.take(resistor(100.0), "100ohm", grid)}};
}

/// a, b, c of a Γ + b - c Γ m = m for an ideal open (Γ = 1), short (Γ = -1) and match (Γ = 0).
ErrorTerms exact_terms(Complex open, Complex shorted, Complex match) {
  const Complex c = (2.0 * match - open - shorted) / (open - shorted);
  return {open * (1.0 + c) - match, match, c};
}

void solve_exactly(benchmark::State& state) {
  const std::vector<StandardTake> takes = three_standards();
  for ([[maybe_unused]] auto iteration : state) {
    std::vector<ErrorTerms> terms;
    terms.reserve(points);
    for (std::size_t i = 0; i < points; ++i) {
      terms.push_back(exact_terms(takes[0].ratio.ratio[i], takes[1].ratio.ratio[i], takes[2].ratio.ratio[i]));
    }
    benchmark::DoNotOptimize(terms.data());
  }
}

void solve_calibration(benchmark::State& state) {
  const std::vector<StandardTake> takes = three_standards();
  const CalibrationOptions options;
  for ([[maybe_unused]] auto iteration : state) benchmark::DoNotOptimize(solve(takes, options));
}

BENCHMARK(solve_exactly)->Name("floor of a calibration")->Unit(benchmark::kMillisecond);
BENCHMARK(solve_calibration)->Name("calibration")->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace ohmsweep::benchmarks
