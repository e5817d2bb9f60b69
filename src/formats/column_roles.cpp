#include "formats/column_roles.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <numbers>
#include <string_view>
#include <utility>

#include "formats/number_columns.h"
#include "ohmsweep/core/error.h"
#include "ohmsweep/core/name.h"

namespace ohmsweep {
namespace {

constexpr double degrees_per_radian = 180.0 / std::numbers::pi;

enum class Role { none, frequency, magnitude, phase, resistance, reactance, magnitude_u95, phase_u95 };
enum class UnitKind { frequency, resistance, angle };

struct Unit {
  UnitKind kind = UnitKind::frequency;
  double factor = 1.0;
};

/// Letters outside of ASCII that units are written with, as words.
std::string plain(std::string text) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 4> letters{
      {{"\xce\xa9", "ohm"}, {"\xe2\x84\xa6", "ohm"}, {"\xcf\x89", "ohm"}, {"\xc2\xb0", " deg "}}};
  for (const auto& [letter, word] : letters) {
    for (std::size_t at = text.find(letter); at != std::string::npos; at = text.find(letter)) {
      text.replace(at, letter.size(), word);
    }
  }
  return text;
}

/// Runs of letters, digits and primes: "Z''", "u95", "freq".
std::vector<std::string> words_in(const std::string& name) {
  std::vector<std::string> words(1);
  for (const char c : plain(name)) {
    if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '\'') {
      words.back() += c;
    } else if (!words.back().empty()) {
      words.emplace_back();
    }
  }
  if (words.back().empty()) words.pop_back();
  return words;
}

/// Prefixes keep their case: mHz and MHz differ by nine powers of ten, and "mhz" or "MOHM" could be either.
double prefix_factor(const std::string& prefix, const std::string& unit) {
  if (prefix.empty()) return 1.0;
  if (prefix == "k" || prefix == "K") return 1e3;
  if (prefix == "g" || prefix == "G") return 1e9;
  const bool capitals = unit == "HZ" || unit == "OHM" || unit == "OHMS";
  if (prefix == "M" && !capitals) return 1e6;
  if (prefix == "m" && unit != "hz") return 1e-3;
  throw failure(fmt::format("the unit '{}{}' could be milli or mega; write it as mHz, MHz, mohm or Mohm",
                            prefix, unit));
}

std::optional<Unit> unit_named(const std::string& word) {
  const std::string lower = in_lower_case(word);
  if (lower == "deg" || lower == "degree" || lower == "degrees") return Unit{UnitKind::angle, 1.0};
  if (lower == "rad" || lower == "radian" || lower == "radians")
    return Unit{UnitKind::angle, degrees_per_radian};
  if (lower == "milliohm" || lower == "milliohms") return Unit{UnitKind::resistance, 1e-3};
  for (const auto& [unit, kind] : {std::pair{std::string_view("hz"), UnitKind::frequency},
                                   std::pair{std::string_view("ohm"), UnitKind::resistance},
                                   std::pair{std::string_view("ohms"), UnitKind::resistance}}) {
    if (!lower.ends_with(unit) || lower.size() > unit.size() + 1) continue;
    const std::size_t prefix = word.size() - unit.size();
    if (prefix == 1 && std::string_view("kKmMgG").find(word.front()) == std::string_view::npos) continue;
    return Unit{kind, prefix_factor(word.substr(0, prefix), word.substr(prefix))};
  }
  return std::nullopt;
}

bool has_one_of(const std::vector<std::string>& words, const std::vector<std::string_view>& of) {
  return std::any_of(words.begin(), words.end(), [&](const std::string& word) {
    return std::find(of.begin(), of.end(), word) != of.end();
  });
}

bool has_start(const std::vector<std::string>& words, std::string_view start) {
  return std::any_of(words.begin(), words.end(),
                     [&](const std::string& word) { return word.starts_with(start); });
}

/// What the words name apart from units; the most telling first.
Role role_of(const std::vector<std::string>& words) {
  if (has_start(words, "freq") || has_one_of(words, {"f"})) return Role::frequency;
  const bool phase = has_start(words, "phase") || has_one_of(words, {"angle", "arg", "theta", "phi", "p"});
  const bool magnitude =
      has_start(words, "impedan") || has_one_of(words, {"z", "magnitude", "mag", "zmag", "abs", "mod"});
  if (has_one_of(words, {"u95", "uncertainty"})) {
    return phase ? Role::phase_u95 : magnitude ? Role::magnitude_u95 : Role::none;
  }
  if (phase) return Role::phase;
  if (has_one_of(words, {"im", "imag", "imaginary", "imz", "zim", "zimag", "reactance", "x", "xs", "z''"})) {
    return Role::reactance;
  }
  if (has_one_of(words, {"re", "real", "rez", "zre", "zreal", "resistance", "r", "rs", "z'"}))
    return Role::resistance;
  return magnitude ? Role::magnitude : Role::none;
}

/// A unit alone says it too: "Hz;Ohm;deg", and "ohm_u95".
Role role_of(UnitKind kind, bool interval) {
  switch (kind) {
    case UnitKind::frequency:
      return Role::frequency;
    case UnitKind::resistance:
      return interval ? Role::magnitude_u95 : Role::magnitude;
    case UnitKind::angle:
      break;
  }
  return interval ? Role::phase_u95 : Role::phase;
}

UnitKind unit_of(Role role) {
  if (role == Role::frequency) return UnitKind::frequency;
  return role == Role::phase || role == Role::phase_u95 ? UnitKind::angle : UnitKind::resistance;
}

struct Named {
  Role role = Role::none;
  double factor = 1.0;
};

Named meaning_of(const std::string& name) {
  std::vector<std::string> words;
  std::optional<Unit> unit;
  for (const std::string& word : words_in(name)) {
    if (const std::optional<Unit> found = unit_named(word)) {
      unit = found;
    } else {
      words.push_back(in_lower_case(word));
    }
  }
  if (has_one_of(words, {"snr"}) || has_one_of(words, {"bound"})) return {};
  if (has_one_of(words, {"spl", "db", "dbspl", "dbfs", "dbr"})) {
    throw failure(
        fmt::format("the column '{}' is a level in decibels; export the impedance in ohms", shown(name)));
  }
  Named named{role_of(words), 1.0};
  const bool interval = words.size() == 1 && words.front() == "u95";
  if (named.role == Role::none && unit && (words.empty() || interval))
    named.role = role_of(unit->kind, interval);
  if (unit && unit->kind == unit_of(named.role)) named.factor = unit->factor;
  // Electrochemists plot the reactance upside down.
  if (named.role == Role::reactance && bare(name).starts_with('-')) named.factor = -named.factor;
  return named;
}

std::optional<RoleColumn>* place_of(ColumnRoles& roles, Role role) {
  switch (role) {
    case Role::magnitude:
      return &roles.magnitude;
    case Role::phase:
      return &roles.phase;
    case Role::resistance:
      return &roles.resistance;
    case Role::reactance:
      return &roles.reactance;
    case Role::magnitude_u95:
      return &roles.magnitude_u95;
    case Role::phase_u95:
      return &roles.phase_u95;
    case Role::frequency:
    case Role::none:
      break;
  }
  return nullptr;
}

Error named_twice(const std::string& first, const std::string& second) {
  return failure(fmt::format("the columns '{}' and '{}' are of one kind; remove one of them", shown(first),
                             shown(second)));
}

void assign(ColumnRoles& roles, const std::vector<std::string>& names, std::size_t column) {
  const Named named = meaning_of(names[column]);
  if (named.role == Role::frequency) {
    if (roles.named) throw named_twice(names[roles.frequency.column], names[column]);
    roles.frequency = {column, named.factor};
    roles.named = true;
    return;
  }
  std::optional<RoleColumn>* place = place_of(roles, named.role);
  if (place == nullptr) {
    roles.unused.push_back(names[column]);
    return;
  }
  if (*place) throw named_twice(names[(*place)->column], names[column]);
  *place = RoleColumn{column, named.factor};
}

/// Whether the names are of columns at all, and no prose.
bool names_a_frequency(const std::vector<std::string>& names) {
  return std::any_of(names.begin(), names.end(), [](const std::string& name) {
    const std::vector<std::string> words = words_in(in_lower_case(name));
    const bool unit_alone = words.size() == 1 && words.front().size() <= 3 && words.front().ends_with("hz");
    return unit_alone || role_of(words) == Role::frequency;
  });
}

}  // namespace

ColumnRoles roles_of(const std::vector<std::string>& names) {
  ColumnRoles roles;
  if (!names_a_frequency(names)) {
    roles.magnitude = RoleColumn{1, 1.0};
    roles.phase = RoleColumn{2, 1.0};
    return roles;
  }
  for (std::size_t column = 0; column < names.size(); ++column) assign(roles, names, column);
  const bool complex = roles.resistance && roles.reactance;
  if (roles.named && (roles.magnitude || complex)) return roles;
  throw failure(fmt::format("there is no column of an impedance among '{}'; call it impedance_ohm",
                            shown(fmt::format("{}", fmt::join(names, ", ")))));
}

}  // namespace ohmsweep
