#include "report/bounded_text.h"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <limits>

#include "ohmsweep/core/covariance.h"
#include "ohmsweep/core/number_text.h"

namespace ohmsweep {
SmallPrefix small_prefix(double value) {
  constexpr std::array<SmallPrefix, 5> prefixes{
      {{1.0, ""}, {1e-3, "m"}, {1e-6, "µ"}, {1e-9, "n"}, {1e-12, "p"}}};
  for (const SmallPrefix& prefix : prefixes) {
    if (value >= prefix.factor) return prefix;
  }
  return prefixes.back();
}

const char* sign_of(Bound bound) {
  return bound == Bound::upper ? "< " : (bound == Bound::lower ? "> " : "");
}

std::string with_unit(const Bounded& bounded, const char* unit) {
  const SmallPrefix prefix = small_prefix(bounded.value.value);
  const double scaled = bounded.value.value / prefix.factor;
  const double u95 = coverage_factor * bounded.value.standard_uncertainty / prefix.factor;
  std::string number;
  if (bounded.bound == Bound::upper) {
    number = rounded_up(scaled);
  } else if (bounded.bound == Bound::lower) {
    number = rounded_down(scaled);
  } else {
    number = with_interval(scaled, u95 > 0.0 ? u95 : std::numeric_limits<double>::quiet_NaN());
  }
  return fmt::format("{}{} {}{}", sign_of(bounded.bound), number, prefix.text, unit);
}

std::string in_decibels_text(const Bounded& bounded) {
  constexpr double finest = 0.05;
  double tenths = 10.0 * bounded.value.value;
  if (bounded.bound == Bound::upper) tenths = std::ceil(tenths - 1e-6);
  if (bounded.bound == Bound::lower) tenths = std::floor(tenths + 1e-6);
  const std::string number = without_negative_zero(fmt::format("{:.1f}", 0.1 * tenths));
  const double u95 = coverage_factor * bounded.value.standard_uncertainty;
  if (bounded.bound != Bound::none || u95 < finest) {
    return fmt::format("{}{} dB", sign_of(bounded.bound), number);
  }
  return fmt::format("{} ± {:.1f} dB", number, u95);
}

}  // namespace ohmsweep
