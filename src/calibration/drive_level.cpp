#include "calibration/drive_level.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include "ohmsweep/core/median.h"

namespace ohmsweep {

namespace {

/// Median |V_source| over mid-band of the first take of this kind.
std::optional<double> level_of(const std::vector<StandardTake>& takes, StandardKind kind) {
  const auto take = std::find_if(takes.begin(), takes.end(), [&](const StandardTake& candidate) {
    return candidate.standard.kind == kind;
  });
  if (take == takes.end() || take->ratio.source_level.size() != take->ratio.grid.size()) return std::nullopt;
  std::vector<double> levels;
  for (std::size_t i = 0; i < take->ratio.grid.size(); ++i) {
    if (take->ratio.grid[i] >= 200.0 && take->ratio.grid[i] <= 2000.0)
      levels.push_back(take->ratio.source_level[i]);
  }
  if (levels.empty()) return std::nullopt;
  const double middle = median(std::move(levels));
  return middle > 0.0 ? std::optional(middle) : std::nullopt;
}

}  // namespace

DriveLevel drive_level(const std::vector<StandardTake>& takes, double reference_ohm) {
  const auto open = level_of(takes, StandardKind::open);
  const auto shorted = level_of(takes, StandardKind::short_circuit);
  if (!open || !shorted) return {};
  return {*open, std::max(0.0, reference_ohm * (*open / *shorted - 1.0))};
}

double source_level(const DriveLevel& drive, double reference_ohm, Complex impedance_ohm) {
  const Complex behind_output = reference_ohm + impedance_ohm;
  return drive.unloaded * std::abs(behind_output) / std::abs(behind_output + drive.output_ohm);
}

}  // namespace ohmsweep
