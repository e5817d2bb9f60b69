#pragma once
/// Finding a result by name, and the sentence when there is none.

#include <SQLiteCpp/Database.h>

#include <filesystem>
#include <optional>
#include <string>

#include "library/result_rows.h"
#include "ohmsweep/core/error.h"

namespace ohmsweep {

/// The column text of a kind of curve: "headphone", "amplifier".
[[nodiscard]] std::string kind_text(CurveKind kind);

/// The newest version, or the one asked for. Throws Error(failed), saying which of name, part and version is
/// not there and what is.
[[nodiscard]] ResultRow require_result(SQLite::Database& connection, const std::filesystem::path& file,
                                       const ResultKey& key, std::optional<int> version);

/// Why there is no such name, part (where given) or version, with what the library holds instead.
[[nodiscard]] Error not_held(SQLite::Database& connection, const std::filesystem::path& file,
                             const ResultKey& key, const std::optional<std::string>& part,
                             std::optional<int> version);

}  // namespace ohmsweep
