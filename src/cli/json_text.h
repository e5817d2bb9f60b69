#pragma once
/// JSON for the summaries that commands print (RFC 8259). Curves and pairings have their own writers in
/// formats. Thread rule: pure functions.

#include <string>
#include <utility>
#include <vector>

#include "ohmsweep/core/finding.h"

namespace ohmsweep::cli {

/// A quoted string; bytes below 0x20 are escaped.
[[nodiscard]] std::string json_string(const std::string& text);
/// The shortest text that reads back as the same double; null when not finite.
[[nodiscard]] std::string json_number(double value);
[[nodiscard]] std::string json_bool(bool value);
/// Values are JSON already.
[[nodiscard]] std::string json_object(const std::vector<std::pair<std::string, std::string>>& members);
[[nodiscard]] std::string json_array(const std::vector<std::string>& elements);
/// An array of {severity, code, detail}.
[[nodiscard]] std::string json_findings(const Findings& findings);

/// An array of what `writer` makes of each value.
template <typename Values, typename Writer>
std::string array_of(const Values& values, const Writer& writer) {
  std::vector<std::string> elements;
  elements.reserve(values.size());
  for (const auto& value : values) elements.push_back(writer(value));
  return json_array(elements);
}

}  // namespace ohmsweep::cli
