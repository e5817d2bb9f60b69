#pragma once
/// A resistor adapter between an output and a headphone: what the headphone sees behind it. Source:
/// Thévenin's theorem. Thread rule: pure functions.

#include <optional>

#include "ohmsweep/measurement/impedance_curve.h"

namespace ohmsweep {

/// First the one in series with the output, then the one across the headphone; both above zero where there.
struct Adapter {
  std::optional<Ohms> series{};
  std::optional<Ohms> parallel{};
};

/// The output as the headphone sees it through the adapter: (Zo + Rs) || Rp, with the output's covariance
/// passed through. The resistors count as exact. A bound stays one, of the
/// largest |Zo'| that any passive output within it makes, unless the series resistor makes a known value of
/// it. Throws Error(usage) for a resistor that is not above zero.
[[nodiscard]] ImpedanceCurve behind(const ImpedanceCurve& output, const Adapter& adapter);

/// What the adapter leaves of the level at the headphone, dB, at 1 kHz: the voltage with it over that
/// without, at most 0 for resistances. NaN where one of the curves does not cover 1 kHz; of a bounded output,
/// that of one without impedance.
[[nodiscard]] double level_change_db(const ImpedanceCurve& headphone, const ImpedanceCurve& output,
                                     const Adapter& adapter);

/// The smallest parallel resistor's load on the output: |Rs + (Rp || Z)| smallest over the band, ohm, which
/// its current limit has to serve.
[[nodiscard]] double smallest_load_ohm(const ImpedanceCurve& headphone, const Adapter& adapter);

}  // namespace ohmsweep
