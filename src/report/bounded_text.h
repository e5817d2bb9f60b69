#pragma once
/// Values that may be bounds, as text. Pure.

#include <string>

#include "ohmsweep/measurement/output_level.h"

namespace ohmsweep {

/// An SI prefix, none to pico, and its factor.
struct SmallPrefix {
  double factor = 1.0;
  const char* text = "";
};
/// The one that leaves one to three digits before the point of a value below a thousand.
[[nodiscard]] SmallPrefix small_prefix(double value);

/// "< ", "> " or nothing.
[[nodiscard]] const char* sign_of(Bound bound);

/// "2.45 ± 0.02 V", "< 3.1 µV", "> 5.2 V"; without an interval "2.449 V".
[[nodiscard]] std::string with_unit(const Bounded& bounded, const char* unit);
/// Of a value in dB: "112.3 ± 0.2 dB", "< 117.3 dB"; no finer than a tenth, and a bound rounded to its side.
[[nodiscard]] std::string in_decibels_text(const Bounded& bounded);

}  // namespace ohmsweep
