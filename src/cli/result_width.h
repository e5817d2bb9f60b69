#pragma once
/// How wide a result may be.

#include <cstddef>

namespace ohmsweep::cli {

/// Columns of the terminal that stdout is; 80 where it is none.
[[nodiscard]] std::size_t result_width();

}  // namespace ohmsweep::cli
