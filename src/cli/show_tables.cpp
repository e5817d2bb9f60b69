#include "cli/show_tables.h"

#include <fmt/format.h>

#include "ohmsweep/core/name.h"
#include "ohmsweep/core/quantity_text.h"
#include "ohmsweep/report/curve_summary.h"
#include "ohmsweep/report/output_level_table.h"
#include "ohmsweep/report/output_quantities.h"
#include "ohmsweep/report/output_summary.h"

namespace ohmsweep::cli {

std::string curves_in_tables(CurveKind kind, const std::vector<StoredCurve>& curves,
                             const std::vector<StoredLevel>& levels, TableFormat format) {
  std::vector<SummarisedCurve> rows;
  std::vector<NamedOutput> outputs;
  for (const StoredCurve& stored : curves) {
    rows.push_back({stored.name, stored.part, stored.version, stored.curve, stored.provenance.recorded_at});
    outputs.push_back({stored.part, {stored.curve, stored.traits}});
  }
  std::string text = curves_table(rows, format);
  if (kind == CurveKind::headphone) return text;
  std::vector<NamedLevel> named;
  named.reserve(levels.size());
  for (const StoredLevel& stored : levels) named.push_back({stored.output, stored.level});
  if (format != TableFormat::csv) {
    if (!outputs.empty()) text += "\n" + output_table(outputs, format);
    if (!named.empty()) text += "\n" + output_levels_table(named, format);
  }
  const std::string& amplifier = curves.empty() ? levels.front().amplifier : curves.front().name;
  const std::string quantities = output_quantities(amplifier, outputs, named, format);
  return quantities.empty() ? text : text + "\n" + quantities;
}

std::string standards_table(const StoredCalibration& stored, TableFormat format) {
  const bool csv = format == TableFormat::csv;
  Table table{csv ? std::vector<std::string>{"calibration", "version", "standard", "worst_residual_sigma",
                                             "worst_residual_hz"}
                  : std::vector<std::string>{"calibration", "version", "standard", "residual at most", "at"},
              {},
              {1}};
  for (const StandardResidual& residual : stored.calibration.residuals) {
    const bool checked = residual.worst_in_sigma > 0.0;
    std::vector<std::string> row{csv ? stored.name : shown(stored.name), fmt::format("{}", stored.version),
                                 csv ? residual.name : shown(residual.name)};
    if (csv) {
      row.insert(row.end(), {cell_of(residual.worst_in_sigma), checked ? cell_of(residual.worst_at_hz) : ""});
    } else {
      row.push_back(checked ? fmt::format("{:.2f} standard deviations", residual.worst_in_sigma)
                            : "fits exactly");
      row.push_back(checked ? format_hz(residual.worst_at_hz) : "");
    }
    table.rows.push_back(std::move(row));
  }
  return written(table, format);
}

}  // namespace ohmsweep::cli
