#include "signal/width_choice.h"

#include <algorithm>
#include <cmath>

namespace ohmsweep {

namespace {

constexpr double bias_per_step = 1.0 / 15.0;  // (2⁴ - 1): bias ∝ width⁴
constexpr double caution = 1.5;               // the fourth power is an asymptote; wide fits stay behind it
constexpr double tolerated = 0.3;             // of the standard deviation: bias that coverage does not notice

/// Points within a factor `reach` of point i, itself included.
template <typename Visit>
void for_neighbours(const FrequencyGrid& grid, std::size_t i, double reach, const Visit& visit) {
  for (std::size_t j = i; j < grid.size() && grid[j] <= grid[i] * reach; ++j) visit(j);
  for (std::size_t j = i; j-- > 0 && grid[j] * reach >= grid[i];) visit(j);
}

/// Noise of the fit pooled over neighbours: an empty stretch gives a single draw per point and width. Pooled
/// over a sixth of an octave, or over the 12 Hz that hold a dozen independent cells of the long gate.
double pooled_variance(const FrequencyGrid& grid, const std::vector<WidthLadder>& ladders, std::size_t i,
                       std::size_t rung) {
  double sum = 0.0;
  double count = 0.0;
  for_neighbours(grid, i, std::max(std::exp2(1.0 / 6.0), 1.0 + 12.0 / grid[i]), [&](std::size_t j) {
    if (rung >= ladders[j].fits.size()) return;
    // Narrower fits carry more noise in proportion.
    sum += ladders[j].fits[rung].variance * ladders[j].octaves[rung] / ladders[i].octaves[rung];
    count += 1.0;
  });
  return sum / count;
}

void pool_variances(const FrequencyGrid& grid, std::vector<WidthLadder>& ladders) {
  const std::vector<WidthLadder> single = ladders;
  for (std::size_t i = 0; i < grid.size(); ++i) {
    for (std::size_t rung = 0; rung < ladders[i].fits.size(); ++rung) {
      ladders[i].fits[rung].variance = pooled_variance(grid, single, i, rung);
    }
  }
}

/// Mean square of the step from rung to rung + 1 around point i, less what noise alone would give.
double step_power(const FrequencyGrid& grid, const std::vector<WidthLadder>& ladders, std::size_t i,
                  std::size_t rung) {
  double sum = 0.0;
  double count = 0.0;
  for_neighbours(grid, i, std::exp2(1.0 / 12.0), [&](std::size_t j) {
    if (rung + 1 >= ladders[j].fits.size()) return;
    const LocalFit& narrow = ladders[j].fits[rung];
    const LocalFit& wide = ladders[j].fits[rung + 1];
    sum += std::norm(wide.ratio - narrow.ratio) - std::max(0.0, narrow.variance - wide.variance);
    count += 1.0;
  });
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
  pool_variances(grid, ladders);
  for (std::size_t i = 0; i < grid.size(); ++i) chosen.push_back(choose(grid, ladders, i));
  return chosen;
}

}  // namespace ohmsweep
