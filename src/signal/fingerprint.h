#pragma once
// The identity of a stimulus's samples.

#include <string>
#include <vector>

namespace ohmsweep {

/// FNV-1a over rate and samples, 16 hexadecimal digits: identifies a stimulus, guards nothing.
[[nodiscard]] std::string fingerprint(const std::vector<double>& samples, int sample_rate);

}  // namespace ohmsweep
