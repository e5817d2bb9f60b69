#pragma once
/// A table of a file that a person wrote, read key by key with exact errors. Every function that throws
/// throws Error(failed) with one sentence: "kits/my.toml, line 12: unknown key 'resistence' in [[standard]];
/// did you mean 'resistance'?". Thread rule: values, safe to share.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "ohmsweep/core/error.h"

namespace ohmsweep {

struct TomlValue;

class CheckedTable {
 public:
  /// The whole file as one table. `file_name` is how sentences call it.
  static CheckedTable parse(const std::string& text, const std::string& file_name);

  /// Throws for the first key that is not one of these.
  void allow(const std::vector<std::string>& known) const;

  [[nodiscard]] bool has(std::string_view key) const;
  /// All keys, in the order of the file.
  [[nodiscard]] std::vector<std::string> keys() const;
  /// The line of this table's header, or of a key in it; 0 for the file as a whole.
  [[nodiscard]] std::size_t line() const;
  [[nodiscard]] std::size_t line(std::string_view key) const;
  /// How sentences call this table: "[inputs]", "[[standard]]", empty for the file as a whole.
  [[nodiscard]] const std::string& label() const { return label_; }

  /// Absent keys give nothing; a value of another type throws.
  [[nodiscard]] std::optional<std::string> text(std::string_view key) const;
  [[nodiscard]] std::optional<bool> flag(std::string_view key) const;
  /// An integer within [lowest, highest].
  [[nodiscard]] std::optional<std::int64_t> whole_number(std::string_view key, std::int64_t lowest,
                                                         std::int64_t highest) const;
  /// A finite integer or decimal number.
  [[nodiscard]] std::optional<double> number(std::string_view key) const;
  /// An array of text; empty when absent.
  [[nodiscard]] std::vector<std::string> texts(std::string_view key) const;

  /// The same where the key must be there.
  [[nodiscard]] std::string required_text(std::string_view key) const;

  /// Text read by one of the functions of quantity_text.h, whose sentence is prefixed with file, line and
  /// key.
  template <typename Reader>
  [[nodiscard]] auto quantity(std::string_view key, Reader reader) const
      -> std::optional<std::invoke_result_t<Reader, std::string_view>> {
    const auto written = text(key);
    if (!written) return std::nullopt;
    return parsed(key, *written, reader);
  }
  template <typename Reader>
  [[nodiscard]] auto required_quantity(std::string_view key, Reader reader) const
      -> std::invoke_result_t<Reader, std::string_view> {
    return parsed(key, required_text(key), reader);
  }

  /// One of the named choices; absent gives nothing.
  template <typename Value>
  [[nodiscard]] std::optional<Value> choice(std::string_view key,
                                            const std::vector<std::pair<std::string, Value>>& choices) const {
    const auto written = text(key);
    if (!written) return std::nullopt;
    std::vector<std::string> names;
    for (const auto& [name, value] : choices) {
      if (name == *written) return value;
      names.push_back(name);
    }
    throw not_a_choice(key, *written, names);
  }

  /// [key]; an empty table when absent.
  [[nodiscard]] CheckedTable table(std::string_view key) const;
  /// [[key]], in order; none when absent.
  [[nodiscard]] std::vector<CheckedTable> tables(std::string_view key) const;

  /// "FILE, line N: 'key' SENTENCE", or about the table itself: "FILE, line N: SENTENCE".
  [[nodiscard]] Error fault(std::string_view key, const std::string& sentence) const;
  [[nodiscard]] Error fault(const std::string& sentence) const;

 private:
  CheckedTable(std::shared_ptr<const TomlValue> value, std::string file_name, std::string label);

  [[nodiscard]] const TomlValue* find(std::string_view key) const;
  [[nodiscard]] Error at_line(std::size_t line, const std::string& sentence) const;
  [[nodiscard]] Error wrong_type(std::string_view key, const TomlValue& value, std::string_view wanted) const;
  [[nodiscard]] Error not_a_choice(std::string_view key, const std::string& written,
                                   const std::vector<std::string>& names) const;
  [[nodiscard]] CheckedTable inner(const TomlValue& value, std::string label) const;

  template <typename Reader>
  [[nodiscard]] auto parsed(std::string_view key, const std::string& written, Reader reader) const {
    try {
      return reader(std::string_view(written));
    } catch (const Error& error) {
      throw fault(key, std::string("has a wrong value: ") + error.what());
    }
  }

  std::shared_ptr<const TomlValue> value_;
  std::string file_name_;
  std::string label_;
};

}  // namespace ohmsweep
