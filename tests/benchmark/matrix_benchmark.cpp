// 1,000 headphones against 1,000 outputs of 600 points each, of which the worst ratio and the deviation are
// kept. The floor is the arithmetic alone, on squares: |Z|²/|Zo|² and |Z|²/|Z + Zo|² of each point, their
// extremes, and a logarithm for each pairing. Memory is that of the process at its largest, above what it had
// before.
#include <benchmark/benchmark.h>
#include <malloc.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "ohmsweep/rating/pairing.h"
#include "rating/analytic_curves.h"

namespace ohmsweep::benchmarks {
namespace {

constexpr int count = 1000;
constexpr std::size_t points = 600;
constexpr double relative_u95 = 0.01;

FrequencyGrid grid() {
  std::vector<double> hz;
  for (std::size_t i = 0; i < points; ++i) {
    hz.push_back(20.0 * std::pow(1000.0, static_cast<double>(i) / static_cast<double>(points - 1)));
  }
  return FrequencyGrid(hz);
}

std::vector<ImpedanceCurve> headphones() {
  std::vector<ImpedanceCurve> curves;
  curves.reserve(count);
  for (int h = 0; h < count; ++h) {
    const testing_support::Resonance shape{16.0 + 0.3 * h, 60.0 + h, 40.0 + 0.1 * h, 1.5};
    curves.push_back(testing_support::curve_from(
        [&](double hz) { return testing_support::impedance_of(shape, hz); }, relative_u95, grid()));
  }
  return curves;
}

std::vector<ImpedanceCurve> outputs() {
  std::vector<ImpedanceCurve> curves;
  curves.reserve(count);
  for (int o = 0; o < count; ++o) {
    curves.push_back(testing_support::curve_from([&](double) { return Complex(0.5 + 0.1 * o, 0.0); },
                                                 relative_u95, grid()));
  }
  return curves;
}

struct Cell {
  float worst_ratio = 0.0F;
  float deviation_db = 0.0F;
};

Cell plain_cell(const ImpedanceCurve& headphone, const ImpedanceCurve& output) {
  double worst = std::numeric_limits<double>::infinity();
  double least = worst;
  double most = 0.0;
  for (std::size_t i = 0; i < points; ++i) {
    const double size = std::norm(headphone.impedance_ohm[i]);
    worst = std::min(worst, size / std::norm(output.impedance_ohm[i]));
    const double divider = size / std::norm(headphone.impedance_ohm[i] + output.impedance_ohm[i]);
    least = std::min(least, divider);
    most = std::max(most, divider);
  }
  return {static_cast<float>(std::sqrt(worst)), static_cast<float>(10.0 * std::log10(most / least))};
}

void plain_matrix(benchmark::State& state) {
  const std::vector<ImpedanceCurve> rows = headphones();
  const std::vector<ImpedanceCurve> columns = outputs();
  for ([[maybe_unused]] auto iteration : state) {
    std::vector<Cell> cells;
    cells.reserve(rows.size() * columns.size());
    for (const ImpedanceCurve& row : rows) {
      for (const ImpedanceCurve& column : columns) cells.push_back(plain_cell(row, column));
    }
    benchmark::DoNotOptimize(cells.data());
  }
}

/// What the program has asked for and not given back.
double heap_mib() {
  const struct mallinfo2 heap = mallinfo2();
  return static_cast<double>(heap.uordblks + heap.hblkhd) / (1024.0 * 1024.0);
}

void matrix(benchmark::State& state) {
  const std::vector<ImpedanceCurve> rows = headphones();
  const std::vector<ImpedanceCurve> columns = outputs();
  const double before = heap_mib();
  double with_the_last = 0.0;
  for ([[maybe_unused]] auto iteration : state) {
    std::vector<Cell> cells;
    cells.reserve(rows.size() * columns.size());
    rate_each(rows, columns, {}, [&](const Pairing& pairing) {
      cells.push_back(
          {static_cast<float>(pairing.worst_ratio), static_cast<float>(pairing.deviation_peak_to_peak_db)});
      if (cells.size() == cells.capacity()) with_the_last = heap_mib();
    });
    benchmark::DoNotOptimize(cells.data());
  }
  state.counters["MiB"] = with_the_last - before;
}

BENCHMARK(matrix)->Name("matrix of 1,000 by 1,000")->Unit(benchmark::kMillisecond)->Iterations(1);
BENCHMARK(plain_matrix)->Name("floor of a matrix")->Unit(benchmark::kMillisecond)->Iterations(1);

}  // namespace
}  // namespace ohmsweep::benchmarks
