#pragma once
/// What a person may have meant by a name that the library does not hold. Thread rule: pure functions.

#include <cstddef>
#include <string>
#include <vector>

namespace ohmsweep {

/// Fewest insertions, deletions and replacements of bytes that turn a into b, letter case aside
/// (V. I. Levenshtein, Soviet Physics Doklady 10, 1966).
[[nodiscard]] std::size_t edit_distance(const std::string& a, const std::string& b);

/// Up to three names near `wanted`, nearest first: within a third of its length in edits, or one containing
/// the other; without any near one the first three. Quoted, shown() and comma-separated, with "and N more"
/// where there are more.
[[nodiscard]] std::string near_names(const std::string& wanted, const std::vector<std::string>& held);

}  // namespace ohmsweep
