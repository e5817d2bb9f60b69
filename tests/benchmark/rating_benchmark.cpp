// A matrix of 20 headphones and 20 outputs. The floor is the rule's plain arithmetic over the same points:
// the smallest |Z|/|Zo| and the span of |Z/(Z + Zo)|.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "ohmsweep/rating/pairing.h"
#include "rating/analytic_curves.h"

namespace ohmsweep::benchmarks {
namespace {

constexpr int count = 20;
constexpr double relative_u95 = 0.01;

std::vector<ImpedanceCurve> headphones() {
  std::vector<ImpedanceCurve> curves;
  for (int h = 0; h < count; ++h) {
    curves.push_back(
        testing_support::resonant({16.0 + 10.0 * h, 60.0 + 20.0 * h, 40.0 + 5.0 * h, 1.5}, relative_u95));
  }
  return curves;
}

std::vector<ImpedanceCurve> outputs() {
  std::vector<ImpedanceCurve> curves;
  for (int o = 0; o < count; ++o) curves.push_back(testing_support::flat(0.5 + o, relative_u95));
  return curves;
}

struct PlainRating {
  double worst_ratio = std::numeric_limits<double>::infinity();
  double deviation_db = 0.0;
};

PlainRating plain_rating(const ImpedanceCurve& headphone, const ImpedanceCurve& output) {
  PlainRating rating;
  double least = std::numeric_limits<double>::infinity();
  double most = 0.0;
  for (std::size_t i = 0; i < headphone.impedance_ohm.size(); ++i) {
    const Complex z = headphone.impedance_ohm[i];
    const Complex zo = output.impedance_ohm[i];
    rating.worst_ratio = std::min(rating.worst_ratio, std::abs(z) / std::abs(zo));
    const double divider = std::abs(z / (z + zo));
    least = std::min(least, divider);
    most = std::max(most, divider);
  }
  rating.deviation_db = 20.0 * std::log10(most / least);
  return rating;
}

void rate_plainly(benchmark::State& state) {
  const std::vector<ImpedanceCurve> rows = headphones();
  const std::vector<ImpedanceCurve> columns = outputs();
  for ([[maybe_unused]] auto iteration : state) {
    std::vector<PlainRating> ratings;
    ratings.reserve(rows.size() * columns.size());
    for (const ImpedanceCurve& headphone : rows) {
      for (const ImpedanceCurve& output : columns) ratings.push_back(plain_rating(headphone, output));
    }
    benchmark::DoNotOptimize(ratings.data());
  }
}

void rate_matrix(benchmark::State& state) {
  const std::vector<ImpedanceCurve> rows = headphones();
  const std::vector<ImpedanceCurve> columns = outputs();
  for ([[maybe_unused]] auto iteration : state) benchmark::DoNotOptimize(rate_all(rows, columns));
}

BENCHMARK(rate_plainly)->Name("floor of a rating")->Unit(benchmark::kMillisecond);
BENCHMARK(rate_matrix)->Name("rating")->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace ohmsweep::benchmarks
