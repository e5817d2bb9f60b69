#include "measurement/level_check.h"

#include <fmt/format.h>

#include <cmath>
#include <utility>

#include "ohmsweep/core/median.h"

namespace ohmsweep {

namespace {

/// Interfaces repeat their level to a tenth of a percent; leads and input loading, which the expectation
/// leaves out, stay under one percent.
constexpr double noticeable = 0.02;

/// Median over mid-band of measured over expected level; 1 where there is nothing to compare.
double relative_level(const RatioCurve& ratio, const ImpedanceCurve& curve, const Calibration& calibration) {
  std::vector<double> relative;
  for (std::size_t i = 0; i < curve.grid.size(); ++i) {
    const auto k = ratio.grid.find(curve.grid[i]);
    if (!k || curve.grid[i] < 200.0 || curve.grid[i] > 2000.0) continue;
    const double expected =
        source_level(calibration.drive, calibration.reference_ohm, curve.impedance_ohm[i]);
    relative.push_back(ratio.source_level[*k] / expected);
  }
  if (relative.empty()) return 1.0;
  return median(std::move(relative));
}

}  // namespace

Findings level_findings(const RatioCurve& ratio, const ImpedanceCurve& curve,
                        const Calibration& calibration) {
  if (calibration.drive.unloaded <= 0.0 || ratio.source_level.size() != ratio.grid.size()) return {};
  const double relative = relative_level(ratio, curve, calibration);
  if (std::isfinite(relative) && std::abs(relative - 1.0) <= noticeable) return {};
  return {{Severity::warning, FindingCode::gain_changed,
           fmt::format("the source channel's level is {:.3g} times what the calibration expects of this "
                       "device; if an input "
                       "gain was touched the impedance is wrong: calibrate again (a changed playback volume "
                       "alone does no "
                       "harm)",
                       relative)}};
}

}  // namespace ohmsweep
