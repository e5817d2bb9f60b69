#include "formats/toml/toml_value.h"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <utility>

#include "ohmsweep/core/error.h"
#include "ohmsweep/core/name.h"

namespace ohmsweep {

namespace {

constexpr std::size_t largest_text = 1U << 20U;
/// Dotted keys nest one table per dot, and the parser's recursion has no limit of its own for them.
constexpr std::ptrdiff_t most_dots_in_a_line = 1000;

TomlValue value_from(const toml::node& node);

bool stands_before(const toml::source_position& a, const toml::source_position& b) {
  return a.line != b.line ? a.line < b.line : a.column < b.column;
}

void add_members(const toml::table& table, TomlValue& value) {
  std::vector<std::pair<toml::source_position, std::string>> order;
  for (const auto& [key, node] : table) order.emplace_back(key.source().begin, std::string(key.str()));
  std::stable_sort(order.begin(), order.end(),
                   [](const auto& a, const auto& b) { return stands_before(a.first, b.first); });
  for (const auto& [position, key] : order) {
    value.keys.push_back(key);
    value.items.push_back(value_from(*table.get(key)));
    value.items.back().line = position.line;
  }
}

TomlValue value_from(const toml::node& node) {
  TomlValue value;
  value.line = node.source().begin.line;
  if (const auto* text = node.as_string()) value.content = text->get();
  if (const auto* whole = node.as_integer()) value.content = whole->get();
  if (const auto* number = node.as_floating_point()) value.content = number->get();
  if (const auto* flag = node.as_boolean()) value.content = flag->get();
  if (const auto* table = node.as_table()) {
    value.content = TomlTable{};
    add_members(*table, value);
  }
  if (const auto* array = node.as_array()) {
    value.content = TomlArray{};
    for (const toml::node& item : *array) value.items.push_back(value_from(item));
  }
  return value;
}

/// The parser's own words, shortened: what it was doing matters less than what it found.
std::string cause(std::string_view description) {
  constexpr std::string_view redefined = "cannot redefine existing ";
  const auto at = description.find(redefined);
  if (at == std::string_view::npos) return shown(std::string(description));
  const auto name = description.find('\'', at);
  if (name == std::string_view::npos) return shown(std::string(description));
  return fmt::format("{} is stated twice; keep one of them", shown(std::string(description.substr(name))));
}

void check_size(const std::string& text, const std::string& file_name) {
  if (text.size() > largest_text) {
    throw usage_error(fmt::format("{} has {} bytes, more than the {} that a file of settings may have",
                                  shown(file_name), text.size(), largest_text));
  }
  std::size_t line = 1;
  for (auto start = text.begin(); start != text.end(); ++line) {
    const auto end = std::find(start, text.end(), '\n');
    if (std::count(start, end, '.') > most_dots_in_a_line) {
      throw usage_error(fmt::format("{}, line {}: more than {} dots in one line; break it up",
                                    shown(file_name), line, most_dots_in_a_line));
    }
    start = end == text.end() ? end : end + 1;
  }
}

}  // namespace

TomlValue parse_toml(const std::string& text, const std::string& file_name) {
  check_size(text, file_name);
  try {
    TomlValue value = value_from(toml::parse(text));
    value.line = 0;
    return value;
  } catch (const toml::parse_error& error) {
    throw usage_error(fmt::format("{}, line {}: {}", shown(file_name), error.source().begin.line,
                                  cause(error.description())));
  }
}

}  // namespace ohmsweep
