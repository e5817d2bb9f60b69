#pragma once
/// Published figures and ratings by them as JSON. Thread rule: pure.

#include <string>
#include <vector>

#include "ohmsweep/rating/published.h"

namespace ohmsweep::cli {

/// An array of objects with the keys of docs/file-formats.md.
[[nodiscard]] std::string catalog_json(const std::vector<PublishedFigure>& figures);
[[nodiscard]] std::string published_json(const std::vector<NamedPublishedRating>& ratings);

}  // namespace ohmsweep::cli
