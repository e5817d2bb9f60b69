#pragma once
/// Which column of a table holds what, by its name.

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace ohmsweep {

/// A column and what its numbers are to be multiplied with: Hz, ohm and degrees come out.
struct RoleColumn {
  std::size_t column = 0;
  double factor = 1.0;
};

struct ColumnRoles {
  RoleColumn frequency{0, 1.0};
  std::optional<RoleColumn> magnitude;
  std::optional<RoleColumn> phase;
  std::optional<RoleColumn> resistance;
  std::optional<RoleColumn> reactance;
  std::optional<RoleColumn> magnitude_u95;
  std::optional<RoleColumn> phase_u95;
};

/// By the names where they say what they are: frequency (kHz too), impedance, |Z|, magnitude or ohm (mohm, kohm),
/// phase or angle (degrees, or rad), resistance or Re, reactance or Im, and what ends in u95. Else by position:
/// frequency, magnitude, phase. Nothing where the names are of columns and no impedance is among them.
[[nodiscard]] std::optional<ColumnRoles> roles_of(const std::vector<std::string>& names, std::size_t columns);

}  // namespace ohmsweep
