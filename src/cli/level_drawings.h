#pragma once
/// What to connect for each step of an output's level: a sentence, and a drawing as of wiring_drawings.h.

#include <string>

#include "cli/wiring_drawings.h"
#include "ohmsweep/measurement/amplifier.h"
#include "ohmsweep/workflow/measure_level.h"

namespace ohmsweep::cli {

[[nodiscard]] std::string level_sentence(const LevelPlace& place, OutputWiring wiring,
                                         const WiringLabels& labels);
[[nodiscard]] std::string level_drawing(const LevelPlace& place, OutputWiring wiring,
                                        const WiringLabels& labels);

}  // namespace ohmsweep::cli
