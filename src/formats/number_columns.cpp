#include "formats/number_columns.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <optional>

#include "ohmsweep/core/name.h"

namespace ohmsweep {
namespace {

constexpr std::string_view blank = " \t\"";
constexpr std::string_view comment_marks = "*#;!%/'";

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool begins_as_number(std::string_view text) {
  if (text.starts_with('+') || text.starts_with('-')) text.remove_prefix(1);
  if (text.starts_with('.') || text.starts_with(',')) text.remove_prefix(1);
  return !text.empty() && is_digit(text.front());
}

/// "20,5 8,1": every comma stands between digits, and blanks part the cells.
bool has_decimal_commas(std::string_view line) {
  for (std::size_t i = line.find(','); i != std::string_view::npos; i = line.find(',', i + 1)) {
    if (i == 0 || i + 1 == line.size() || !is_digit(line[i - 1]) || !is_digit(line[i + 1])) return false;
  }
  return bare(line).find(' ') != std::string_view::npos;
}

char separator_in(std::string_view line) {
  for (const char separator : {';', '\t'}) {
    if (line.find(separator) != std::string_view::npos) return separator;
  }
  if (line.find(',') == std::string_view::npos) return ' ';
  return has_decimal_commas(line) ? ' ' : ',';
}

/// A separator of ' ' stands for any run of blanks and tabs. Quotation marks keep what they enclose together.
std::vector<std::string_view> words_of(std::string_view line, char separator) {
  std::vector<std::string_view> words;
  bool quoted = false;
  std::size_t begin = 0;
  const auto add = [&](std::size_t end) {
    const std::string_view word = bare(line.substr(begin, end - begin));
    if (separator != ' ' || !word.empty()) words.push_back(word);
    begin = end + 1;
  };
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '"') quoted = !quoted;
    if (!quoted && (line[i] == separator || (separator == ' ' && line[i] == '\t'))) add(i);
  }
  add(line.size());
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

std::string excerpt(std::string_view text) {
  constexpr std::size_t most = 40;
  return shown(std::string(text.substr(0, most))) + (text.size() > most ? "…" : "");
}

/// A line before the numbers.
struct Heading {
  std::size_t line = 0;
  std::string text;
  bool marked = false;  ///< as a comment
};

class Reader {
 public:
  Reader(const std::string& file_name, std::size_t most_rows)
      : file_name_(file_name), most_rows_(most_rows) {}

  void read(std::string_view line, std::size_t number) {
    const std::string_view text = bare(line);
    if (text.empty() || text == "\x1a") return;
    if (!begins_as_number(text)) return note_text(line, text, number);
    if (columns_.rows.empty()) choose_separator(line);
    add_row(words_of(line, separator_), number);
  }

  NumberColumns finish() {
    choose_names();
    return std::move(columns_);
  }

 private:
  [[nodiscard]] bool is_comment(std::string_view line, std::string_view text) const {
    if (comment_marks.find(text.front()) != std::string_view::npos) return true;
    return line.substr(line.find_first_not_of(" \t")).starts_with('"') &&
           text.find_first_of(",;\t") == std::string_view::npos;
  }

  void note_text(std::string_view line, std::string_view text, std::size_t number) {
    const bool marked = is_comment(line, text);
    if (!columns_.rows.empty()) {
      if (marked) return;
      throw fault_in_line(file_name_, number,
                          fmt::format("'{}' is no row of numbers; correct it, or begin it with * as "
                                      "a comment",
                                      excerpt(text)));
    }
    while (marked && !text.empty() && comment_marks.find(text.front()) != std::string_view::npos)
      text.remove_prefix(1);
    headings_.push_back({number, std::string(marked ? bare(text) : line), marked});
  }

  /// Tabs part cells one by one where the heading has them too, else like blanks.
  void choose_separator(std::string_view line) {
    separator_ = separator_in(line);
    const bool tabs_above = !headings_.empty() && headings_.back().text.find('\t') != std::string::npos;
    if (separator_ == '\t' && !tabs_above) separator_ = ' ';
  }

  void add_row(const std::vector<std::string_view>& words, std::size_t number) {
    if (columns_.rows.size() == most_rows_) {
      throw fault_in_line(
          file_name_, number,
          fmt::format("there are more than {} rows; thin the curve out, 48 points an octave are "
                      "plenty",
                      most_rows_));
    }
    NumberRow row{number, {}};
    for (const std::string_view word : words) {
      if (word.empty()) {
        row.values.push_back(std::numeric_limits<double>::quiet_NaN());
        continue;
      }
      const std::optional<double> value = number_of(word, separator_ != ',');
      if (!value && row.values.size() >= 2 && !begins_as_number(word)) break;  // a remark behind the numbers
      if (!value || !std::isfinite(*value)) {
        throw fault_in_line(file_name_, number,
                            fmt::format("'{}' is no number; correct it or remove the row", excerpt(word)));
      }
      note_decimal_sign(word, number);
      row.values.push_back(*value);
    }
    if (row.values.size() < 2) {
      throw fault_in_line(file_name_, number,
                          "the row has one number; a row states a frequency and an impedance");
    }
    columns_.rows.push_back(std::move(row));
  }

  /// "1,000" beside "32.5" is a thousand and no decimal fraction.
  void note_decimal_sign(std::string_view word, std::size_t number) {
    if (comma_line_ == 0 && word.find(',') != std::string_view::npos) comma_line_ = number;
    if (point_line_ == 0 && word.find('.') != std::string_view::npos) point_line_ = number;
    if (comma_line_ == 0 || point_line_ == 0) return;
    throw fault_in_line(
        file_name_, number,
        fmt::format("line {} has a number with a comma and line {} one with a point; export without "
                    "signs between thousands",
                    comma_line_, point_line_));
  }

  /// As the numbers below it are separated; at blanks where that gives as many words as there are numbers.
  [[nodiscard]] std::vector<std::string> words_of_heading(const Heading& heading, std::size_t cells) const {
    const auto words = [&](char separator) {
      std::vector<std::string> found;
      for (const std::string_view word : words_of(heading.text, separator)) found.emplace_back(word);
      return found;
    };
    std::vector<std::string> named = words(separator_);
    const bool tabs = separator_ == ' ' && heading.text.find('\t') != std::string::npos;
    if (tabs) named = words('\t');
    if (named.size() == cells) return named;
    std::vector<std::string> blanks = words(' ');
    return blanks.size() == cells ? blanks : named;
  }

  /// The line nearest to the numbers that has a word for each column. Cells at the end of a row may be empty.
  void choose_names() {
    if (columns_.rows.empty()) return;
    const std::size_t cells = columns_.rows.front().values.size();
    (void)std::find_if(headings_.rbegin(), headings_.rend(),
                       [&](const Heading& heading) { return take_names(heading, cells); });
  }

  bool take_names(const Heading& heading, std::size_t cells) {
    std::vector<std::string> words = words_of_heading(heading, cells);
    const bool row_of_names = !heading.marked && separator_ != ' ';
    if (words.size() < 2 || (row_of_names ? words.size() < cells : words.size() != cells)) return false;
    columns_.names = std::move(words);
    columns_.names_line = heading.line;
    columns_.must_name = row_of_names;
    return true;
  }

  const std::string& file_name_;
  std::size_t most_rows_;
  NumberColumns columns_;
  char separator_ = ' ';  ///< of the first row
  std::vector<Heading> headings_;
  std::size_t comma_line_ = 0;
  std::size_t point_line_ = 0;
};

bool is_binary(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte == 0x7f ||
         (byte < 0x20 && std::string_view("\t\n\v\f\r\x1a").find(c) == std::string_view::npos);
}

}  // namespace

void check_is_text(const std::string& text, const std::string& file_name) {
  if (text.starts_with("\xff\xfe") || text.starts_with("\xfe\xff")) {
    throw failure(fmt::format("{} is no text in UTF-8 but in UTF-16; save it as UTF-8", shown(file_name)));
  }
  if (std::any_of(text.begin(), text.end(), is_binary)) {
    throw failure(fmt::format("{} is no text; export the curve as ZMA, CSV or Touchstone", shown(file_name)));
  }
}

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

NumberColumns read_number_columns(const std::string& text, const std::string& file_name,
                                  std::size_t most_rows) {
  return read_lines(text, Reader(file_name, most_rows));
}

}  // namespace ohmsweep
