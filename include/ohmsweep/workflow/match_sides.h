#pragma once
/// The two sides of a headphone in the library.

#include <optional>
#include <string>

#include "ohmsweep/library/library.h"
#include "ohmsweep/rating/side_mismatch.h"

namespace ohmsweep {

struct MatchedSides {
  std::string headphone;
  int left_version = 1;
  int right_version = 1;
  std::string calibration;  ///< of both; empty: none, or two different ones
  SideMismatch mismatch;    ///< with other_mounting where the sides were worn differently
};

/// The current curves of both sides; nothing where the library has only one of them. Throws Error(failed) for
/// a headphone that it does not hold, and what compare_sides() throws.
[[nodiscard]] std::optional<MatchedSides> match_sides(const Library& library, const std::string& headphone,
                                                      double limit = 0.05);

}  // namespace ohmsweep
