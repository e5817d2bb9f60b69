#include "cli/json_text.h"

#include <fmt/format.h>

#include <cmath>

namespace ohmsweep::cli {

std::string json_string(const std::string& text) {
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      quoted += '\\';
      quoted += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      quoted += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
    } else {
      quoted += c;
    }
  }
  return quoted + '"';
}

std::string json_number(double value) {
  return std::isfinite(value) ? fmt::format("{}", value) : std::string("null");
}

std::string json_bool(bool value) { return value ? "true" : "false"; }

std::string json_object(const std::vector<std::pair<std::string, std::string>>& members) {
  std::string text = "{";
  for (const auto& [key, value] : members) {
    text += fmt::format("{}{}: {}", text.size() == 1 ? "" : ", ", json_string(key), value);
  }
  return text + "}";
}

std::string json_array(const std::vector<std::string>& elements) {
  return fmt::format("[{}]", fmt::join(elements, ",\n "));
}

std::string json_findings(const Findings& findings) {
  std::vector<std::string> elements;
  for (const Finding& finding : findings) {
    elements.push_back(json_object({{"severity", json_string(std::string(to_string(finding.severity)))},
                                    {"code", json_string(std::string(to_string(finding.code)))},
                                    {"detail", json_string(finding.detail)}}));
  }
  return fmt::format("[{}]", fmt::join(elements, ", "));
}

}  // namespace ohmsweep::cli
