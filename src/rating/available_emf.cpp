#include "rating/available_emf.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace ohmsweep {
namespace {

double relative(const Bounded& value) { return value.value.standard_uncertainty / value.value.value; }

const CleanVoltage* unloaded_of(const OutputLevel& level) {
  const auto found = std::ranges::find_if(level.clean, [](const auto& each) { return each.load_ohm <= 0.0; });
  return found == level.clean.end() ? nullptr : &*found;
}

/// The load that shows the smallest current limit.
const CleanVoltage* limiting_load(const OutputLevel& level) {
  const CleanVoltage* least = nullptr;
  for (const CleanVoltage& each : level.clean) {
    if (!each.current_limit_a) continue;
    if (least == nullptr || *each.current_limit_a < *least->current_limit_a) least = &each;
  }
  return least;
}

/// Of the loads that draw as much as the headphone or more, the one that draws least.
const CleanVoltage* comparable_load(const OutputLevel& level, double smallest_total_ohm, double output_ohm) {
  const CleanVoltage* nearest = nullptr;
  for (const CleanVoltage& each : level.clean) {
    if (each.load_ohm <= 0.0 || each.load_ohm + output_ohm > smallest_total_ohm) continue;
    if (nearest == nullptr || each.load_ohm > nearest->load_ohm) nearest = &each;
  }
  return nearest;
}

/// What stands behind the output impedance while a load has its clean voltage.
Bounded emf_behind(const CleanVoltage& loaded, double output_ohm) {
  const double factor = (loaded.load_ohm + output_ohm) / loaded.load_ohm;
  return {{factor * loaded.vrms.value.value, factor * loaded.vrms.value.standard_uncertainty},
          loaded.vrms.bound};
}

AvailableEmf limited_by_current(const CleanVoltage* unloaded, const CleanVoltage& loaded, double total_ohm) {
  const double volts = *loaded.current_limit_a / std::numbers::sqrt2 * total_ohm;
  const Bounded of_current{{volts, volts * relative(loaded.vrms)}, loaded.vrms.bound};
  if (unloaded == nullptr || volts < unloaded->vrms.value.value) {
    return {of_current, LevelEnd::current, false, unloaded == nullptr};
  }
  return {unloaded->vrms, LevelEnd::voltage};
}

/// Between what the load left and what there is without one.
AvailableEmf between(const Bounded& loaded, const Bounded& unloaded) {
  const double least = std::min(loaded.value.value, unloaded.value.value);
  const double most = std::max(loaded.value.value, unloaded.value.value);
  if (loaded.bound == Bound::lower || unloaded.bound == Bound::lower) {
    const double surely = least - coverage_factor * loaded.value.standard_uncertainty;
    return {Bounded{{surely}, Bound::lower}, LevelEnd::unknown};
  }
  const double own = std::max(loaded.value.standard_uncertainty, unloaded.value.standard_uncertainty);
  const double u = std::hypot(own, 0.5 * (most - least) / std::sqrt(3.0));
  return {Bounded{{0.5 * (least + most), u}, Bound::none}, LevelEnd::voltage};
}

}  // namespace

AvailableEmf available_emf(const OutputLevel& level, double smallest_total_ohm, double output_ohm) {
  const CleanVoltage* unloaded = unloaded_of(level);
  if (const CleanVoltage* limit = limiting_load(level)) {
    return limited_by_current(unloaded, *limit, smallest_total_ohm);
  }
  const CleanVoltage* loaded = comparable_load(level, smallest_total_ohm, output_ohm);
  if (loaded != nullptr && unloaded != nullptr) {
    return between(emf_behind(*loaded, output_ohm), unloaded->vrms);
  }
  if (loaded != nullptr) {
    const Bounded emf = emf_behind(*loaded, output_ohm);
    const double surely = emf.value.value - coverage_factor * emf.value.standard_uncertainty;
    return {Bounded{{surely}, Bound::lower}, LevelEnd::unknown, false, true};
  }
  if (unloaded == nullptr) return {{}, LevelEnd::unknown, true, true};
  // Where the interface gave way first, the load unknown, neither side is known.
  if (unloaded->vrms.bound == Bound::lower) return {{}, LevelEnd::unknown, true};
  const double surely =
      unloaded->vrms.value.value + coverage_factor * unloaded->vrms.value.standard_uncertainty;
  return {Bounded{{surely}, Bound::upper}, LevelEnd::unknown, true};
}

}  // namespace ohmsweep
