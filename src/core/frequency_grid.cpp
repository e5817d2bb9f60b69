#include "ohmsweep/core/frequency_grid.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "ohmsweep/core/error.h"

namespace ohmsweep {

namespace {

constexpr double points_per_octave = 48.0;
constexpr double same_frequency = 1e-9;

bool same(double a, double b) { return std::abs(a - b) <= same_frequency * b; }

}  // namespace

FrequencyGrid::FrequencyGrid(std::vector<double> frequency_hz) : hz_(std::move(frequency_hz)) {
  double last = 0.0;
  for (const double hz : hz_) {
    if (!std::isfinite(hz) || hz <= last) {
      throw failure(fmt::format(
          "frequency {} Hz after {} Hz is out of order; frequencies must be finite, positive and ascending",
          hz, last));
    }
    last = hz;
  }
}

FrequencyGrid FrequencyGrid::standard(Hertz from, Hertz to) {
  const int first = static_cast<int>(std::ceil(points_per_octave * std::log2(from.value() / 1000.0) - 1e-9));
  const int last = static_cast<int>(std::floor(points_per_octave * std::log2(to.value() / 1000.0) + 1e-9));
  std::vector<double> hz;
  for (int k = first; k <= last; ++k) hz.push_back(1000.0 * std::exp2(k / points_per_octave));
  for (const Hertz edge : {audible_from, audible_to}) {
    if (edge < from || edge > to) continue;
    hz.insert(std::upper_bound(hz.begin(), hz.end(), edge.value()), edge.value());
  }
  return FrequencyGrid(std::move(hz));
}

std::optional<std::size_t> FrequencyGrid::find(double hz) const {
  const auto next = std::lower_bound(hz_.begin(), hz_.end(), hz * (1.0 - same_frequency));
  if (next == hz_.end() || !same(*next, hz)) return std::nullopt;
  return static_cast<std::size_t>(next - hz_.begin());
}

FrequencyGrid FrequencyGrid::within(Hertz from, Hertz to) const {
  std::vector<double> inside;
  std::copy_if(hz_.begin(), hz_.end(), std::back_inserter(inside), [&](double hz) {
    return hz >= from.value() * (1.0 - same_frequency) && hz <= to.value() * (1.0 + same_frequency);
  });
  return FrequencyGrid(std::move(inside));
}

FrequencyGrid common_points(const FrequencyGrid& a, const FrequencyGrid& b) {
  std::vector<double> common;
  std::copy_if(a.begin(), a.end(), std::back_inserter(common),
               [&](double hz) { return b.find(hz).has_value(); });
  return FrequencyGrid(std::move(common));
}

}  // namespace ohmsweep
