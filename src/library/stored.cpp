#include "library/stored.h"

#include <fmt/format.h>

#include "library/calibration_rows.h"
#include "library/curve_rows.h"
#include "library/output_rows.h"
#include "library/storage_error.h"
#include "ohmsweep/core/name.h"

namespace ohmsweep {

namespace {

/// Runs `read`; a row that cannot be decoded is damage, named by its result.
template <typename Read>
auto decoding(const std::filesystem::path& file, const ResultRow& row, Read&& read) {
  try {
    return read();
  } catch (const Error& error) {
    const std::string part = row.key.part.empty() ? "" : fmt::format(" '{}'", shown(row.key.part));
    throw damaged(file, fmt::format("{} '{}'{} version {}: {}", row.key.kind, shown(row.key.name), part,
                                    row.version, error.what()));
  }
}

}  // namespace

StoredCalibration stored_calibration(SQLite::Database& connection, const std::filesystem::path& file,
                                     const ResultRow& row) {
  return decoding(file, row, [&] {
    return StoredCalibration{row.key.name, row.version, read_calibration(connection, row),
                             read_provenance(connection, row)};
  });
}

StoredCurve stored_curve(SQLite::Database& connection, const std::filesystem::path& file,
                         const ResultRow& row) {
  return decoding(file, row, [&] {
    return StoredCurve{row.key.name,
                       row.key.part,
                       row.version,
                       read_curve(connection, row),
                       read_provenance(connection, row),
                       read_traits(connection, row)};
  });
}

StoredLevel stored_level(SQLite::Database& connection, const std::filesystem::path& file,
                         const ResultRow& row) {
  return decoding(file, row, [&] {
    return StoredLevel{row.key.name, row.key.part, row.version, read_level(connection, row),
                       read_provenance(connection, row)};
  });
}

}  // namespace ohmsweep
