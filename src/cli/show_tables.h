#pragma once
/// 'show' as tables: what of it has rows and columns.

#include <string>
#include <vector>

#include "ohmsweep/library/library.h"
#include "ohmsweep/report/table.h"

namespace ohmsweep::cli {

/// A row for each channel or output; of an amplifier, behind an empty line, with what the outputs have beside
/// their curves and their levels.
[[nodiscard]] std::string curves_in_tables(CurveKind kind, const std::vector<StoredCurve>& curves,
                                           const std::vector<StoredLevel>& levels, TableFormat format);

/// A row for each standard with its worst residual. In CSV:
/// calibration,version,standard,worst_residual_sigma,worst_residual_hz.
[[nodiscard]] std::string standards_table(const StoredCalibration& stored, TableFormat format);

}  // namespace ohmsweep::cli
