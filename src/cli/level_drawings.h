#pragma once
/// What to connect for each step of an output's level: a sentence, and a drawing of at most 8 lines and 60
/// columns, ASCII but for names.

#include <string>

#include "cli/wiring_drawings.h"
#include "ohmsweep/workflow/measure_level.h"

namespace ohmsweep::cli {

[[nodiscard]] std::string level_sentence(const LevelPlace& place, const WiringLabels& labels);
[[nodiscard]] std::string level_drawing(const LevelPlace& place, const WiringLabels& labels);

}  // namespace ohmsweep::cli
