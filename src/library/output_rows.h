#pragma once
/// What an output has beside its curve, as rows: traits, legs, and its levels. Every function runs inside its
/// caller's transaction and throws SQLite::Exception or Error(failed). A library that may only be read and is
/// still of schema 1 has none of them.

#include <SQLiteCpp/Database.h>

#include <optional>
#include <string>
#include <vector>

#include "library/result_rows.h"
#include "ohmsweep/measurement/output_level.h"
#include "ohmsweep/measurement/output_traits.h"

namespace ohmsweep {

void insert_traits(SQLite::Database& connection, const ResultRow& row, const OutputTraits& traits);
/// What a curve was stored with; as default-constructed where it was stored without.
[[nodiscard]] OutputTraits read_traits(SQLite::Database& connection, const ResultRow& row);

void insert_level(SQLite::Database& connection, const ResultRow& row, const OutputLevel& level);
[[nodiscard]] OutputLevel read_level(SQLite::Database& connection, const ResultRow& row);
/// All versions of an output's level at one gain setting, the newest first; at least one.
using LevelVersions = std::vector<ResultRow>;
/// Those of every output and gain setting, of one amplifier or of all, ordered by amplifier, output and
/// setting.
[[nodiscard]] std::vector<LevelVersions> all_levels(SQLite::Database& connection,
                                                    const std::optional<std::string>& amplifier);
/// Takes from `before` what `newest` lacks.
void complete_level(StoredLevel& newest, const StoredLevel& before);

}  // namespace ohmsweep
