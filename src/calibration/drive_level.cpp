#include "calibration/drive_level.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include "ohmsweep/core/median.h"

namespace ohmsweep {

namespace {

/// The first take of this kind, if its levels are known.
const RatioCurve* take_of(const std::vector<StandardTake>& takes, StandardKind kind) {
  const auto take = std::find_if(takes.begin(), takes.end(), [&](const StandardTake& candidate) {
    return candidate.standard.kind == kind;
  });
  if (take == takes.end() || take->ratio.source_level.size() != take->ratio.grid.size()) return nullptr;
  return &take->ratio;
}

/// Median |V_source| over mid-band.
std::optional<double> level_of(const RatioCurve& ratio) {
  std::vector<double> levels;
  for (std::size_t i = 0; i < ratio.grid.size(); ++i) {
    if (ratio.grid[i] >= 200.0 && ratio.grid[i] <= 2000.0) levels.push_back(ratio.source_level[i]);
  }
  if (levels.empty()) return std::nullopt;
  const double middle = median(std::move(levels));
  return middle > 0.0 ? std::optional(middle) : std::nullopt;
}

std::vector<double> levels_on(const FrequencyGrid& grid, const RatioCurve& ratio) {
  std::vector<double> levels;
  levels.reserve(grid.size());
  for (const double hz : grid) levels.push_back(ratio.source_level[ratio.grid.find(hz).value()]);
  return levels;
}

/// |V_source| of open and short at a point.
struct Ends {
  double open = 0.0;
  double shorted = 0.0;
};

Ends ends_at(const Calibration& calibration, std::size_t point) {
  const DriveLevel& drive = calibration.drive;
  const bool everywhere =
      drive.open.size() == calibration.grid.size() && drive.shorted.size() == drive.open.size();
  if (everywhere && drive.open[point] > 0.0 && drive.shorted[point] > 0.0) {
    return {drive.open[point], drive.shorted[point]};
  }
  return {drive.unloaded, drive.unloaded / (1.0 + drive.output_ohm / calibration.reference_ohm)};
}

}  // namespace

DriveLevel drive_level(const std::vector<StandardTake>& takes, const FrequencyGrid& grid,
                       double reference_ohm) {
  const RatioCurve* open_take = take_of(takes, StandardKind::open);
  const RatioCurve* short_take = take_of(takes, StandardKind::short_circuit);
  if (open_take == nullptr || short_take == nullptr) return {};
  const auto open = level_of(*open_take);
  const auto shorted = level_of(*short_take);
  if (!open || !shorted) return {};
  return {*open, std::max(0.0, reference_ohm * (*open / *shorted - 1.0)), levels_on(grid, *open_take),
          levels_on(grid, *short_take)};
}

double source_level(const Calibration& calibration, std::size_t point, Complex gamma) {
  if (calibration.drive.unloaded <= 0.0) return 0.0;
  const Ends ends = ends_at(calibration, point);
  const Complex c = calibration.terms[point].c;
  // With e real: shorted/open = |1 - c|/|1 + c| (1 + e)/(1 - e), of an open Γ = 1 and a short Γ = -1.
  const double turned = ends.shorted / ends.open * std::abs(1.0 + c) / std::abs(1.0 - c);
  const double e = (turned - 1.0) / (turned + 1.0);
  const double scale = ends.open * (1.0 + e) / std::abs(1.0 + c);
  return scale * std::abs((1.0 + c * gamma) / (1.0 + e * gamma));
}

}  // namespace ohmsweep
