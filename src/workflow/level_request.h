#pragma once
/// What a request for an output's level holds: its loads as they are driven, and its takes.

#include <string>

#include "ohmsweep/core/quantity_text.h"
#include "ohmsweep/workflow/measure_level.h"

namespace ohmsweep {

/// A load as it is driven.
struct RatedLoad {
  std::string stated;
  StatedResistor resistor;
  double power_w = unstated_power_w;
};
/// Throws Error(usage) for what is no resistor.
[[nodiscard]] RatedLoad rated(const std::string& stated);

[[nodiscard]] bool has_take(const LevelRequest& request, LevelStage stage);

}  // namespace ohmsweep
