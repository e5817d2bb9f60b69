#include "formats/toml/checked_table.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "formats/toml/toml_value.h"
#include "ohmsweep/core/name.h"
#include "ohmsweep/core/near_name.h"

namespace ohmsweep {

namespace {

std::string quoted(std::string_view text) { return fmt::format("'{}'", shown(std::string(text))); }

std::string described(const TomlValue& value) {
  constexpr std::array<std::string_view, 7> kinds{"a date or time", "text",    "an integer", "a number",
                                                  "true or false",  "a table", "an array"};
  const auto kind = kinds.at(value.content.index());
  if (const auto* text = std::get_if<std::string>(&value.content))
    return fmt::format("the text {}", quoted(*text));
  if (const auto* whole = std::get_if<std::int64_t>(&value.content))
    return fmt::format("the number {}", *whole);
  if (const auto* number = std::get_if<double>(&value.content)) return fmt::format("the number {}", *number);
  return std::string(kind);
}

std::string with_location(const std::string& sentence, const std::string& label) {
  return label.empty() ? sentence : fmt::format("{} in {}", sentence, label);
}

}  // namespace

CheckedTable::CheckedTable(std::shared_ptr<const TomlValue> value, std::string file_name, std::string label)
    : value_(std::move(value)), file_name_(std::move(file_name)), label_(std::move(label)) {}

CheckedTable CheckedTable::parse(const std::string& text, const std::string& file_name) {
  return {std::make_shared<const TomlValue>(parse_toml(text, file_name)), file_name, ""};
}

void CheckedTable::allow(const std::vector<std::string>& known) const {
  for (const std::string& key : value_->keys) {
    if (std::find(known.begin(), known.end(), key) != known.end()) continue;
    const std::string near = near_name(key, known);
    const std::string remedy = near.empty() ? fmt::format("the keys here are {}", fmt::join(known, ", "))
                                            : fmt::format("did you mean '{}'?", near);
    throw at_line(line(key),
                  fmt::format("{}; {}", with_location("unknown key " + quoted(key), label_), remedy));
  }
}

bool CheckedTable::has(std::string_view key) const { return find(key) != nullptr; }

std::vector<std::string> CheckedTable::keys() const { return value_->keys; }

std::size_t CheckedTable::line() const { return value_->line; }

std::size_t CheckedTable::line(std::string_view key) const {
  const TomlValue* value = find(key);
  return value != nullptr ? value->line : line();
}

std::optional<std::string> CheckedTable::text(std::string_view key) const {
  const TomlValue* value = find(key);
  if (value == nullptr) return std::nullopt;
  if (const auto* text = std::get_if<std::string>(&value->content)) return *text;
  throw wrong_type(key, *value, "text in quotes");
}

std::optional<bool> CheckedTable::flag(std::string_view key) const {
  const TomlValue* value = find(key);
  if (value == nullptr) return std::nullopt;
  if (const auto* flag = std::get_if<bool>(&value->content)) return *flag;
  throw wrong_type(key, *value, "true or false");
}

std::optional<std::int64_t> CheckedTable::whole_number(std::string_view key, std::int64_t lowest,
                                                       std::int64_t highest) const {
  const TomlValue* value = find(key);
  if (value == nullptr) return std::nullopt;
  const auto* whole = std::get_if<std::int64_t>(&value->content);
  const std::string wanted = fmt::format("a whole number from {} to {}", lowest, highest);
  if (whole == nullptr || *whole < lowest || *whole > highest) throw wrong_type(key, *value, wanted);
  return *whole;
}

std::optional<double> CheckedTable::number(std::string_view key) const {
  const TomlValue* value = find(key);
  if (value == nullptr) return std::nullopt;
  if (const auto* whole = std::get_if<std::int64_t>(&value->content)) return static_cast<double>(*whole);
  const auto* number = std::get_if<double>(&value->content);
  if (number == nullptr || !std::isfinite(*number)) throw wrong_type(key, *value, "a finite number");
  return *number;
}

std::vector<std::string> CheckedTable::texts(std::string_view key) const {
  const TomlValue* value = find(key);
  if (value == nullptr) return {};
  constexpr std::string_view wanted = "an array of texts in quotes";
  if (!std::holds_alternative<TomlArray>(value->content)) throw wrong_type(key, *value, wanted);
  std::vector<std::string> texts;
  for (const TomlValue& item : value->items) {
    const auto* text = std::get_if<std::string>(&item.content);
    if (text == nullptr) throw wrong_type(key, item, wanted);
    texts.push_back(*text);
  }
  return texts;
}

std::string CheckedTable::required_text(std::string_view key) const {
  const auto written = text(key);
  if (!written) throw fault(with_location(fmt::format("the key '{}' is missing", key), label_) + "; add it");
  return *written;
}

CheckedTable CheckedTable::table(std::string_view key) const {
  const std::string label = fmt::format("[{}]", key);
  const TomlValue* value = find(key);
  if (value == nullptr) {
    return {std::make_shared<const TomlValue>(TomlValue{line(), TomlTable{}}), file_name_, label};
  }
  if (!std::holds_alternative<TomlTable>(value->content)) {
    throw wrong_type(key, *value, fmt::format("a table, written {}", label));
  }
  return inner(*value, label);
}

std::vector<CheckedTable> CheckedTable::tables(std::string_view key) const {
  const std::string label = fmt::format("[[{}]]", key);
  const TomlValue* value = find(key);
  if (value == nullptr) return {};
  const std::string wanted = fmt::format("tables, each written {}", label);
  if (!std::holds_alternative<TomlArray>(value->content)) throw wrong_type(key, *value, wanted);
  std::vector<CheckedTable> tables;
  for (const TomlValue& item : value->items) {
    if (!std::holds_alternative<TomlTable>(item.content)) throw wrong_type(key, item, wanted);
    tables.push_back(inner(item, label));
  }
  return tables;
}

Error CheckedTable::fault(std::string_view key, const std::string& sentence) const {
  return at_line(line(key), fmt::format("{} {}", quoted(key), sentence));
}

Error CheckedTable::fault(const std::string& sentence) const { return at_line(line(), sentence); }

const TomlValue* CheckedTable::find(std::string_view key) const {
  const auto found = std::find(value_->keys.begin(), value_->keys.end(), key);
  if (found == value_->keys.end()) return nullptr;
  return &value_->items[static_cast<std::size_t>(found - value_->keys.begin())];
}

Error CheckedTable::at_line(std::size_t line, const std::string& sentence) const {
  if (line == 0) return usage_error(fmt::format("{}: {}", shown(file_name_), sentence));
  return usage_error(fmt::format("{}, line {}: {}", shown(file_name_), line, sentence));
}

Error CheckedTable::wrong_type(std::string_view key, const TomlValue& value, std::string_view wanted) const {
  const std::string name = with_location(quoted(key), label_);
  return at_line(value.line, fmt::format("{} must be {}, not {}", name, wanted, described(value)));
}

Error CheckedTable::not_a_choice(std::string_view key, const std::string& written,
                                 const std::vector<std::string>& names) const {
  return fault(key, fmt::format("cannot be {}; write one of {}", quoted(written), fmt::join(names, ", ")));
}

CheckedTable CheckedTable::inner(const TomlValue& value, std::string label) const {
  return {std::shared_ptr<const TomlValue>(value_, &value), file_name_, std::move(label)};
}

}  // namespace ohmsweep
