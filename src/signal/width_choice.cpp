#include "signal/width_choice.h"

#include <algorithm>
#include <cmath>

namespace ohmsweep {

namespace {

constexpr double bias_per_step = 1.0 / 15.0;  // (2⁴ - 1): bias ∝ width⁴
constexpr double caution = 1.5;               // the fourth power is an asymptote; wide fits stay behind it
constexpr double tolerated = 0.3;             // of the standard deviation: bias that coverage does not notice

/// Noise of the fit pooled over neighbours: an empty stretch gives a single draw per point and width. Pooled
/// over a sixth of an octave, or over the 12 Hz that hold a dozen independent cells of the long gate.
void pool_variances(const FrequencyGrid& grid, std::vector<WidthLadder>& ladders, std::size_t rung) {
  std::vector<double> pooled(grid.size(), 0.0);
  for (std::size_t i = 0; i < grid.size(); ++i) {
    const double reach = std::max(std::exp2(1.0 / 6.0), 1.0 + 12.0 / grid[i]);
    double sum = 0.0;
    double count = 0.0;
    for (std::size_t j = i; j < grid.size() && grid[j] <= grid[i] * reach; ++j) {
      sum += ladders[j].fits[rung].variance;
      count += 1.0;
    }
    for (std::size_t j = i; j-- > 0 && grid[j] * reach >= grid[i];) {
      sum += ladders[j].fits[rung].variance;
      count += 1.0;
    }
    pooled[i] = sum / count;
  }
  for (std::size_t i = 0; i < grid.size(); ++i) ladders[i].fits[rung].variance = pooled[i];
}

/// Mean square of the step from rung to rung + 1 around point i, less what noise alone would give.
double step_power(const FrequencyGrid& grid, const std::vector<WidthLadder>& ladders, std::size_t i,
                  std::size_t rung) {
  const double reach = std::exp2(1.0 / 12.0);
  double sum = 0.0;
  double count = 0.0;
  const auto add = [&](std::size_t j) {
    const LocalFit& narrow = ladders[j].fits[rung];
    const LocalFit& wide = ladders[j].fits[rung + 1];
    sum += std::norm(wide.ratio - narrow.ratio) - std::max(0.0, narrow.variance - wide.variance);
    count += 1.0;
  };
  for (std::size_t j = i; j < grid.size() && grid[j] <= grid[i] * reach; ++j) add(j);
  for (std::size_t j = i; j-- > 0 && grid[j] * reach >= grid[i];) add(j);
  return std::max(0.0, sum / count);
}

ChosenFit choose(const FrequencyGrid& grid, const std::vector<WidthLadder>& ladders, std::size_t i) {
  const WidthLadder& ladder = ladders[i];
  ChosenFit chosen;
  for (std::size_t rung = 0; rung + 1 < ladder.fits.size(); ++rung) {
    const LocalFit& fit = ladder.fits[rung];
    const double bias = caution * bias_per_step * std::sqrt(step_power(grid, ladders, i, rung));
    if (rung > 0 && bias > tolerated * std::sqrt(fit.variance)) break;
    const Complex step = ladder.fits[rung + 1].ratio - fit.ratio;
    const Complex direction = std::abs(step) > 0.0 ? step / std::abs(step) : Complex(1.0, 0.0);
    chosen = {fit.ratio, fit.variance, bias * direction, ladder.octaves[rung]};
  }
  return chosen;
}

}  // namespace

std::vector<ChosenFit> choose_widths(const FrequencyGrid& grid, std::vector<WidthLadder> ladders) {
  std::vector<ChosenFit> chosen;
  if (ladders.empty()) return chosen;
  for (std::size_t rung = 0; rung < ladders.front().fits.size(); ++rung) pool_variances(grid, ladders, rung);
  for (std::size_t i = 0; i < grid.size(); ++i) chosen.push_back(choose(grid, ladders, i));
  return chosen;
}

}  // namespace ohmsweep
