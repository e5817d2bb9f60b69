#include "ohmsweep/report/pair_rows.h"

#include <utility>

namespace ohmsweep {
namespace {

using Cells = std::vector<std::string>;

Cells names_of(const NamedPair& named) {
  return {named.headphone, named.channel, named.amplifier, named.output};
}

Cells with_names(Cells columns) {
  columns.insert(columns.begin(), {"headphone", "channel", "amplifier", "output"});
  return columns;
}

Table verdicts(const std::vector<NamedPair>& pairs) {
  Table table{
      with_names({"rule", "on", "impedance_ohm", "ratio", "ratio_u95", "upper_bound", "verdict"}), {}, {}};
  for (const NamedPair& named : pairs) {
    for (const RuleVerdict& one : named.pair.verdicts) {
      Cells row = names_of(named);
      row.insert(row.end(),
                 {cell_of(one.rule), std::string(to_string(one.on)), cell_of(one.impedance_ohm),
                  cell_of(one.ratio), one.upper_bound ? "" : cell_of(one.ratio_u95), cell_of(one.upper_bound),
                  one.verdict ? std::string(to_string(*one.verdict)) : ""});
      table.rows.push_back(std::move(row));
    }
  }
  return table;
}

Table regions(const std::vector<NamedPair>& pairs) {
  Table table{with_names({"relative_to", "region", "from_hz", "to_hz", "mean_db", "mean_u95_db",
                          "farthest_hz", "farthest_db", "farthest_lower95_db", "farthest_upper95_db"}),
              {},
              {}};
  for (const NamedPair& named : pairs) {
    if (!named.pair.response) continue;
    for (const ResponseRegion& region : named.pair.response->regions) {
      if (!region.covered) continue;
      Cells row = names_of(named);
      row.insert(row.end(), {std::string(to_string(named.pair.response->reference)), std::string(region.name),
                             cell_of(region.from_hz), cell_of(region.to_hz), cell_of(region.mean_db),
                             cell_of(region.mean_u95_db), cell_of(region.farthest.hz),
                             cell_of(region.farthest.deviation_db), cell_of(region.farthest.lower95_db),
                             cell_of(region.farthest.upper95_db)});
      table.rows.push_back(std::move(row));
    }
  }
  return table;
}

}  // namespace

std::string pair_rows(const std::vector<NamedPair>& pairs) {
  return written(verdicts(pairs), TableFormat::csv) + "\n" + written(regions(pairs), TableFormat::csv);
}

}  // namespace ohmsweep
