#include "report/text_table.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace ohmsweep {

namespace {

struct Range {
  std::uint32_t from;
  std::uint32_t to;
};

/// Blocks of the Unicode standard, annex 11 (East Asian width W and F) in outline.
constexpr std::array<Range, 10> wide{{{0x1100, 0x115F},
                                      {0x2E80, 0x303E},
                                      {0x3041, 0xA4CF},
                                      {0xAC00, 0xD7A3},
                                      {0xF900, 0xFAFF},
                                      {0xFE30, 0xFE6F},
                                      {0xFF00, 0xFF60},
                                      {0xFFE0, 0xFFE6},
                                      {0x1F300, 0x1FAFF},
                                      {0x20000, 0x3FFFD}}};
constexpr std::array<Range, 5> zero{
    {{0x0300, 0x036F}, {0x200B, 0x200F}, {0x20D0, 0x20FF}, {0xFE00, 0xFE0F}, {0xFE20, 0xFE2F}}};

template <std::size_t Count>
bool within(const std::array<Range, Count>& ranges, std::uint32_t code) {
  return std::any_of(ranges.begin(), ranges.end(),
                     [code](const Range& r) { return code >= r.from && code <= r.to; });
}

bool continues(char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U; }

/// Bits of the code point in its first byte.
std::uint32_t leading_bits(char byte) {
  const auto b = static_cast<unsigned char>(byte);
  if (b < 0x80U) return b;
  if (b < 0xE0U) return b & 0x1FU;
  if (b < 0xF0U) return b & 0x0FU;
  return b & 0x07U;
}

std::vector<std::size_t> column_widths(const std::vector<std::vector<std::string>>& rows) {
  std::vector<std::size_t> widths(rows.front().size(), 0);
  for (const auto& row : rows) {
    for (std::size_t c = 0; c < row.size(); ++c) widths[c] = std::max(widths[c], display_width(row[c]));
  }
  return widths;
}

std::string joined_line(const std::vector<std::string>& row, const std::vector<std::size_t>& widths,
                        const std::vector<std::size_t>& right_aligned) {
  std::string line;
  for (std::size_t c = 0; c < row.size(); ++c) {
    const std::string padding(widths[c] - display_width(row[c]), ' ');
    const bool right = std::find(right_aligned.begin(), right_aligned.end(), c) != right_aligned.end();
    line += (c == 0 ? "" : "  ") + (right ? padding + row[c] : row[c] + padding);
  }
  line.erase(line.find_last_not_of(' ') + 1);
  return line + "\n";
}

}  // namespace

std::size_t display_width(std::string_view text) {
  std::size_t width = 0;
  for (std::size_t i = 0; i < text.size();) {
    std::uint32_t code = leading_bits(text[i]);
    for (++i; i < text.size() && continues(text[i]); ++i) {
      code = (code << 6U) | (static_cast<unsigned char>(text[i]) & 0x3FU);
    }
    if (within(zero, code)) continue;
    width += within(wide, code) ? 2 : 1;
  }
  return width;
}

std::string text_table(const std::vector<std::vector<std::string>>& rows,
                       const std::vector<std::size_t>& right_aligned) {
  const std::vector<std::size_t> widths = column_widths(rows);
  std::vector<std::string> rule;
  rule.reserve(widths.size());
  for (const std::size_t width : widths) rule.emplace_back(width, '-');
  std::string text = joined_line(rows.front(), widths, right_aligned) + joined_line(rule, widths, {});
  for (std::size_t r = 1; r < rows.size(); ++r) text += joined_line(rows[r], widths, right_aligned);
  return text;
}

std::vector<std::vector<std::string>> without_empty_columns(std::vector<std::vector<std::string>> rows,
                                                            std::size_t first) {
  for (std::size_t c = rows.front().size(); c-- > first;) {
    const bool used =
        std::any_of(rows.begin() + 1, rows.end(), [c](const auto& row) { return !row[c].empty(); });
    if (used) continue;
    for (auto& row : rows) row.erase(row.begin() + static_cast<std::ptrdiff_t>(c));
  }
  return rows;
}

}  // namespace ohmsweep
