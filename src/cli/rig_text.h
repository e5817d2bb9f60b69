#pragma once
/// A rig as people and as programs read it.

#include <string>
#include <utility>
#include <vector>

#include "ohmsweep/calibration/rig.h"

namespace ohmsweep::cli {

/// One line for each part of the rig.
[[nodiscard]] std::string rig_words(const Rig& rig);
/// One JSON object in SI units; null where nothing is stated.
[[nodiscard]] std::string rig_json(const Rig& rig);
/// "100ohm+-0.1%": the reference resistor as the command line states it.
[[nodiscard]] std::string reference_text(const Rig& rig);
/// "line" or "hi-z", empty where it is not stated.
[[nodiscard]] std::string mode_text(const Rig& rig);
/// "20000ohm", or "unknown".
[[nodiscard]] std::string impedance_text(const InputLoading& loading);

}  // namespace ohmsweep::cli
