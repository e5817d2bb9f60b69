#include "report/html/page_json.h"

#include <fmt/format.h>

#include <cmath>
#include <iterator>

namespace ohmsweep::page {
namespace {

/// Line and paragraph separator end a line of a script as they end one of text.
constexpr std::string_view separators_begin = "\xE2\x80";
constexpr char line_separator = '\xA8';
constexpr char paragraph_separator = '\xA9';

bool is_separator(std::string_view text, std::size_t at) {
  return text.substr(at, 2) == separators_begin && at + 2 < text.size() &&
         (text[at + 2] == line_separator || text[at + 2] == paragraph_separator);
}

bool must_be_escaped(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte < 0x20 || byte == 0x7F || c == '<' || c == '>' || c == '&';
}

void append_number(std::string& text, double value, int digits) {
  if (std::isfinite(value)) {
    fmt::format_to(std::back_inserter(text), "{:.{}g}", value, digits);
  } else {
    text += "null";
  }
}

}  // namespace

std::string json_string(std::string_view text) {
  std::string quoted = "\"";
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '"' || c == '\\') {
      quoted += '\\';
      quoted += c;
    } else if (must_be_escaped(c)) {
      quoted += fmt::format("\\u{:04x}", static_cast<unsigned>(static_cast<unsigned char>(c)));
    } else if (is_separator(text, i)) {
      quoted += text[i + 2] == line_separator ? "\\u2028" : "\\u2029";
      i += 2;
    } else {
      quoted += c;
    }
  }
  return quoted + '"';
}

std::string json_number(double value, int digits) {
  std::string text;
  append_number(text, value, digits);
  return text;
}

std::string json_numbers(const std::vector<double>& values, int digits) {
  std::string text = "[";
  for (const double value : values) {
    if (text.size() > 1) text += ',';
    append_number(text, value, digits);
  }
  return text + "]";
}

std::string json_bool(bool value) { return value ? "true" : "false"; }

std::string json_object(const std::vector<std::pair<std::string_view, std::string>>& members) {
  std::string text = "{";
  for (const auto& [key, value] : members) {
    if (value.empty()) continue;
    if (text.size() > 1) text += ',';
    text += json_string(key) + ":" + value;
  }
  return text + "}";
}

std::string json_array(const std::vector<std::string>& elements) {
  return fmt::format("[{}]", fmt::join(elements, ","));
}

std::string json_findings(const Findings& findings) {
  return array_of(findings, [](const Finding& finding) {
    return json_array({json_string(to_string(finding.severity)), json_string(to_string(finding.code)),
                       json_string(finding.detail)});
  });
}

}  // namespace ohmsweep::page
