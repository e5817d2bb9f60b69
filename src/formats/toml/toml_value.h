#pragma once
/// One value of a TOML text with the line it stands on: what checked_table.h reads from.

#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace ohmsweep {

struct TomlValue;
using TomlMembers = std::vector<std::pair<std::string, TomlValue>>;  ///< in the order of the text
using TomlItems = std::vector<TomlValue>;

/// A value of a kind that no file of ours uses: a date or a time.
struct TomlMoment {};

struct TomlValue {
  std::size_t line = 0;  ///< counted from 1; 0 for the text as a whole
  std::variant<TomlMoment, std::string, std::int64_t, double, bool, TomlMembers, TomlItems> content;
};

/// The tree of a TOML text (toml.io, version 1.0). Throws Error(failed) with the file's name, the line and
/// what is wrong there: bad syntax, a key stated twice, text that is not UTF-8, more than 1 MiB.
[[nodiscard]] TomlValue parse_toml(const std::string& text, const std::string& file_name);

}  // namespace ohmsweep
