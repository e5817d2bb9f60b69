#include "signal/median.h"

#include <algorithm>
#include <bit>
#include <cassert>
#include <cmath>
#include <cstddef>
#include <cstdint>

namespace ohmsweep {

namespace {

/// Exponent and the first bits of the mantissa: non-negative doubles are ordered as their bit patterns are.
constexpr unsigned class_bits = 16;

std::size_t class_of(double magnitude) {
  return static_cast<std::size_t>(std::bit_cast<std::uint64_t>(magnitude) >> (64U - class_bits));
}

}  // namespace

double median_magnitude(const std::vector<double>& values) {
  assert(!values.empty());
  std::vector<std::size_t> counts(std::size_t{1} << class_bits, 0);
  for (const double value : values) ++counts[class_of(std::abs(value))];
  std::size_t rank = values.size() / 2;
  std::size_t wanted = 0;
  while (rank >= counts[wanted]) rank -= counts[wanted++];
  std::vector<double> candidates;
  candidates.reserve(counts[wanted]);
  for (const double value : values) {
    if (class_of(std::abs(value)) == wanted) candidates.push_back(std::abs(value));
  }
  const auto at = candidates.begin() + static_cast<std::ptrdiff_t>(rank);
  std::nth_element(candidates.begin(), at, candidates.end());
  return *at;
}

}  // namespace ohmsweep
