#include "ohmsweep/core/name.h"

#include <fmt/format.h>

#include <cstddef>
#include <optional>

#include "ohmsweep/core/error.h"

namespace ohmsweep {

namespace {

constexpr std::size_t longest_shown = 200;

/// One character of a text, or one byte that belongs to none.
struct Character {
  std::optional<char32_t> code_point;  ///< absent: the byte is not UTF-8
  std::size_t bytes = 1;
};

unsigned byte_at(std::string_view text, std::size_t i) { return static_cast<unsigned char>(text[i]); }

std::size_t length_from_lead(unsigned lead) {
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead <= 0xDF) return 2;
  if (lead >= 0xE0 && lead <= 0xEF) return 3;
  if (lead >= 0xF0 && lead <= 0xF4) return 4;
  return 0;
}

/// RFC 3629, section 4: no overlong form, no surrogate, nothing above U+10FFFF.
bool well_formed(char32_t code_point, std::size_t bytes) {
  if (bytes == 3) return code_point >= 0x800 && (code_point < 0xD800 || code_point > 0xDFFF);
  if (bytes == 4) return code_point >= 0x10000 && code_point <= 0x10FFFF;
  return true;
}

Character first_character(std::string_view text) {
  const unsigned lead = byte_at(text, 0);
  const std::size_t bytes = length_from_lead(lead);
  if (bytes == 1) return {lead, 1};
  if (bytes == 0 || text.size() < bytes) return {};
  char32_t code_point = lead & (0xFFU >> (bytes + 1));
  for (std::size_t i = 1; i < bytes; ++i) {
    if ((byte_at(text, i) & 0xC0U) != 0x80) return {};
    code_point = (code_point << 6U) | (byte_at(text, i) & 0x3FU);
  }
  if (!well_formed(code_point, bytes)) return {};
  return {code_point, bytes};
}

bool breaks_a_line(char32_t c) { return c < 0x20 || (c >= 0x7F && c <= 0x9F) || c == 0x2028 || c == 0x2029; }

/// Embeddings, overrides and isolates (Unicode TR 9) would reorder the sentence around the text.
bool turns_direction(char32_t c) { return (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069); }

std::string escaped(char32_t c) {
  if (c == '\n') return "\\n";
  if (c == '\r') return "\\r";
  if (c == '\t') return "\\t";
  const auto number = static_cast<unsigned>(c);
  return c < 0x80 ? fmt::format("\\x{:02x}", number) : fmt::format("\\u{:04x}", number);
}

std::string shown_character(std::string_view text, const Character& character) {
  if (!character.code_point) return fmt::format("\\x{:02x}", byte_at(text, 0));
  const char32_t c = *character.code_point;
  if (breaks_a_line(c) || turns_direction(c)) return escaped(c);
  return std::string(text.substr(0, character.bytes));
}

}  // namespace

void check_name(const std::string& name, std::string_view what) {
  if (name.find_first_not_of(' ') == std::string::npos) {
    throw usage_error(fmt::format("the name '{}' of the {} is empty; give it at least one visible character",
                                  shown(name), what));
  }
  for (std::string_view rest = name; !rest.empty();) {
    const Character character = first_character(rest);
    if (!character.code_point) {
      throw usage_error(fmt::format(
          "the name '{}' of the {} is not valid UTF-8 (byte 0x{:02x} at position {}); write it in UTF-8",
          shown(name), what, byte_at(rest, 0), name.size() - rest.size() + 1));
    }
    if (breaks_a_line(*character.code_point)) {
      throw usage_error(
          fmt::format("the name '{}' of the {} holds the control character {}; write it on one line without "
                      "control characters",
                      shown(name), what, escaped(*character.code_point)));
    }
    rest.remove_prefix(character.bytes);
  }
}

std::string shown(const std::string& text) {
  std::string line;
  std::size_t characters = 0;
  for (std::string_view rest = text; !rest.empty(); ++characters) {
    if (characters == longest_shown) return line + "…";
    const Character character = first_character(rest);
    line += shown_character(rest, character);
    rest.remove_prefix(character.bytes);
  }
  return line;
}

}  // namespace ohmsweep
