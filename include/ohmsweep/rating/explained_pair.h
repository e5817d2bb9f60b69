#pragma once
/// All that can be said of one headphone channel on one output, put together from the headers below, which
/// have the equations and their sources. Impedances in ohm, frequencies in Hz, levels in dB. Thread rule:
/// plain values and pure functions.

#include <optional>
#include <string>
#include <vector>

#include "ohmsweep/rating/adapter.h"
#include "ohmsweep/rating/advice.h"
#include "ohmsweep/rating/damping.h"
#include "ohmsweep/rating/response.h"
#include "ohmsweep/rating/rule_verdicts.h"

namespace ohmsweep {

/// What is asked of a pairing: rules as smallest ratios |Z|/|Zo|, the band from < to, and the published
/// nominal impedance, ohm, above zero.
struct PairQuestion {
  std::vector<double> rules{8.0};  ///< at least one, each above zero
  Hertz from = audible_from;
  Hertz to = audible_to;
  ResponseReference reference = ResponseReference::at_1khz;
  Adapter adapter{};                    ///< between the output and the headphone
  std::optional<double> nominal_ohm{};  ///< published
};

/// The answer. Everything is of the output as it is seen through the adapter.
struct ExplainedPair {
  Pairing pairing;                                ///< by the first rule
  std::vector<RuleVerdict> verdicts;              ///< by every rule on every basis, rule by rule
  std::vector<AllowedOutput> allowed;             ///< by each rule
  std::optional<DecidingMeasurement> deciding{};  ///< by the first rule
  std::optional<Response> response{};
  std::string why_no_response{};  ///< where there is none
  std::optional<DriverResonance> resonance{};
  std::optional<DampedResonance> damped{};   ///< where there is a resonance; of a bound, by the bound
  std::optional<double> adapter_level_db{};  ///< what the adapter leaves at 1 kHz; nothing without one
};

/// One pass over each rule, in the order of `rules`. A response that cannot be had (1 kHz not covered) is no
/// error: why_no_response says why. Throws Error(failed) where the two share nothing within the band, and
/// Error(usage) for a resistor that is not above zero.
[[nodiscard]] ExplainedPair explain(const ImpedanceCurve& headphone, const ImpedanceCurve& output,
                                    const PairQuestion& question = {});

}  // namespace ohmsweep
