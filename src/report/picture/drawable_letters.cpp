#include <algorithm>
#include <charconv>
#include <cstdint>
#include <string_view>
#include <utility>

#include "ohmsweep/report/picture.h"

namespace ohmsweep {
namespace {

/// From and to, both included.
using CodeRange = std::pair<std::uint32_t, std::uint32_t>;

/// What the fonts of any system with letters have.
constexpr CodeRange usual_letters{0x20, 0x52F};
constexpr std::string_view box = "□";

/// The number that a text begins with, taken off it.
std::uint32_t taken_number(std::string_view& text) {
  std::uint32_t number = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number, 16);
  (void)problem;  // no digit: the caller finds that nothing was taken
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return number;
}

/// Sorted, and merged where they touch.
std::vector<CodeRange> ranges_of(std::string_view charsets) {
  std::vector<CodeRange> all;
  while (!charsets.empty()) {
    const std::size_t before = charsets.size();
    const std::uint32_t from = taken_number(charsets);
    if (charsets.size() == before) {
      charsets.remove_prefix(1);
      continue;
    }
    const bool open = charsets.starts_with('-');
    if (open) charsets.remove_prefix(1);
    all.emplace_back(from, open ? taken_number(charsets) : from);
  }
  std::ranges::sort(all);
  std::vector<CodeRange> merged;
  for (const CodeRange& range : all) {
    if (merged.empty() || range.first > merged.back().second + 1) {
      merged.push_back(range);
    } else {
      merged.back().second = std::max(merged.back().second, range.second);
    }
  }
  return merged;
}

bool holds(const std::vector<CodeRange>& ranges, std::uint32_t code) {
  const auto after = std::ranges::upper_bound(ranges, code, {}, &CodeRange::first);
  return after != ranges.begin() && std::prev(after)->second >= code;
}

bool continues(char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U; }

/// Of a character of two bytes or more.
std::uint32_t code_of(std::string_view character) {
  const auto lead = static_cast<unsigned char>(character.front());
  std::uint32_t code = lead & (0x7FU >> character.size());
  for (const char byte : character.substr(1))
    code = (code << 6U) | (static_cast<unsigned char>(byte) & 0x3FU);
  return code;
}

/// Joiners, direction marks and the like have no shape of their own, and need none.
bool is_shapeless(std::uint32_t code) {
  return (code >= 0x200B && code <= 0x200F) || (code >= 0xFE00 && code <= 0xFE0F) || code == 0x2060 ||
         code == 0xFEFF;
}

}  // namespace

std::string with_drawable_letters(const std::string& script, const std::optional<std::string>& charsets) {
  const std::vector<CodeRange> ranges =
      charsets ? ranges_of(*charsets)
               : std::vector<CodeRange>{usual_letters, {0x2026, 0x2026}, {0x25A1, 0x25A1}};
  const std::string_view missing = holds(ranges, 0x25A1) ? box : "?";
  std::string text;
  for (std::string_view rest = script; !rest.empty();) {
    std::size_t bytes = 1;
    while (bytes < rest.size() && continues(rest[bytes])) ++bytes;
    const std::string_view character = rest.substr(0, bytes);
    const bool plain = bytes == 1 || holds(ranges, code_of(character)) || is_shapeless(code_of(character));
    text += plain ? character : missing;
    rest.remove_prefix(bytes);
  }
  return text;
}

}  // namespace ohmsweep
