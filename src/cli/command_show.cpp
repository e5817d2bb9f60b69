#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "cli/calibration_text.h"
#include "cli/command.h"
#include "cli/drift_text.h"
#include "cli/holdings.h"
#include "cli/json_text.h"
#include "cli/outcome.h"
#include "cli/output_level_json.h"
#include "cli/result_width.h"
#include "cli/show_tables.h"
#include "cli/side_json.h"
#include "cli/surroundings.h"
#include "cli/table_format.h"
#include "ohmsweep/core/name.h"
#include "ohmsweep/report/curve_plot.h"
#include "ohmsweep/report/curve_summary.h"
#include "ohmsweep/report/output_level_table.h"
#include "ohmsweep/report/output_summary.h"
#include "ohmsweep/report/side_table.h"

namespace ohmsweep::cli {
namespace {

/// What stands below a result: which version it is and what it was made from.
std::string origin_lines(int version, const Provenance& origin) {
  std::string text = fmt::format("  version   {}, {} with {} on {}\n", version, origin.recorded_at,
                                 shown(origin.software), shown(origin.device));
  if (!origin.mounting.empty()) text += fmt::format("  worn      {}\n", shown(origin.mounting));
  if (!origin.imported_from.empty()) text += fmt::format("  imported  {}\n", shown(origin.imported_from));
  if (origin.temperature_c) text += fmt::format("  air       {:g} °C\n", *origin.temperature_c);
  if (!origin.calibration.empty()) text += fmt::format("  corrected with {}\n", shown(origin.calibration));
  for (const TakeRecord& take : origin.takes) {
    text += fmt::format("  take      {} from {} ({:.12})\n", shown(take.state), shown(take.name), take.hash);
  }
  return text;
}

std::string origin_json(const Provenance& origin) {
  std::vector<std::string> takes;
  for (const TakeRecord& take : origin.takes) {
    takes.push_back(json_object({{"state", json_string(take.state)},
                                 {"name", json_string(shown(take.name))},
                                 {"hash", json_string(take.hash)}}));
  }
  return json_object(
      {{"recorded_at", json_string(origin.recorded_at)},
       {"software", json_string(origin.software)},
       {"device", json_string(shown(origin.device))},
       {"mounting", origin.mounting.empty() ? "null" : json_string(shown(origin.mounting))},
       {"imported_from", origin.imported_from.empty() ? "null" : json_string(shown(origin.imported_from))},
       {"temperature_c", origin.temperature_c ? json_number(*origin.temperature_c) : "null"},
       {"stimulus", json_string(origin.stimulus)},
       {"stimulus_hash", json_string(origin.stimulus_hash)},
       {"takes", json_array(takes)}});
}

std::string side_by_side(const std::vector<StoredCurve>& curves) {
  std::vector<NamedOutput> outputs;
  outputs.reserve(curves.size());
  for (const StoredCurve& stored : curves) {
    outputs.push_back({stored.part, {stored.curve, stored.traits}});
  }
  return output_table(outputs) + "\n";
}

std::string side_by_side(const std::vector<StoredLevel>& levels) {
  std::vector<NamedLevel> named;
  named.reserve(levels.size());
  for (const StoredLevel& stored : levels) named.push_back({stored.output, stored.level});
  return output_levels_table(named) + "\n";
}

/// What is printed of a name: text for people, or objects for programs.
struct Shown {
  std::string text;
  std::vector<std::string> objects;
};

void add_curve(Shown& shown, CurveKind kind, const StoredCurve& stored,
               const std::optional<MatchedSides>& sides) {
  shown.text += curve_summary(stored.name, stored.part, stored.curve);
  if (kind == CurveKind::amplifier) shown.text += output_lines({stored.curve, stored.traits});
  shown.text += origin_lines(stored.version, stored.provenance);
  std::vector<std::pair<std::string, std::string>> members{
      {"result",
       curve_summary_json({kind, stored.name, stored.part, stored.version, stored.provenance.calibration},
                          stored.curve, stored.traits)},
      {"origin", origin_json(stored.provenance)}};
  if (sides) members.emplace_back("sides", sides_json(*sides, false));
  shown.objects.push_back(json_object(members));
}

/// Parts that are older than the rest.
std::string earlier_lines(const StoredLevel& stored) {
  std::string text;
  for (const EarlierPart& earlier : stored.earlier) {
    text += fmt::format("  earlier   {}: from version {}, {}\n", earlier.part, earlier.version,
                        earlier.recorded_at);
  }
  return text;
}

void add_level(Shown& shown, const StoredLevel& stored) {
  shown.text += (shown.text.empty() || shown.text.ends_with("\n\n") ? "" : "\n") +
                output_level_table(stored.amplifier, stored.output, stored.level) + earlier_lines(stored) +
                origin_lines(stored.version, stored.provenance);
  shown.objects.push_back(
      json_object({{"level", stored_level_json(stored)}, {"origin", origin_json(stored.provenance)}}));
}

/// Takes those of one output out of `levels`.
std::vector<StoredLevel> take_levels(std::vector<StoredLevel>& levels, const std::string& output) {
  const auto rest = std::stable_partition(levels.begin(), levels.end(),
                                          [&](const StoredLevel& level) { return level.output != output; });
  std::vector<StoredLevel> taken(rest, levels.end());
  levels.erase(rest, levels.end());
  return taken;
}

std::vector<StoredCurve> curves_of(const Library& library, CurveKind kind, const std::string& name) {
  const bool held = library.has_curve(kind, name);
  // An amplifier of which only the level is known has no curve.
  if (!held && kind == CurveKind::amplifier && !library.levels(name).empty()) return {};
  return library.curves(kind, name);
}

/// Every part in one plot.
std::string plot_of(const std::vector<StoredCurve>& curves, std::size_t columns) {
  std::vector<PlottedPart> parts;
  parts.reserve(curves.size());
  for (const StoredCurve& stored : curves) parts.push_back({stored.part, stored.curve});
  return curve_plot(parts, columns);
}

bool is_tables(OutputFormat format) {
  return format == OutputFormat::csv || format == OutputFormat::markdown;
}

void show_curves(const Invocation& invocation, const Library& library, const std::string& name,
                 CurveKind kind) {
  const OutputFormat format = output_format(invocation.arguments);
  const std::vector<StoredCurve> curves = curves_of(library, kind, name);
  const bool amplifier = kind == CurveKind::amplifier;
  std::vector<StoredLevel> levels = amplifier ? library.levels(name) : std::vector<StoredLevel>{};
  // Left against right, where there are both.
  const std::optional<MatchedSides> sides = amplifier ? std::nullopt : match_sides(library, name);
  if (is_tables(format)) {
    const TableFormat table = table_format(format);
    invocation.terminal.print(curves_in_tables(kind, curves, levels, table) +
                              (sides ? written_below(side_line(sides->mismatch), table) : ""));
    return;
  }
  Shown shown;
  if (amplifier && curves.size() > 1) shown.text += side_by_side(curves);
  if (levels.size() > 1) shown.text += side_by_side(levels);
  for (const StoredCurve& stored : curves) {
    add_curve(shown, kind, stored, sides);
    for (const StoredLevel& level : take_levels(levels, stored.part)) add_level(shown, level);
  }
  for (const StoredLevel& level : levels) add_level(shown, level);
  const std::string plot = plot_of(curves, result_width());
  if (!plot.empty()) shown.text += "\n" + plot;
  if (sides) shown.text += side_line(sides->mismatch);
  invocation.terminal.print(format == OutputFormat::json ? json_array(shown.objects) + "\n" : shown.text);
}

void show_calibration(const Invocation& invocation, const StoredCalibration& stored) {
  const OutputFormat format = output_format(invocation.arguments);
  if (is_tables(format)) {
    invocation.terminal.print(standards_table(stored, table_format(format)));
  } else if (format == OutputFormat::json) {
    invocation.terminal.print(
        json_array(
            {json_object({{"result", calibration_json(stored.name, stored.version, stored.calibration)},
                          {"origin", origin_json(stored.provenance)}})}) +
        "\n");
  } else {
    invocation.terminal.print(calibration_summary(stored.name, stored.version, stored.calibration) +
                              origin_lines(stored.version, stored.provenance));
  }
}

int run(const Invocation& invocation) {
  const Library library(library_folder(invocation.arguments));
  const std::string& name = invocation.operands.front();
  const Holding kind = holding_of(library, name, invocation.arguments.value("kind"));
  if (kind == Holding::calibration) {
    show_calibration(invocation, library.calibration(name));
  } else {
    show_curves(invocation, library, name,
                kind == Holding::headphone ? CurveKind::headphone : CurveKind::amplifier);
  }
  return done;
}

/// Its newest version and its history.
int run_calibration(const Invocation& invocation) {
  const Library library(library_folder(invocation.arguments));
  const std::string& name = invocation.operands.front();
  const std::vector<CalibrationVersion> versions = calibration_history(library, name);
  const OutputFormat format = output_format(invocation.arguments);
  if (format == OutputFormat::json) {
    invocation.terminal.print(history_json(versions) + "\n");
    return done;
  }
  if (is_tables(format)) {
    invocation.terminal.print(history_table(versions, table_format(format)));
    return done;
  }
  show_calibration(invocation, versions.back().stored);
  invocation.terminal.print(history_text(name, versions));
  return done;
}

}  // namespace

Command show_command() {
  return {"show",
          "NAME",
          1,
          1,
          "Shows a headphone, an amplifier or a calibration: its values, findings and origin.",
          "ohmsweep show HD600",
          {kind_option(), format_option()},
          run};
}

Command show_calibration_command() {
  return {"show calibration",
          "NAME",
          1,
          1,
          "Shows a calibration with its history: every version, how it moved, and the checks of it.",
          "ohmsweep show calibration desk",
          {format_option()},
          run_calibration};
}

}  // namespace ohmsweep::cli
