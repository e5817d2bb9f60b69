#pragma once
/// Rigs of common interfaces with the impedances that their makers publish, built into the program from
/// calibration/rigs. Thread rule: pure.

#include <string>
#include <string_view>
#include <vector>

#include "ohmsweep/calibration/rig.h"

namespace ohmsweep {

/// A shipped rig: its name ("rme-babyface-pro-instrument") and the text of its file.
struct ShippedRig {
  std::string name;
  std::string text;
};

/// In the order of their names.
[[nodiscard]] std::vector<ShippedRig> shipped_rigs();

/// The one of this name. Throws Error(usage) with the nearest name when there is none.
[[nodiscard]] Rig shipped_rig(std::string_view name);

}  // namespace ohmsweep
