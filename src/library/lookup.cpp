#include "library/lookup.h"

#include <SQLiteCpp/Column.h>
#include <fmt/format.h>

#include <algorithm>

#include "library/near_names.h"
#include "ohmsweep/core/name.h"

namespace ohmsweep {

namespace {

std::string part_word(const std::string& kind) { return kind == "headphone" ? "channel" : "output"; }

std::vector<std::string> texts(SQLite::Statement& query) {
  std::vector<std::string> values;
  while (query.executeStep()) values.push_back(query.getColumn(0).getString());
  return values;
}

std::vector<std::string> held_names(SQLite::Database& connection, const std::string& kind) {
  SQLite::Statement query(connection, "SELECT DISTINCT name FROM result WHERE kind = ? ORDER BY name");
  query.bind(1, kind);
  return texts(query);
}

std::vector<std::string> held_parts(SQLite::Database& connection, const ResultKey& key) {
  SQLite::Statement query(connection,
                          "SELECT DISTINCT part FROM result WHERE kind = ? AND name = ? ORDER BY part");
  query.bind(1, key.kind);
  query.bind(2, key.name);
  return texts(query);
}

std::vector<std::string> held_versions(SQLite::Database& connection, const ResultKey& key) {
  SQLite::Statement query(
      connection,
      "SELECT version FROM result WHERE kind = ? AND name = ? AND part = ? ORDER BY version DESC");
  query.bind(1, key.kind);
  query.bind(2, key.name);
  query.bind(3, key.part);
  return texts(query);
}

Error no_such_name(const std::filesystem::path& file, const ResultKey& key,
                   const std::vector<std::string>& names) {
  const std::string start = fmt::format("there is no {} '{}'; the library '{}' holds ", key.kind,
                                        shown(key.name), shown(file.parent_path().string()));
  if (names.empty()) return failure(start + fmt::format("no {} yet, so store one first", key.kind));
  return failure(start + near_names(key.name, names));
}

}  // namespace

std::string kind_text(CurveKind kind) { return kind == CurveKind::headphone ? "headphone" : "amplifier"; }

Error not_held(SQLite::Database& connection, const std::filesystem::path& file, const ResultKey& key,
               const std::optional<std::string>& part, std::optional<int> version) {
  const std::vector<std::string> names = held_names(connection, key.kind);
  if (std::find(names.begin(), names.end(), key.name) == names.end()) return no_such_name(file, key, names);
  const std::string owner = fmt::format("{} '{}'", key.kind, shown(key.name));
  const std::vector<std::string> parts = held_parts(connection, key);
  if (part && std::find(parts.begin(), parts.end(), *part) == parts.end()) {
    return failure(fmt::format("{} has no {} '{}' in the library '{}'; it has {}", owner, part_word(key.kind),
                               shown(*part), shown(file.parent_path().string()), near_names(*part, parts)));
  }
  const std::vector<std::string> versions = held_versions(connection, key);
  return failure(fmt::format("{} has no version {} in the library '{}'; it has {}", owner,
                             version.value_or(0), shown(file.parent_path().string()), listed(versions)));
}

ResultRow require_result(SQLite::Database& connection, const std::filesystem::path& file,
                         const ResultKey& key, std::optional<int> version) {
  if (auto row = find_result(connection, key, version)) return *row;
  throw not_held(connection, file, key, key.part, version);
}

}  // namespace ohmsweep
