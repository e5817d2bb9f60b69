#pragma once
/// Tables of every report, written for a terminal, a spreadsheet or a forum. Thread rule: pure functions.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace ohmsweep {

enum class TableFormat {
  text,      ///< columns of fixed width, for a terminal
  csv,       ///< RFC 4180, '\n' after each line
  markdown,  ///< a table of GitHub Flavored Markdown
};

/// Every row is as long as the header. Cells are any text.
struct Table {
  std::vector<std::string> header;
  std::vector<std::vector<std::string>> rows;
  std::vector<std::size_t> right_aligned{};  ///< columns of numbers; CSV has no use for it
};

/// The table with its header, '\n' after each line. In CSV a cell with a comma, a quote or a line break
/// stands in quotes, its own quotes doubled. In Markdown every sign of a cell that has a meaning there (| ` *
/// _ < and their like) is escaped and a line break becomes <br>, so that a cell shows what it holds and no
/// more.
[[nodiscard]] std::string written(const Table& table, TableFormat format);

/// Lines that stand below a table: as they are for a terminal, each a paragraph of its own with its signs
/// escaped in Markdown, and left out of CSV, which is for programs.
[[nodiscard]] std::string written_below(std::string_view lines, TableFormat format);

/// A number for a program: nine significant digits; empty where it is not finite, and so not known.
[[nodiscard]] std::string cell_of(double value);
/// "true" or "false".
[[nodiscard]] std::string cell_of(bool value);

}  // namespace ohmsweep
