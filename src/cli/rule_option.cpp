#include "cli/rule_option.h"

#include <fmt/format.h>

#include <charconv>
#include <cmath>

#include "ohmsweep/core/error.h"
#include "ohmsweep/core/name.h"

namespace ohmsweep::cli {

double parse_rule(const std::string& text) {
  double ratio = 0.0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), ratio);
  if (problem == std::errc{} && end == text.data() + text.size() && std::isfinite(ratio) && ratio > 0.0) {
    return ratio;
  }
  throw usage_error(
      fmt::format("--rule '{}' is not a ratio above zero; write a number, like --rule 8.", shown(text)));
}

}  // namespace ohmsweep::cli
