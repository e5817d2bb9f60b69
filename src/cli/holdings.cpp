#include "cli/holdings.h"

#include <fmt/format.h>

#include <utility>
#include <vector>

#include "ohmsweep/core/error.h"
#include "ohmsweep/core/name.h"
#include "ohmsweep/core/near_name.h"

namespace ohmsweep::cli {
namespace {

/// Every name, for the one that was meant.
std::vector<std::string> all_names(const Library& library) {
  std::vector<std::string> names;
  for (const CurveKind kind : {CurveKind::headphone, CurveKind::amplifier}) {
    for (const CurveSummary& curve : library.list_curves(kind)) names.push_back(curve.name);
  }
  for (const StoredLevel& level : library.levels()) names.push_back(level.amplifier);
  for (const CalibrationSummary& calibration : library.list_calibrations()) names.push_back(calibration.name);
  return names;
}

Holding parse_kind(const std::string& text) {
  for (const Holding kind : {Holding::headphone, Holding::amplifier, Holding::calibration}) {
    if (text == to_string(kind)) return kind;
  }
  throw usage_error(
      fmt::format("--kind '{}' is none: write headphone, amplifier or calibration.", shown(text)));
}

Error not_held(const std::string& name, const Library& library) {
  const std::string near = near_name(name, all_names(library));
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
  const Library::Holds holds = library.holds(name);
  std::vector<std::string_view> kinds;
  Holding found = Holding::headphone;
  for (const auto& [held, kind] : {std::pair{holds.headphone, Holding::headphone},
                                   {holds.amplifier, Holding::amplifier},
                                   {holds.calibration, Holding::calibration}}) {
    if (!held) continue;
    found = kind;
    kinds.push_back(to_string(kind));
  }
  if (kinds.empty()) throw not_held(name, library);
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
