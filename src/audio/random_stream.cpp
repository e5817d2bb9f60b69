#include "audio/random_stream.h"

#include <cmath>
#include <numbers>

namespace ohmsweep {

std::uint64_t RandomStream::next() {
  state_ += 0x9E3779B97F4A7C15U;
  std::uint64_t z = state_;
  z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9U;
  z = (z ^ (z >> 27U)) * 0x94D049BB133111EBU;
  return z ^ (z >> 31U);
}

double RandomStream::uniform() { return static_cast<double>((next() >> 11U) + 1U) * 0x1p-53; }

RandomStream::NormalPair RandomStream::normal_pair() {
  const double radius = std::sqrt(-2.0 * std::log(uniform()));
  const double angle = 2.0 * std::numbers::pi * uniform();
  return {radius * std::cos(angle), radius * std::sin(angle)};
}

std::uint64_t mixed_key(std::initializer_list<std::uint64_t> parts) {
  std::uint64_t key = 0;
  for (const std::uint64_t part : parts) key = RandomStream(key ^ part).next();
  return key;
}

std::uint64_t text_key(std::string_view text) {
  std::uint64_t hash = 0xCBF29CE484222325U;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3U;
  return hash;
}

}  // namespace ohmsweep
