#pragma once
/// Numbers in the comment of a stimulus file. Pure.

#include <string_view>

namespace ohmsweep {

/// The finite number behind " key=" in the text; false, with `value` untouched or partly read, where there is
/// none.
[[nodiscard]] bool read_number(std::string_view text, std::string_view key, double& value);

}  // namespace ohmsweep
