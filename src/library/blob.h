#pragma once
/// Curve points as BLOBs: IEEE 754 doubles, little-endian, without header or padding
/// (docs/library-schema.md). Every bit survives: NaN payloads, infinities, the sign of zero. Thread rule:
/// pure functions.

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "ohmsweep/calibration/calibration.h"
#include "ohmsweep/core/covariance.h"

namespace ohmsweep::blob {

using Bytes = std::string;

/// Element types: one double; (Re, Im); (re_re, re_im, im_im); (a, b, c); three or 36 values; one byte 0
/// or 1.
[[nodiscard]] Bytes encode(const std::vector<double>& values);
[[nodiscard]] Bytes encode(const std::vector<Complex>& values);
[[nodiscard]] Bytes encode(const std::vector<Covariance>& values);
[[nodiscard]] Bytes encode(const std::vector<ErrorTerms>& values);
[[nodiscard]] Bytes encode(const std::vector<std::array<Complex, 3>>& values);
[[nodiscard]] Bytes encode(const std::vector<std::array<double, 36>>& values);
[[nodiscard]] Bytes encode(const std::vector<bool>& values);

/// The inverse. `what` names the column in the Error(failed) thrown when the size is no multiple of the
/// element's or a flag is neither 0 nor 1.
void decode(std::string_view bytes, std::string_view what, std::vector<double>& values);
void decode(std::string_view bytes, std::string_view what, std::vector<Complex>& values);
void decode(std::string_view bytes, std::string_view what, std::vector<Covariance>& values);
void decode(std::string_view bytes, std::string_view what, std::vector<ErrorTerms>& values);
void decode(std::string_view bytes, std::string_view what, std::vector<std::array<Complex, 3>>& values);
void decode(std::string_view bytes, std::string_view what, std::vector<std::array<double, 36>>& values);
void decode(std::string_view bytes, std::string_view what, std::vector<bool>& values);

}  // namespace ohmsweep::blob
