#pragma once
/// Where a side's impedance lies, from its curve or from what is published of it. Pure.

#include <optional>
#include <string>

#include "ohmsweep/rating/published.h"

namespace ohmsweep {

/// The side's curve where a value may be built on it.
[[nodiscard]] const ImpedanceCurve* usable_curve(const KnownSide& side);

/// Of a headphone: where its smallest |Z| lies. Of an output: where |Zo| lies over all of the band. 95 %
/// intervals of a curve at every point; nothing where the band holds no point or nothing is known.
[[nodiscard]] std::optional<ImpedanceRange> smallest_range(const KnownSide& headphone, const Rule& rule);
[[nodiscard]] std::optional<ImpedanceRange> output_range(const KnownSide& output, const Rule& rule);

/// What the curve says beside the published figure, a sentence; nothing where one of them is missing.
[[nodiscard]] std::optional<std::string> headphone_difference(const KnownSide& headphone);
[[nodiscard]] std::optional<std::string> output_difference(const KnownSide& output, const Rule& rule);

}  // namespace ohmsweep
