#pragma once
/// A collection's run in a table for the terminal. Thread rule: pure.

#include <optional>
#include <string>
#include <vector>

#include "ohmsweep/measurement/impedance_curve.h"
#include "ohmsweep/report/table.h"

namespace ohmsweep {

/// One channel of one headphone as the run has it.
struct BatchRow {
  std::string headphone;
  std::string channel;
  std::string outcome;                    ///< "measured", "rejected", "skipped", or "to do"
  std::optional<ImpedanceCurve> curve{};  ///< of a measured one
  std::string remark{};                   ///< why it was rejected, or is in doubt
  std::optional<int> version{};           ///< of the curve
  std::string recorded_at{};              ///< ISO 8601
};

/// |Z| at 1 kHz, smallest and largest with where, and the codes of warnings; below it remarks, one line each,
/// and how many there are of each outcome.
[[nodiscard]] std::string batch_table(const std::vector<BatchRow>& rows,
                                      TableFormat format = TableFormat::text);
/// The same for programs: headphone,channel,outcome,version,impedance_1khz_ohm,impedance_1khz_u95_ohm,
/// min_impedance_ohm,min_impedance_hz,max_impedance_ohm,max_impedance_hz,warnings,remark,recorded_at; the
/// codes of warnings with spaces between, and empty what there is not.
[[nodiscard]] std::string batch_csv(const std::vector<BatchRow>& rows);

}  // namespace ohmsweep
