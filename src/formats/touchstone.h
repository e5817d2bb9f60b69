#pragma once
/// Touchstone files of one port. Source: "Touchstone File Format Specification", version 2.0, IBIS Open
/// Forum, 2009; version 1 matrices of Z and Y are normalised to the reference resistance, those of version 2
/// are not.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "ohmsweep/core/covariance.h"

namespace ohmsweep {

struct TouchstonePoint {
  std::size_t line = 0;
  double hz = 0.0;
  Complex ohm;
};

/// Whether the first line of a text that is no comment is an option line or the version's keyword.
[[nodiscard]] bool looks_like_touchstone(std::string_view text);

/// The points in the order of the file, as many as it announces. Throws Error(failed) with file and line for
/// an option that is none, another number of ports, a row that is no point, and a parameter without a finite
/// impedance.
[[nodiscard]] std::vector<TouchstonePoint> touchstone_points(const std::string& text,
                                                             const std::string& file_name,
                                                             std::size_t most_rows);

}  // namespace ohmsweep
