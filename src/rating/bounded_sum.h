#pragma once
/// Sums in decibels of values that may be bounds. Pure.

#include <optional>

#include "ohmsweep/measurement/output_level.h"

namespace ohmsweep {

/// Of independent values in dB. A bound of one is a bound of the sum, which then takes the other's 95 % end;
/// two bounds of opposite sides say nothing.
[[nodiscard]] std::optional<Bounded> plus(const Bounded& a, const Bounded& b);

/// 20 lg of an amplitude above zero.
[[nodiscard]] Bounded in_decibels(const Bounded& amplitude);
/// 10^(dB/20), and in watts of dB re 1 mW.
[[nodiscard]] Bounded amplitude_of(const Uncertain& decibels);
[[nodiscard]] Bounded milliwatts_of(const Uncertain& decibels);

/// Whether the value is surely below the limit (true) or surely not (false), at 95 %; nothing: it cannot be
/// told.
[[nodiscard]] std::optional<bool> is_below(const Bounded& value, double limit);

}  // namespace ohmsweep
