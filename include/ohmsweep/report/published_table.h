#pragma once
/// Published figures and ratings by them, for the terminal. Thread rule: pure.

#include <string>
#include <vector>

#include "ohmsweep/rating/published.h"

namespace ohmsweep {

/// UTF-8, no colours, '\n' after each line: a row for every figure.
[[nodiscard]] std::string catalog_table(const std::vector<PublishedFigure>& figures);
/// Everything that an entry holds, a paragraph each.
[[nodiscard]] std::string catalog_entries(const std::vector<PublishedFigure>& figures);
/// A row for every rating, then each difference between a curve and what is published, and why the rule does
/// not apply or cannot be answered, each once.
[[nodiscard]] std::string published_table(const std::vector<NamedPublishedRating>& ratings);

}  // namespace ohmsweep
