#include "ohmsweep/rating/damping.h"

#include <algorithm>
#include <cmath>

namespace ohmsweep {
namespace {

constexpr double highest_resonance_hz = 1000.0;
constexpr double foot_reach = 20.0;  ///< the foot is looked for so far from the peak: wide ones fall slowly
constexpr double smallest_peak = 1.05;  ///< over the foot

std::vector<double> magnitudes_of(const ImpedanceCurve& curve) {
  std::vector<double> magnitudes;
  magnitudes.reserve(curve.impedance_ohm.size());
  for (const Complex& z : curve.impedance_ohm) magnitudes.push_back(std::abs(z));
  return magnitudes;
}

/// Where |Z| passes `level` between points a and b, on log scales.
double crossing_hz(const FrequencyGrid& grid, const std::vector<double>& size, std::size_t a, std::size_t b,
                   double level) {
  const double share = std::log(level / size[a]) / std::log(size[b] / size[a]);
  return grid[a] * std::pow(grid[b] / grid[a], share);
}

/// The first crossing of `level` from `peak` downwards (step -1) or upwards (+1).
std::optional<double> flank_hz(const FrequencyGrid& grid, const std::vector<double>& size, std::size_t peak,
                               int step, double level) {
  std::size_t inner = peak;
  while (step < 0 ? inner > 0 : inner + 1 < size.size()) {
    const std::size_t outer = step < 0 ? inner - 1 : inner + 1;
    if (size[outer] <= level) return crossing_hz(grid, size, inner, outer, level);
    inner = outer;
  }
  return std::nullopt;
}

}  // namespace

std::optional<DriverResonance> resonance_of(const ImpedanceCurve& headphone) {
  const FrequencyGrid& grid = headphone.grid;
  const std::vector<double> size = magnitudes_of(headphone);
  const auto below = std::upper_bound(grid.begin(), grid.end(), highest_resonance_hz) - grid.begin();
  if (below < 3) return std::nullopt;
  const auto top = std::max_element(size.begin(), size.begin() + below);
  const auto peak = static_cast<std::size_t>(top - size.begin());
  double foot = *top;
  for (std::size_t i = 0; i < size.size(); ++i) {
    if (grid[i] >= grid[peak] / foot_reach && grid[i] <= grid[peak] * foot_reach)
      foot = std::min(foot, size[i]);
  }
  const double ratio = *top / foot;
  if (ratio < smallest_peak) return std::nullopt;
  const double level = std::sqrt(foot * *top);
  const auto lower = flank_hz(grid, size, peak, -1, level);
  const auto upper = flank_hz(grid, size, peak, 1, level);
  if (!lower || !upper) return std::nullopt;
  const double mechanical = grid[peak] * std::sqrt(ratio) / (*upper - *lower);
  return DriverResonance{grid[peak], *top, foot, mechanical, mechanical / (ratio - 1.0), mechanical / ratio};
}

DampedResonance damped_by(const DriverResonance& resonance, Ohms output_resistance) {
  const double electrical =
      resonance.electrical_q * (1.0 + output_resistance.value() / resonance.resistance_ohm);
  return {electrical, electrical * resonance.mechanical_q / (electrical + resonance.mechanical_q)};
}

}  // namespace ohmsweep
