#include "cli/holdings.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "ohmsweep/core/error.h"
#include "ohmsweep/core/name.h"
#include "ohmsweep/core/near_name.h"

namespace ohmsweep::cli {
namespace {

struct Held {
  Holding kind;
  std::string name;
  friend bool operator==(const Held&, const Held&) = default;
};

std::vector<Held> everything(const Library& library) {
  std::vector<Held> all;
  const auto note = [&](Held held) {
    if (std::find(all.begin(), all.end(), held) == all.end()) all.push_back(std::move(held));
  };
  for (const CurveSummary& curve : library.list_curves(CurveKind::headphone)) {
    note({Holding::headphone, curve.name});
  }
  for (const CurveSummary& curve : library.list_curves(CurveKind::amplifier)) {
    note({Holding::amplifier, curve.name});
  }
  for (const StoredLevel& level : library.levels()) note({Holding::amplifier, level.amplifier});
  for (const CalibrationSummary& calibration : library.list_calibrations()) {
    note({Holding::calibration, calibration.name});
  }
  return all;
}

Holding parse_kind(const std::string& text) {
  for (const Holding kind : {Holding::headphone, Holding::amplifier, Holding::calibration}) {
    if (text == to_string(kind)) return kind;
  }
  throw usage_error(
      fmt::format("--kind '{}' is none: write headphone, amplifier or calibration.", shown(text)));
}

Error not_held(const std::string& name, const std::vector<Held>& all) {
  std::vector<std::string> names;
  names.reserve(all.size());
  for (const Held& held : all) names.push_back(held.name);
  const std::string near = near_name(name, names);
  return failure(fmt::format("The library holds nothing named '{}'{}; 'ohmsweep list' shows what it holds.",
                             shown(name),
                             near.empty() ? "" : fmt::format(", did you mean '{}'", shown(near))));
}

}  // namespace

std::string_view to_string(Holding holding) {
  switch (holding) {
    case Holding::headphone:
      return "headphone";
    case Holding::amplifier:
      return "amplifier";
    case Holding::calibration:
      break;
  }
  return "calibration";
}

Holding holding_of(const Library& library, const std::string& name,
                   const std::optional<std::string>& wanted) {
  if (wanted) return parse_kind(*wanted);
  const std::vector<Held> all = everything(library);
  std::vector<std::string_view> kinds;
  Holding found = Holding::headphone;
  for (const Held& held : all) {
    if (held.name != name) continue;
    found = held.kind;
    kinds.push_back(to_string(held.kind));
  }
  if (kinds.empty()) throw not_held(name, all);
  if (kinds.size() > 1) {
    throw failure(fmt::format("'{}' names more than one thing, {}: say which with --kind.", shown(name),
                              fmt::join(kinds, " and ")));
  }
  return found;
}

OptionSpec kind_option() {
  return {"kind", "KIND", "headphone, amplifier or calibration, where a name is more than one"};
}

}  // namespace ohmsweep::cli
