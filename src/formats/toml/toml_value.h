#pragma once
/// One value of a TOML text with the line it stands on: what checked_table.h reads from.

#include <cstddef>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace ohmsweep {

/// What stands for a value whose own content is elsewhere or does not matter.
struct TomlMoment {};  ///< a date or a time: no file of ours uses them
struct TomlTable {};
struct TomlArray {};

struct TomlValue {
  std::size_t line = 0;  ///< counted from 1; 0 for the text as a whole
  std::variant<TomlMoment, std::string, std::int64_t, double, bool, TomlTable, TomlArray> content;
  std::vector<TomlValue> items{};   ///< of an array or a table, in the order of the text
  std::vector<std::string> keys{};  ///< of a table: keys[i] names items[i]
};

/// The tree of a TOML text (toml.io, version 1.0). Throws Error(failed) with the file's name, the line and
/// what is wrong there: bad syntax, a key stated twice, text that is not UTF-8, more than 1 MiB.
[[nodiscard]] TomlValue parse_toml(const std::string& text, const std::string& file_name);

}  // namespace ohmsweep
