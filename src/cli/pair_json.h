#pragma once
/// One pairing, explained, as JSON. Pure.

#include <string>

#include "ohmsweep/workflow/rate.h"

namespace ohmsweep::cli {

/// `sentence`: what is heard.
[[nodiscard]] std::string pair_json(const LibraryPair& one, const std::string& sentence);

}  // namespace ohmsweep::cli
