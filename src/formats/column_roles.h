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
  bool named = false;               ///< false: by position, as frequency, magnitude, phase
  std::vector<std::string> unused;  ///< names of columns that say nothing of the impedance
};

/// By the names where they say what they are: frequency, impedance, |Z| or magnitude, phase or angle,
/// resistance or Re, reactance or Im ("-Im" too), and what ends in u95, with units from mHz to GHz, mohm to
/// Gohm, degrees and rad. By position where no name is a frequency's. Throws Error(failed), a fragment that
/// the caller places, where names of columns lack an impedance, say decibels, name one thing twice, or have a
/// unit that could be two ("mhz").
[[nodiscard]] ColumnRoles roles_of(const std::vector<std::string>& names);

}  // namespace ohmsweep
