#pragma once
/// A standard that is what it says.

#include <string>
#include <utility>

#include "ohmsweep/calibration/standard.h"

namespace ohmsweep {

inline Standard exact_standard(std::string name, StandardKind kind, double ohm) {
  Standard standard;
  standard.name = std::move(name);
  standard.kind = kind;
  standard.resistance_ohm = {ohm, 0.0};
  return standard;
}

}  // namespace ohmsweep
