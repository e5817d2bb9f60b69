#pragma once
/// "Did you mean": the known word nearest to a mistyped one.

#include <optional>
#include <string>
#include <vector>

namespace ohmsweep::cli {

/// Letters to insert, remove, replace, or exchange with a neighbour to turn one word into the other.
[[nodiscard]] std::size_t edits_between(const std::string& a, const std::string& b);

/// The first of the known words with the fewest edits, unless that is most of the word.
[[nodiscard]] std::optional<std::string> nearest(const std::string& word,
                                                 const std::vector<std::string>& known);

}  // namespace ohmsweep::cli
