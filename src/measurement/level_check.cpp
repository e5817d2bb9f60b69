#include "measurement/level_check.h"

#include <fmt/format.h>

#include <cmath>
#include <optional>
#include <utility>

#include "measurement/input_gain.h"
#include "ohmsweep/core/median.h"

namespace ohmsweep {

namespace {

/// Interfaces repeat their level to a tenth of a percent, and the expectation is as good.
constexpr double noticeable = 0.005;

/// Median over mid-band of measured over expected level; 1 where there is nothing to compare.
double relative_level(const RatioCurve& ratio, const ImpedanceCurve& curve, const Calibration& calibration) {
  std::vector<double> relative;
  for (const double hz : curve.grid) {
    const auto k = ratio.grid.find(hz);
    const auto at = calibration.grid.find(hz);
    if (!k || !at || hz < 200.0 || hz > 2000.0) continue;
    const Complex gamma = correct(calibration.terms[*at], ratio.ratio[*k]);
    relative.push_back(ratio.source_level[*k] / source_level(calibration, *at, gamma));
  }
  if (relative.empty()) return 1.0;
  return median(std::move(relative));
}

std::string decibels(double ratio) { return fmt::format("{:+.2f} dB", 20.0 * std::log10(ratio)); }

/// One input was turned, beyond doubt and by more than is of no consequence.
std::optional<Finding> gain_finding(const InputGain& gain) {
  constexpr double doubtless = 5.0;  // standard deviations
  constexpr double of_consequence = 0.01;
  const double moved = std::abs(std::log(gain.ratio));
  if (moved < std::max(of_consequence, doubtless * gain.ratio_uncertainty)) return std::nullopt;
  return Finding{
      Severity::blocking, FindingCode::gain_changed,
      fmt::format(
          "the gain of one input was changed since the calibration: the dut channel is {} against the "
          "source channel, as the source channel's level over frequency shows; set it back, or "
          "calibrate again",
          decibels(gain.ratio))};
}

/// A source channel turned by `level` would have turned the ratio by its inverse: where that is ruled out,
/// and the ratio's gain is known to two percent, a changed level can only be that of the playback, or of both
/// inputs alike.
bool is_of_the_drive(const InputGain& gain) {
  constexpr double doubtless = 5.0;
  constexpr double well_known = 0.02;
  return gain.ratio_uncertainty < well_known &&
         std::abs(std::log(gain.ratio) + std::log(gain.level)) > doubtless * gain.ratio_uncertainty;
}

Findings drive_findings(const InputGain& gain) {
  return {
      {Severity::note, FindingCode::gain_changed,
       fmt::format(
           "the drive level is {} from the calibration's, which does no harm: the inputs' gains are as they "
           "were against each other, within {:.1f} %",
           decibels(gain.level), 200.0 * gain.ratio_uncertainty)}};
}

}  // namespace

Findings level_findings(const RatioCurve& ratio, const ImpedanceCurve& curve,
                        const Calibration& calibration) {
  if (calibration.drive.unloaded <= 0.0 || ratio.source_level.size() != ratio.grid.size()) return {};
  if (const std::optional<InputGain> gain = fit_input_gain(ratio, calibration)) {
    if (std::optional<Finding> finding = gain_finding(*gain)) return {*finding};
    if (std::abs(gain->level - 1.0) > noticeable && is_of_the_drive(*gain)) return drive_findings(*gain);
  }
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
