#include "ohmsweep/report/loudness_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "ohmsweep/core/name.h"
#include "report/bounded_text.h"
#include "report/loudness_rows.h"
#include "report/text_table.h"

namespace ohmsweep {
namespace {

using Rows = std::vector<std::vector<std::string>>;

constexpr const char* unknown = "not known";
constexpr std::size_t most_reasons = 8;

std::string decibels(const std::optional<Bounded>& value) {
  return value ? in_decibels_text(*value) : unknown;
}

std::string quantity(const std::optional<Bounded>& value, const char* unit) {
  return value ? with_unit(*value, unit) : unknown;
}

std::string written_rows(Rows rows, TableFormat format) {
  rows = without_empty_columns(std::move(rows), 1);
  return written({rows.front(), {rows.begin() + 1, rows.end()}, {}}, format);
}

/// Each channel once: its values do not depend on the output.
std::string needs_table(const std::vector<RatedLoudness>& rows, const LoudnessSettings& settings,
                        TableFormat format) {
  Rows table{{"headphone", "channel", "at 1 mW", "at 1 V", fmt::format("{:g} dB need", settings.peak_db),
              "current", "power"}};
  const RatedLoudness* last = nullptr;
  for (const RatedLoudness& row : rows) {
    if (last != nullptr && last->headphone == row.headphone && last->channel == row.channel) continue;
    last = &row;
    const Loudness& l = row.loudness;
    table.push_back({shown(row.headphone), shown(row.channel), decibels(l.sensitivity_db_mw),
                     decibels(l.sensitivity_db_v), quantity(l.needed_vrms, "V"), quantity(l.needed_a, "A"),
                     quantity(l.needed_w, "W")});
  }
  return written_rows(std::move(table), format);
}

std::string hiss_text(const Loudness& l) {
  if (!l.hiss_db || !l.hiss) return unknown;
  return fmt::format("{}, {}", in_decibels_text(*l.hiss_db), to_string(*l.hiss));
}

bool has_output(const RatedLoudness& row) { return !row.amplifier.empty(); }

std::string level_table(const std::vector<RatedLoudness>& rows, TableFormat format) {
  Rows table{{"headphone", "channel", "amplifier", "output", "setting", "highest", "headroom", "hiss",
              "spare gain", "needs an amplifier"}};
  for (const RatedLoudness& row : rows) {
    if (!has_output(row)) continue;
    const Loudness& l = row.loudness;
    table.push_back({shown(row.headphone), shown(row.channel), shown(row.amplifier), shown(row.output),
                     shown(row.setting), decibels(l.highest_db), decibels(l.headroom_db), hiss_text(l),
                     l.spare_gain_db ? in_decibels_text(*l.spare_gain_db) : "",
                     std::string(to_string(l.need.answer))});
  }
  if (table.size() == 1) return {};
  return "\n" + written_rows(std::move(table), format);
}

std::string name_of(const RatedLoudness& row) {
  std::string name = shown(row.headphone);
  if (!row.channel.empty()) name += " " + shown(row.channel);
  if (!has_output(row)) return name;
  name += fmt::format(" on {} {}", shown(row.amplifier), shown(row.output));
  if (!row.setting.empty()) name += fmt::format(" ({})", shown(row.setting));
  return name;
}

std::string reason_lines(const std::vector<RatedLoudness>& rows) {
  if (rows.size() > most_reasons) return {};
  std::string lines = "\n";
  for (const RatedLoudness& row : rows) {
    lines += fmt::format("{}: needs an amplifier: {}. {}\n", name_of(row),
                         to_string(row.loudness.need.answer), row.loudness.need.because);
  }
  return lines;
}

/// Each line once, in the order met.
template <typename Writer>
std::string each_once(const std::vector<RatedLoudness>& rows, const Writer& lines_of) {
  std::vector<std::string> lines;
  for (const RatedLoudness& row : rows) {
    for (std::string& line : lines_of(row)) {
      if (std::ranges::find(lines, line) == lines.end()) lines.push_back(std::move(line));
    }
  }
  return fmt::format("{}", fmt::join(lines, ""));
}

std::vector<std::string> missing_lines(const RatedLoudness& row) {
  std::vector<std::string> lines;
  for (const MissingFact& fact : row.loudness.missing) {
    lines.push_back(fmt::format("missing: {}; {}\n", fact.what, fact.command));
  }
  return lines;
}

std::vector<std::string> remark_lines(const RatedLoudness& row) {
  std::vector<std::string> lines;
  for (const std::string& remark : row.loudness.remarks) {
    lines.push_back(fmt::format("{}: {}\n", shown(row.headphone), remark));
  }
  return lines;
}

std::vector<std::string> blocking_lines(const RatedLoudness& row) {
  std::vector<std::string> lines;
  for (const Finding& finding : row.loudness.findings) {
    if (finding.severity != Severity::blocking) continue;
    lines.push_back(
        fmt::format("{}: not used: {} ({})\n", name_of(row), finding.detail, to_string(finding.code)));
  }
  return lines;
}

}  // namespace

std::string loudness_table(const std::vector<RatedLoudness>& rows, const LoudnessSettings& settings,
                           TableFormat format) {
  if (format == TableFormat::csv) return written(loudness_for_programs(rows, settings), format);
  return needs_table(rows, settings, format) + level_table(rows, format) +
         written_below(reason_lines(rows) + each_once(rows, remark_lines) + each_once(rows, blocking_lines) +
                           each_once(rows, missing_lines),
                       format);
}

}  // namespace ohmsweep
