#pragma once
/// Columns that line up in a terminal, whatever script a name is written in. Pure.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace ohmsweep {

/// Terminal cells that UTF-8 text takes: 2 for East Asian wide characters and emoji, 0 for combining marks.
[[nodiscard]] std::size_t display_width(std::string_view text);

/// Rows of equal length, the first being the header, which a rule sets off. Cells are padded on the right, or
/// on the left in columns named in `right_aligned`; no line ends in spaces.
[[nodiscard]] std::string text_table(const std::vector<std::vector<std::string>>& rows,
                                     const std::vector<std::size_t>& right_aligned);

/// The rows without those columns, from `first` on, in which only the header has text.
[[nodiscard]] std::vector<std::vector<std::string>> without_empty_columns(
    std::vector<std::vector<std::string>> rows, std::size_t first);

}  // namespace ohmsweep
