#pragma once
/// Reproducible randomness: the same key gives the same numbers on every system and with every library.

#include <cstdint>
#include <initializer_list>
#include <string_view>

namespace ohmsweep {

/// SplitMix64. Source: G. Steele, D. Lea, C. Flood, "Fast Splittable Pseudorandom Number Generators",
/// OOPSLA 2014. Streams of different keys are independent for every purpose here.
class RandomStream {
 public:
  explicit RandomStream(std::uint64_t key) : state_(key) {}

  [[nodiscard]] std::uint64_t next();
  /// Uniform in (0, 1].
  [[nodiscard]] double uniform();
  /// Two independent standard normal numbers: Box and Muller, Ann. Math. Stat. 29(2), 1958.
  struct NormalPair {
    double first;
    double second;
  };
  [[nodiscard]] NormalPair normal_pair();

 private:
  std::uint64_t state_;
};

/// One key from several numbers, sensitive to the order.
[[nodiscard]] std::uint64_t mixed_key(std::initializer_list<std::uint64_t> parts);
/// A text as a number (FNV-1a).
[[nodiscard]] std::uint64_t text_key(std::string_view text);

}  // namespace ohmsweep
