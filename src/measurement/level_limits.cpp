#include "ohmsweep/measurement/level_limits.h"

#include <fmt/format.h>

#include <cmath>

#include "ohmsweep/core/number_text.h"
#include "ohmsweep/core/quantity_text.h"

namespace ohmsweep {

namespace {

void lower(LevelBound& bound, Decibels level, LevelBoundKind kind) {
  if (level < bound.level) bound = {level, kind};
}

}  // namespace

double open_voltage(const OutputVoltage& volts, Decibels level) {
  return volts.full_scale_vrms * decibels_to_amplitude(level);
}

double power_into(const OutputVoltage& volts, Decibels level, double device_ohm) {
  const double current = open_voltage(volts, level) / (volts.reference_ohm + device_ohm);
  return current * current * device_ohm;
}

double highest_power(const OutputVoltage& volts, Decibels level) {
  return power_into(volts, level, volts.reference_ohm);
}

LevelBound highest_level(const LevelLimits& limits) {
  LevelBound bound{Decibels(0.0), LevelBoundKind::full_scale};
  if (limits.max_level) lower(bound, *limits.max_level, LevelBoundKind::level);
  if (!limits.volts) {
    if (!limits.max_level) lower(bound, usual_max_level, LevelBoundKind::level);
    return bound;
  }
  const Decibels full_scale{0.0};
  if (limits.max_voltage_vrms) {
    lower(bound, amplitude_to_decibels(*limits.max_voltage_vrms / open_voltage(*limits.volts, full_scale)),
          LevelBoundKind::voltage);
  }
  lower(bound,
        amplitude_to_decibels(std::sqrt(limits.max_power_w / highest_power(*limits.volts, full_scale))),
        LevelBoundKind::power);
  return bound;
}

std::string reason(const LevelBound& bound, const LevelLimits& limits) {
  switch (bound.kind) {
    case LevelBoundKind::level:
      if (limits.max_level) return "no more is allowed";
      return "no more is allowed while volts are unknown";
    case LevelBoundKind::voltage:
      return fmt::format("{} V is the most that may stand at a device",
                         significant(*limits.max_voltage_vrms, 3));
    case LevelBoundKind::power:
      return fmt::format("{} mW is the most that may go into a device behind {}",
                         significant(1e3 * limits.max_power_w, 3), format_ohms(limits.volts->reference_ohm));
    case LevelBoundKind::full_scale:
      break;
  }
  return "it is full scale";
}

}  // namespace ohmsweep
