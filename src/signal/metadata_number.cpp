#include "signal/metadata_number.h"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <string>

namespace ohmsweep {

bool read_number(std::string_view text, std::string_view key, double& value) {
  const std::string wanted = fmt::format(" {}=", key);
  const auto at = text.find(wanted);
  if (at == std::string_view::npos) return false;
  const char* begin = text.data() + at + wanted.size();
  const auto [end, error] = std::from_chars(begin, text.data() + text.size(), value);
  return error == std::errc{} && end != begin && std::isfinite(value);
}

}  // namespace ohmsweep
