#include "ohmsweep/report/table.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "ohmsweep/core/csv_field.h"
#include "report/text_table.h"

namespace ohmsweep {
namespace {

/// CommonMark lets a backslash take the meaning off any of these.
std::string markdown_text(std::string_view text) {
  constexpr std::string_view meaningful = "\\`|*_[]<>&~";
  std::string plain;
  for (const char c : text) {
    if (c == '\n') {
      plain += "<br>";
    } else if (c != '\r') {
      if (meaningful.find(c) != std::string_view::npos) plain += '\\';
      plain += c;
    }
  }
  return plain;
}

std::string csv_line(const std::vector<std::string>& cells) {
  std::vector<std::string> fields;
  fields.reserve(cells.size());
  for (const std::string& cell : cells) fields.push_back(csv_field(cell));
  return fmt::format("{}\n", fmt::join(fields, ","));
}

std::string markdown_line(const std::vector<std::string>& cells) {
  std::string line = "|";
  for (const std::string& cell : cells) line += fmt::format(" {} |", markdown_text(cell));
  return line + "\n";
}

std::string markdown_rule(const Table& table) {
  std::string line = "|";
  for (std::size_t c = 0; c < table.header.size(); ++c) {
    const bool right = std::ranges::find(table.right_aligned, c) != table.right_aligned.end();
    line += right ? " ---: |" : " --- |";
  }
  return line + "\n";
}

std::string fixed_width(const Table& table) {
  std::vector<std::vector<std::string>> rows{table.header};
  rows.insert(rows.end(), table.rows.begin(), table.rows.end());
  return text_table(rows, table.right_aligned);
}

}  // namespace

std::string written(const Table& table, TableFormat format) {
  if (format == TableFormat::text) return fixed_width(table);
  const bool csv = format == TableFormat::csv;
  std::string text = csv ? csv_line(table.header) : markdown_line(table.header) + markdown_rule(table);
  for (const std::vector<std::string>& row : table.rows) text += csv ? csv_line(row) : markdown_line(row);
  return text;
}

std::string written_below(std::string_view lines, TableFormat format) {
  if (format == TableFormat::text) return std::string(lines);
  std::string text;
  while (format == TableFormat::markdown && !lines.empty()) {
    const std::size_t end = std::min(lines.find('\n'), lines.size());
    std::string_view line = lines.substr(0, end);
    line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
    if (!line.empty()) text += fmt::format("\n{}\n", markdown_text(line));
    lines.remove_prefix(std::min(end + 1, lines.size()));
  }
  return text;
}

std::string cell_of(double value) { return std::isfinite(value) ? fmt::format("{:.9g}", value) : ""; }

std::string cell_of(bool value) { return value ? "true" : "false"; }

}  // namespace ohmsweep
