#include "rating/joint_points.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "ohmsweep/core/error.h"
#include "ohmsweep/core/quantity_text.h"

namespace ohmsweep {

bool same_hz(double a, double b) { return std::abs(a - b) <= same_frequency * b; }

std::vector<double> joint_points(const ImpedanceCurve& headphone, const ImpedanceCurve& output, Hertz from,
                                 Hertz to) {
  if (headphone.grid.empty() || output.grid.empty()) {
    throw failure("an empty curve cannot be rated; measure it again");
  }
  const double low = std::max({headphone.grid.lowest(), output.grid.lowest(), from}).value();
  const double high = std::min({headphone.grid.highest(), output.grid.highest(), to}).value();
  if (low > high * (1.0 + same_frequency)) {
    throw failure(fmt::format(
        "the headphone covers {} to {} and the output {} to {}: they share nothing between {} and {}; "
        "measure both over one band",
        format_hz(headphone.grid.lowest().value()), format_hz(headphone.grid.highest().value()),
        format_hz(output.grid.lowest().value()), format_hz(output.grid.highest().value()),
        format_hz(from.value()), format_hz(to.value())));
  }
  std::vector<double> hz{low, high};
  for (const FrequencyGrid* grid : {&headphone.grid, &output.grid}) {
    std::copy_if(grid->begin(), grid->end(), std::back_inserter(hz),
                 [&](double f) { return f > low && f < high; });
  }
  std::sort(hz.begin(), hz.end());
  hz.erase(std::unique(hz.begin(), hz.end(), same_hz), hz.end());
  return hz;
}

}  // namespace ohmsweep
