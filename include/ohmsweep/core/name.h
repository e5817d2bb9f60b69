#pragma once
/// Names that people give to headphones, amplifiers, outputs and calibrations, and how they appear in
/// sentences. Any script and any length is a name; what cannot be shown on one line is not.
/// Thread rule: pure functions.

#include <string>
#include <string_view>

namespace ohmsweep {

/// Accepts a name of at least one visible character in valid UTF-8 (RFC 3629) without control characters
/// (C0, DEL, C1, and the line and paragraph separators U+2028 and U+2029). Throws Error(usage) otherwise; the
/// sentence calls the thing `what` ("headphone", "output"), shows the name escaped and says what to do.
void check_name(const std::string& name, std::string_view what);

/// The text as one line for a sentence: control and text-direction characters and bytes that are not UTF-8
/// appear escaped ("\n", "\x1b", "\u2028"), and what exceeds 200 characters is cut and ends in "…".
[[nodiscard]] std::string shown(const std::string& text);

}  // namespace ohmsweep
