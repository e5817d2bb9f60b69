#pragma once
/// "Did you mean": the known name that a mistyped one stands for. Thread rule: pure functions.

#include <string>
#include <string_view>
#include <vector>

namespace ohmsweep {

/// The name of `known` with the fewest edits from `typed` (insert, delete, replace, or exchange of two
/// neighbouring bytes: optimal string alignment distance), case ignored. Empty when `typed` is longer than 64
/// bytes or all need more edits than a third of its length (at least one).
[[nodiscard]] std::string near_name(std::string_view typed, const std::vector<std::string>& known);

}  // namespace ohmsweep
