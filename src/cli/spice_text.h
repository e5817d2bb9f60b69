#pragma once
/// A stored curve as a SPICE subcircuit.

#include <string>

#include "ohmsweep/library/library.h"

namespace ohmsweep::cli {

struct SpiceText {
  std::string text;      ///< the file, with its comments
  std::string nearness;  ///< how near the network comes to the curve, a sentence without its stop
  bool good = true;      ///< it stands for the curve
};

/// Fits the circuit. `title` is the first comment.
[[nodiscard]] SpiceText spice_text(const StoredCurve& stored, CurveKind kind, const std::string& title);

}  // namespace ohmsweep::cli
