#pragma once
/// Rows of numbers in a text that some other program wrote: comments, separators and decimal signs of all kinds.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "ohmsweep/core/error.h"

namespace ohmsweep {

struct NumberRow {
  std::size_t line = 0;  ///< from 1
  std::vector<double> values;
};

struct NumberColumns {
  /// The words of the last line before the numbers that has two or more: the names of the columns, units and all.
  std::vector<std::string> names;
  std::vector<NumberRow> rows;
};

/// Lines end in LF, CR or both; a byte order mark is passed over. A line that does not begin with a number is a comment
/// or the header. Columns are separated by ';', tabs, ',' or spaces, whichever occurs first in that order; where it is
/// not ',', a comma may be the decimal sign. Throws Error(failed) with file and line for a row with fewer than two
/// numbers, for a number that is not finite, for too many rows, and for bytes that are no text.
[[nodiscard]] NumberColumns read_number_columns(const std::string& text, const std::string& file_name,
                                                std::size_t most_rows);

/// "FILE, line N: SENTENCE".
[[nodiscard]] Error fault_in_line(const std::string& file_name, std::size_t line, const std::string& sentence);

/// Lines of a text, however they end, without a byte order mark.
[[nodiscard]] std::vector<std::string_view> lines_of(std::string_view text);
/// Without spaces, tabs and quotes at both ends.
[[nodiscard]] std::string_view bare(std::string_view word);
[[nodiscard]] std::string in_lower_case(std::string_view text);

}  // namespace ohmsweep
