#include "report/loudness_rows.h"

#include <array>
#include <string>
#include <utility>

#include "ohmsweep/core/covariance.h"

namespace ohmsweep {
namespace {

struct Column {
  const char* name;
  std::optional<Bounded> Loudness::*value;
};

constexpr std::array<Column, 9> columns{{{"sensitivity_db_mw", &Loudness::sensitivity_db_mw},
                                         {"sensitivity_db_v", &Loudness::sensitivity_db_v},
                                         {"needed_vrms", &Loudness::needed_vrms},
                                         {"needed_a", &Loudness::needed_a},
                                         {"needed_w", &Loudness::needed_w},
                                         {"highest_db_spl", &Loudness::highest_db},
                                         {"headroom_db", &Loudness::headroom_db},
                                         {"hiss_db_spl", &Loudness::hiss_db},
                                         {"spare_gain_db", &Loudness::spare_gain_db}}};

std::vector<std::string> header() {
  std::vector<std::string> names{
      "headphone",     "channel", "amplifier", "output", "setting", "peak_db_spl", "hiss_threshold_db_spl",
      "sensitivity_hz"};
  for (const Column& column : columns) {
    for (const char* suffix : {"", "_u95", "_bound"}) names.push_back(std::string(column.name) + suffix);
  }
  names.insert(names.end(), {"ended_by", "hiss", "needs_amplifier", "because"});
  return names;
}

void add_value(std::vector<std::string>& cells, const std::optional<Bounded>& value) {
  if (!value) {
    cells.insert(cells.end(), {"", "", ""});
    return;
  }
  cells.push_back(cell_of(value->value.value));
  cells.push_back(value->bound == Bound::none ? cell_of(coverage_factor * value->value.standard_uncertainty)
                                              : "");
  cells.emplace_back(value->bound == Bound::none ? "" : (value->bound == Bound::upper ? "upper" : "lower"));
}

std::string end_word(LevelEnd end) {
  if (end == LevelEnd::unknown) return "";
  return end == LevelEnd::voltage ? "voltage" : "current";
}

std::vector<std::string> cells_of(const RatedLoudness& row, const LoudnessSettings& settings) {
  const Loudness& l = row.loudness;
  std::vector<std::string> cells{row.headphone,
                                 row.channel,
                                 row.amplifier,
                                 row.output,
                                 row.setting,
                                 cell_of(settings.peak_db),
                                 cell_of(settings.hiss_threshold_db),
                                 l.at_hz ? cell_of(*l.at_hz) : ""};
  for (const Column& column : columns) add_value(cells, l.*column.value);
  cells.push_back(end_word(l.ended_by));
  cells.emplace_back(l.hiss ? to_string(*l.hiss) : "");
  cells.emplace_back(to_string(l.need.answer));
  cells.push_back(l.need.because);
  return cells;
}

}  // namespace

Table loudness_for_programs(const std::vector<RatedLoudness>& rows, const LoudnessSettings& settings) {
  Table table{header(), {}, {}};
  for (const RatedLoudness& row : rows) table.rows.push_back(cells_of(row, settings));
  return table;
}

}  // namespace ohmsweep
