#include "formats/number_columns.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <optional>
#include <ranges>

#include "ohmsweep/core/name.h"

namespace ohmsweep {
namespace {

constexpr std::string_view blank = " \t\"";
constexpr std::string_view comment_marks = "*#;!%/'";

char separator_in(std::string_view line) {
  for (const char separator : {';', '\t'}) {
    if (line.find(separator) != std::string_view::npos) return separator;
  }
  // "20,5 8,1" has decimal commas; "20, 8.1" and "20,8.1" have not.
  const std::size_t comma = line.find(',');
  if (comma == std::string_view::npos) return ' ';
  const bool space_after = comma + 1 < line.size() && line[comma + 1] == ' ';
  const bool spaces_inside = bare(line).find(' ') != std::string_view::npos;
  return space_after || !spaces_inside ? ',' : ' ';
}

std::vector<std::string_view> words_of(std::string_view line, char separator) {
  std::vector<std::string_view> words;
  while (!line.empty()) {
    const std::size_t end = line.find(separator);
    const std::string_view word = bare(line.substr(0, end));
    if (separator != ' ' || !word.empty()) words.push_back(word);
    if (end == std::string_view::npos) break;
    line.remove_prefix(end + 1);
  }
  while (!words.empty() && words.back().empty()) words.pop_back();
  return words;
}

/// A number with '.' as its decimal sign, or ',' where the columns allow it.
std::optional<double> number_of(std::string_view word, bool decimal_comma) {
  std::string text(word);
  if (decimal_comma) std::replace(text.begin(), text.end(), ',', '.');
  const char* begin = text.data() + (text.starts_with('+') ? 1 : 0);
  double value = 0.0;
  const auto [end, problem] = std::from_chars(begin, text.data() + text.size(), value);
  if (problem == std::errc::invalid_argument || end != text.data() + text.size()) return std::nullopt;
  return problem == std::errc{} ? value : std::numeric_limits<double>::infinity();
}

class Reader {
 public:
  Reader(const std::string& file_name, std::size_t most_rows) : file_name_(file_name), most_rows_(most_rows) {}

  void read(std::string_view line, std::size_t number) {
    const std::string_view text = bare(line);
    if (text.empty()) return;
    const char separator = separator_in(line);
    const std::vector<std::string_view> words = words_of(line, separator);
    const bool marked = comment_marks.find(text.front()) != std::string_view::npos;
    if (marked || words.empty() || !number_of(words.front(), separator != ',')) {
      note_comment(text);
      return;
    }
    if (columns_.rows.empty()) separator_ = separator;
    add_row(words, separator, number);
  }

  NumberColumns finish() {
    choose_names();
    return std::move(columns_);
  }

 private:
  void note_comment(std::string_view text) {
    if (!columns_.rows.empty()) return;
    while (!text.empty() && comment_marks.find(text.front()) != std::string_view::npos) text.remove_prefix(1);
    headings_.emplace_back(bare(text));
  }

  void add_row(const std::vector<std::string_view>& words, char separator, std::size_t number) {
    if (columns_.rows.size() == most_rows_) {
      throw fault_in_line(file_name_, number,
                          fmt::format("there are more than {} rows; thin the curve out, 48 points an octave are "
                                      "plenty",
                                      most_rows_));
    }
    NumberRow row{number, {}};
    for (const std::string_view word : words) {
      const std::optional<double> value = number_of(word, separator != ',');
      if (!value && row.values.size() >= 2) break;  // a remark behind the numbers
      if (!value || !std::isfinite(*value)) {
        throw fault_in_line(file_name_, number, fmt::format("'{}' is no number; correct it or remove the row",
                                                            shown(std::string(word))));
      }
      row.values.push_back(*value);
    }
    if (row.values.size() < 2) {
      throw fault_in_line(file_name_, number,
                          "the row has one number; a row states a frequency and an impedance");
    }
    columns_.rows.push_back(std::move(row));
  }

  /// As the numbers below it are separated; tabs do for spaces.
  [[nodiscard]] std::vector<std::string> words_of_heading(const std::string& heading) const {
    const bool tabs = separator_ == ' ' && heading.find('\t') != std::string::npos;
    std::vector<std::string> words;
    for (const std::string_view word : words_of(heading, tabs ? '\t' : separator_)) words.emplace_back(word);
    return words;
  }

  /// The nearest to the numbers that has enough words.
  void choose_names() {
    if (columns_.rows.empty()) return;
    for (const std::string& heading : std::ranges::reverse_view(headings_)) {
      std::vector<std::string> words = words_of_heading(heading);
      if (words.size() < 2) continue;
      columns_.names = std::move(words);
      return;
    }
  }

  const std::string& file_name_;
  std::size_t most_rows_;
  NumberColumns columns_;
  char separator_ = ' ';  ///< of the first row
  std::vector<std::string> headings_;
};

}  // namespace

Error fault_in_line(const std::string& file_name, std::size_t line, const std::string& sentence) {
  return failure(fmt::format("{}, line {}: {}", shown(file_name), line, sentence));
}

std::vector<std::string_view> lines_of(std::string_view text) {
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = text.find_first_of("\r\n");
    lines.push_back(text.substr(0, end));
    if (end == std::string_view::npos) break;
    const bool both = text[end] == '\r' && end + 1 < text.size() && text[end + 1] == '\n';
    text.remove_prefix(end + (both ? 2 : 1));
  }
  return lines;
}

std::string_view bare(std::string_view word) {
  const std::size_t begin = word.find_first_not_of(blank);
  if (begin == std::string_view::npos) return {};
  return word.substr(begin, word.find_last_not_of(blank) - begin + 1);
}

std::string in_lower_case(std::string_view text) {
  std::string lower(text);
  for (char& letter : lower) {
    if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
  }
  return lower;
}

NumberColumns read_number_columns(const std::string& text, const std::string& file_name, std::size_t most_rows) {
  if (text.find('\0') != std::string::npos) {
    throw failure(fmt::format("{} is no text; export the curve as ZMA, CSV or Touchstone", shown(file_name)));
  }
  Reader reader(file_name, most_rows);
  std::size_t number = 0;
  for (const std::string_view line : lines_of(text)) reader.read(line, ++number);
  return reader.finish();
}

}  // namespace ohmsweep
