#pragma once
/// What a library holds, as one table.

#include <string>
#include <vector>

#include "ohmsweep/library/library.h"
#include "ohmsweep/report/table.h"

namespace ohmsweep::cli {

struct Holdings {
  std::vector<CurveSummary> headphones;
  std::vector<CurveSummary> amplifiers;
  std::vector<StoredLevel> levels;
  std::vector<CalibrationSummary> calibrations;
};

/// |Z| at 1 kHz, or its bound.
[[nodiscard]] double stated_ohm(const CurveSummary& curve);
/// "300.1 ± 0.1 Ω", "< 2.4 mΩ *".
[[nodiscard]] std::string impedance_text(const CurveSummary& curve);
/// What a reader should know before comparing it with others: "blocked", "imported", how it was worn.
[[nodiscard]] std::vector<std::string> remarks(std::string_view kind, const CurveSummary& curve);
/// Which parts of an output's level are known: "clean voltage, noise".
[[nodiscard]] std::string parts_text(const OutputLevel& level);
/// What the signs mean, as far as they occur.
[[nodiscard]] std::string legend(const Holdings& held);

/// kind, name, part, what is known, day of measurement and remarks, for people.
[[nodiscard]] Table listing_table(const Holdings& held);
/// The same for programs, with the keys of the JSON listing as column names; empty what a kind does not have.
[[nodiscard]] Table listing_columns(const Holdings& held);

}  // namespace ohmsweep::cli
