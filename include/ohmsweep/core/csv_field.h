#pragma once
/// Text as a field of comma-separated values (RFC 4180). Thread rule: pure.

#include <string>

namespace ohmsweep {

/// Quoted where a comma, a quote or a line break stands in it, its quotes doubled; else as it is.
[[nodiscard]] std::string csv_field(const std::string& text);

}  // namespace ohmsweep
