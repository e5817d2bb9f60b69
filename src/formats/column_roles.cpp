#include "formats/column_roles.h"

#include <numbers>
#include <string_view>

#include "formats/number_columns.h"

namespace ohmsweep {
namespace {

bool holds(const std::string& name, std::initializer_list<std::string_view> words) {
  for (const std::string_view word : words) {
    if (name.find(word) != std::string::npos) return true;
  }
  return false;
}

bool is_one_of(const std::string& name, std::initializer_list<std::string_view> words) {
  for (const std::string_view word : words) {
    if (name == word) return true;
  }
  return false;
}

/// Without its unit: "z (ohm)" is "z".
std::string without_unit(const std::string& name) {
  return std::string(bare(std::string_view(name).substr(0, name.find_first_of("([/"))));
}

double frequency_factor(const std::string& name) {
  if (holds(name, {"khz"})) return 1e3;
  return holds(name, {"mhz"}) ? 1e6 : 1.0;
}

double ohm_factor(const std::string& name) {
  if (holds(name, {"kohm", "kω", "kΩ"})) return 1e3;
  return holds(name, {"mohm", "milliohm", "mω", "mΩ"}) ? 1e-3 : 1.0;
}

double degree_factor(const std::string& name) {
  return holds(name, {"rad"}) ? 180.0 / std::numbers::pi : 1.0;
}

enum class Role { none, frequency, magnitude, phase, resistance, reactance, magnitude_u95, phase_u95 };

Role role_of(const std::string& name) {
  const std::string plain = without_unit(name);
  const bool uncertainty = holds(name, {"u95", "uncertainty", "95%", "95 %"});
  if (holds(name, {"phase", "angle", "arg"}) || is_one_of(plain, {"deg", "degrees", "rad", "p", "phi"})) {
    return uncertainty ? Role::phase_u95 : Role::phase;
  }
  if (uncertainty) return holds(name, {"impedance", "ohm", "z"}) ? Role::magnitude_u95 : Role::none;
  if (holds(name, {"freq", "hz"}) || is_one_of(plain, {"f"})) return Role::frequency;
  if (holds(name, {"reactance", "imag"}) || is_one_of(plain, {"im", "x", "im z", "imz", "z_im", "im(z)"})) {
    return Role::reactance;
  }
  if (holds(name, {"resistance", "real"}) || is_one_of(plain, {"re", "r", "re z", "rez", "z_re", "re(z)"})) {
    return Role::resistance;
  }
  if (holds(name, {"impedan", "|z|", "magnitude", "mag", "ohm", "ω", "Ω"}) || is_one_of(plain, {"z"})) {
    return Role::magnitude;
  }
  return Role::none;
}

void assign(ColumnRoles& roles, Role role, std::size_t column, const std::string& name) {
  const auto first = [&](std::optional<RoleColumn>& place, double factor) {
    if (!place) place = RoleColumn{column, factor};
  };
  switch (role) {
    case Role::frequency:
      roles.frequency = {column, frequency_factor(name)};
      return;
    case Role::magnitude:
      return first(roles.magnitude, ohm_factor(name));
    case Role::phase:
      return first(roles.phase, degree_factor(name));
    case Role::resistance:
      return first(roles.resistance, ohm_factor(name));
    case Role::reactance:
      return first(roles.reactance, ohm_factor(name));
    case Role::magnitude_u95:
      return first(roles.magnitude_u95, ohm_factor(name));
    case Role::phase_u95:
      return first(roles.phase_u95, degree_factor(name));
    case Role::none:
      return;
  }
}

ColumnRoles by_position(std::size_t columns) {
  ColumnRoles roles;
  roles.magnitude = RoleColumn{1, 1.0};
  if (columns > 2) roles.phase = RoleColumn{2, 1.0};
  return roles;
}

}  // namespace

std::optional<ColumnRoles> roles_of(const std::vector<std::string>& names, std::size_t columns) {
  ColumnRoles roles;
  bool has_frequency = false;
  for (std::size_t column = 0; column < names.size() && column < columns; ++column) {
    const std::string name = in_lower_case(names[column]);
    const Role role = role_of(name);
    if (role == Role::frequency && has_frequency) continue;
    has_frequency = has_frequency || role == Role::frequency;
    assign(roles, role, column, name);
  }
  if (!has_frequency) return by_position(columns);
  const bool complex = roles.resistance && roles.reactance;
  if (!roles.magnitude && !complex) return std::nullopt;
  return roles;
}

}  // namespace ohmsweep
