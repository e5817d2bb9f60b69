#pragma once
/// The level of an output as JSON. Thread rule: pure.

#include <string>

#include "ohmsweep/library/library.h"

namespace ohmsweep::cli {

/// One object: "amplifier", "output", "version", "setting", "clean_voltage", "noise", "imbalance", "gain_db",
/// "gain_u95_db" and "findings".
[[nodiscard]] std::string stored_level_json(const StoredLevel& stored);

}  // namespace ohmsweep::cli
