#pragma once
/// --rule: the smallest |Z|/|Zo| that passes. Thread rule: pure.

#include <string>

namespace ohmsweep::cli {

/// "8", "6.4": finite and above zero. Throws Error(usage) otherwise.
[[nodiscard]] double parse_rule(const std::string& text);

}  // namespace ohmsweep::cli
