#include "signal/fingerprint.h"

#include <fmt/format.h>

#include <bit>
#include <cstdint>

namespace ohmsweep {

std::string fingerprint(const std::vector<double>& samples, int sample_rate) {
  std::uint64_t hash = 14695981039346656037ULL;
  const auto add = [&](std::uint64_t word) {
    hash ^= word;
    hash *= 1099511628211ULL;
  };
  add(static_cast<std::uint64_t>(sample_rate));
  for (const double sample : samples) add(std::bit_cast<std::uint64_t>(sample + 0.0));
  return fmt::format("{:016x}", hash);
}

}  // namespace ohmsweep
