#pragma once
/// Rows of numbers in a text that some other program wrote: comments, separators and decimal signs of all
/// kinds.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "ohmsweep/core/error.h"

namespace ohmsweep {

struct NumberRow {
  std::size_t line = 0;        ///< from 1
  std::vector<double> values;  ///< NaN where a cell is empty; none at the end
};

struct NumberColumns {
  /// The words of the last line before the numbers that has one for each column: their names, units and all.
  std::vector<std::string> names;
  std::size_t names_line = 0;
  bool must_name = false;  ///< the names are a row of the table and no comment that may be prose
  std::vector<NumberRow> rows;
};

/// Lines end in LF, CR or both; a byte order mark is passed over. Before the numbers, any line that does not
/// begin with one is a comment or the header; after them, only one with a comment's mark. Columns are
/// separated by ';', tabs, ',' or blanks, whichever the first row has in that order; where it is not ',', a
/// comma may be the decimal sign of all. Throws Error(failed) with file and line for a row with fewer than
/// two numbers, for what is no finite number or no row, for a decimal sign that changes, and for too many
/// rows.
[[nodiscard]] NumberColumns read_number_columns(const std::string& text, const std::string& file_name,
                                                std::size_t most_rows);

/// Throws Error(failed) for bytes that are no text in UTF-8 or ASCII.
void check_is_text(const std::string& text, const std::string& file_name);

/// "FILE, line N: SENTENCE".
[[nodiscard]] Error fault_in_line(const std::string& file_name, std::size_t line,
                                  const std::string& sentence);

/// Lines of a text, however they end, without a byte order mark.
[[nodiscard]] std::vector<std::string_view> lines_of(std::string_view text);
/// What a reader makes of a text: `reader.read(line, number)` for each line, numbered from 1, and then
/// `reader.finish()`.
template <typename LineReader>
auto read_lines(std::string_view text, LineReader reader) {
  std::size_t number = 0;
  for (const std::string_view line : lines_of(text)) reader.read(line, ++number);
  return reader.finish();
}
/// Without spaces, tabs and quotes at both ends.
[[nodiscard]] std::string_view bare(std::string_view word);
[[nodiscard]] std::string in_lower_case(std::string_view text);

}  // namespace ohmsweep
