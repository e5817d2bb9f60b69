#pragma once
/// JSON that may stand inside a <script> element of the page (RFC 8259): nothing in a string can end the
/// element or begin another one. Pure.

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ohmsweep/core/finding.h"

namespace ohmsweep::page {

/// Quoted; control characters, <, >, & and the separators U+2028 and U+2029 as \uXXXX.
[[nodiscard]] std::string json_string(std::string_view text);
/// So many significant digits; null when not finite.
[[nodiscard]] std::string json_number(double value, int digits);
[[nodiscard]] std::string json_numbers(const std::vector<double>& values, int digits);
[[nodiscard]] std::string json_bool(bool value);
/// Values are JSON already; one that is empty is left out.
[[nodiscard]] std::string json_object(const std::vector<std::pair<std::string_view, std::string>>& members);
[[nodiscard]] std::string json_array(const std::vector<std::string>& elements);
/// [severity, code, detail] for each.
[[nodiscard]] std::string json_findings(const Findings& findings);

/// An array of what `writer` makes of each value.
template <typename Values, typename Writer>
std::string array_of(const Values& values, const Writer& writer) {
  std::vector<std::string> elements;
  elements.reserve(values.size());
  for (const auto& value : values) elements.push_back(writer(value));
  return json_array(elements);
}

}  // namespace ohmsweep::page
