#pragma once
/// One pairing by the rule on every basis, and what would decide an undecided one. Thread rule: pure.

#include <optional>
#include <vector>

#include "ohmsweep/rating/pairing.h"

namespace ohmsweep {

/// That of the pairing itself (the minimum), then those on |Z| at 1 kHz, where both curves cover it, and on
/// the published nominal impedance and 80 % of it, where it is known. A published value counts as exact.
[[nodiscard]] std::vector<RuleVerdict> rule_verdicts(const Pairing& pairing, const ImpedanceCurve& headphone,
                                                     const ImpedanceCurve& output,
                                                     std::optional<double> nominal_ohm);

/// Whether the bases come to different verdicts; one that is suppressed counts for nothing.
[[nodiscard]] bool disagree(const std::vector<RuleVerdict>& verdicts);

/// Which curve has to be known better, and how well, for an undecided pairing to be decided if its values
/// stay what they are.
enum class Deciding { output, headphone, both };
struct DecidingMeasurement {
  Deciding which = Deciding::output;
  double hz = 0.0;  ///< where the pairing is at its worst
  double output_u95_ohm =
      0.0;  ///< the largest U95 of |Zo| there that decides it, the headphone's being what it is
  double headphone_u95_ohm =
      0.0;  ///< likewise of |Z|; where `which` is both, each with the other as much better
};
/// Nothing for a pairing that is decided, suppressed, or of unknown uncertainty, and where the values lie on
/// the rule itself.
[[nodiscard]] std::optional<DecidingMeasurement> what_would_decide(const Pairing& pairing,
                                                                   const ImpedanceCurve& headphone,
                                                                   const ImpedanceCurve& output);

}  // namespace ohmsweep
