#include <algorithm>
#include <cmath>

#include "ohmsweep/signal/ratio.h"

namespace ohmsweep {

namespace {

/// Of all orders together, on the worse channel.
double total_at(const std::vector<HarmonicCurve>& harmonics, std::size_t i) {
  double source = 0.0;
  double dut = 0.0;
  for (const HarmonicCurve& harmonic : harmonics) {
    if (i >= harmonic.fundamental.size()) continue;
    source += harmonic.source_ratio[i] * harmonic.source_ratio[i];
    dut += harmonic.dut_ratio[i] * harmonic.dut_ratio[i];
  }
  return std::sqrt(std::max(source, dut));
}

}  // namespace

WorstDistortion worst_distortion(const std::vector<HarmonicCurve>& harmonics) {
  WorstDistortion worst;
  if (harmonics.empty()) return worst;
  const FrequencyGrid& fundamental = harmonics.front().fundamental;
  double last = 0.0;
  for (std::size_t i = 0; i < fundamental.size(); ++i) {
    const double total = total_at(harmonics, i);
    if (std::min(total, last) > worst.ratio) worst = {std::min(total, last), fundamental[i]};
    last = total;
  }
  return worst;
}

}  // namespace ohmsweep
