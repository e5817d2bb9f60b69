#include "library/blob.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>

#include "ohmsweep/core/error.h"

namespace ohmsweep::blob {

namespace {

constexpr std::size_t double_size = 8;

std::uint64_t reversed(std::uint64_t bits) {
  std::uint64_t result = 0;
  for (int i = 0; i < 8; ++i) result = (result << 8U) | ((bits >> (8U * static_cast<unsigned>(i))) & 0xFFU);
  return result;
}

std::uint64_t little_endian(std::uint64_t bits) {
  return std::endian::native == std::endian::little ? bits : reversed(bits);
}

void put(char* to, double value) {
  const std::uint64_t bits = little_endian(std::bit_cast<std::uint64_t>(value));
  std::memcpy(to, &bits, double_size);
}

double get(const char* from) {
  std::uint64_t bits = 0;
  std::memcpy(&bits, from, double_size);
  return std::bit_cast<double>(little_endian(bits));
}

/// How one element of a column lies in doubles.
template <typename Element>
struct Layout;

template <>
struct Layout<double> {
  static constexpr std::size_t doubles = 1;
  static void write(char* to, double value) { put(to, value); }
  static double read(const char* from) { return get(from); }
};

template <>
struct Layout<Complex> {
  static constexpr std::size_t doubles = 2;
  static void write(char* to, const Complex& value) {
    put(to, value.real());
    put(to + double_size, value.imag());
  }
  static Complex read(const char* from) { return {get(from), get(from + double_size)}; }
};

template <>
struct Layout<Covariance> {
  static constexpr std::size_t doubles = 3;
  static void write(char* to, const Covariance& value) {
    put(to, value.re_re);
    put(to + double_size, value.re_im);
    put(to + 2 * double_size, value.im_im);
  }
  static Covariance read(const char* from) {
    return {get(from), get(from + double_size), get(from + 2 * double_size)};
  }
};

template <typename Value, std::size_t count>
struct Layout<std::array<Value, count>> {
  static constexpr std::size_t doubles = count * Layout<Value>::doubles;
  static constexpr std::size_t stride = Layout<Value>::doubles * double_size;
  static void write(char* to, const std::array<Value, count>& values) {
    for (std::size_t i = 0; i < count; ++i) Layout<Value>::write(to + i * stride, values[i]);
  }
  static std::array<Value, count> read(const char* from) {
    std::array<Value, count> values{};
    for (std::size_t i = 0; i < count; ++i) values[i] = Layout<Value>::read(from + i * stride);
    return values;
  }
};

template <>
struct Layout<ErrorTerms> {
  using Terms = Layout<std::array<Complex, 3>>;
  static constexpr std::size_t doubles = Terms::doubles;
  static void write(char* to, const ErrorTerms& value) { Terms::write(to, {value.a, value.b, value.c}); }
  static ErrorTerms read(const char* from) {
    const auto [a, b, c] = Terms::read(from);
    return {a, b, c};
  }
};

template <typename Element>
Bytes encoded(const std::vector<Element>& values) {
  constexpr std::size_t stride = Layout<Element>::doubles * double_size;
  Bytes bytes(values.size() * stride, '\0');
  for (std::size_t i = 0; i < values.size(); ++i)
    Layout<Element>::write(bytes.data() + i * stride, values[i]);
  return bytes;
}

template <typename Element>
void decode_elements(std::string_view bytes, std::string_view what, std::vector<Element>& values) {
  constexpr std::size_t stride = Layout<Element>::doubles * double_size;
  if (bytes.size() % stride != 0) {
    throw failure(
        fmt::format("column {} has {} bytes, which is no multiple of {}", what, bytes.size(), stride));
  }
  values.clear();
  values.reserve(bytes.size() / stride);
  for (std::size_t at = 0; at < bytes.size(); at += stride) {
    values.push_back(Layout<Element>::read(bytes.data() + at));
  }
}

}  // namespace

Bytes encode(const std::vector<double>& values) { return encoded(values); }
Bytes encode(const std::vector<Complex>& values) { return encoded(values); }
Bytes encode(const std::vector<Covariance>& values) { return encoded(values); }
Bytes encode(const std::vector<ErrorTerms>& values) { return encoded(values); }
Bytes encode(const std::vector<std::array<Complex, 3>>& values) { return encoded(values); }
Bytes encode(const std::vector<std::array<double, 36>>& values) { return encoded(values); }
Bytes encode(const std::vector<bool>& values) {
  Bytes bytes;
  bytes.reserve(values.size());
  for (const bool value : values) bytes.push_back(value ? '\1' : '\0');
  return bytes;
}

void decode(std::string_view bytes, std::string_view what, std::vector<double>& values) {
  decode_elements(bytes, what, values);
}
void decode(std::string_view bytes, std::string_view what, std::vector<Complex>& values) {
  decode_elements(bytes, what, values);
}
void decode(std::string_view bytes, std::string_view what, std::vector<Covariance>& values) {
  decode_elements(bytes, what, values);
}
void decode(std::string_view bytes, std::string_view what, std::vector<ErrorTerms>& values) {
  decode_elements(bytes, what, values);
}
void decode(std::string_view bytes, std::string_view what, std::vector<std::array<Complex, 3>>& values) {
  decode_elements(bytes, what, values);
}
void decode(std::string_view bytes, std::string_view what, std::vector<std::array<double, 36>>& values) {
  decode_elements(bytes, what, values);
}
void decode(std::string_view bytes, std::string_view what, std::vector<bool>& values) {
  if (!std::all_of(bytes.begin(), bytes.end(), [](char c) { return c == '\0' || c == '\1'; })) {
    throw failure(fmt::format("column {} holds a flag that is neither 0 nor 1", what));
  }
  values.clear();
  for (const char c : bytes) values.push_back(c != '\0');
}

}  // namespace ohmsweep::blob
