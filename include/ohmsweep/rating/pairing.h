#pragma once
/// Every headphone channel against every amplifier output: the 1:8 rule as a statement about an interval.
/// Source of the rule: NwAvGuy, "Headphone & Amp Impedance", 2011. Thread rule: pure functions.

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ohmsweep/measurement/impedance_curve.h"
#include "ohmsweep/rating/verdict.h"

namespace ohmsweep {

/// 1:8 by default: |Z| >= 8 |Zo| everywhere in the band.
struct Rule {
  double ratio = 8.0;
  Hertz from = audible_from;
  Hertz to = audible_to;
};

/// What one pairing comes to. Names are those of the JSON contract. A value that the curves do not hold (the
/// nominal impedance and the deviation where 1 kHz is not covered) is NaN.
struct Pairing {
  double rule = 8.0;
  double min_impedance_ohm = 0.0;  ///< smallest |Z| in the rated band
  double min_impedance_hz = 0.0;
  double nominal_impedance_ohm = 0.0;  ///< |Z| at 1 kHz
  double output_impedance_ohm = 0.0;   ///< |Zo| at worst_ratio_hz, or its bound
  double worst_ratio = 0.0;  ///< smallest |Z|/|Zo| in the band; a lower bound where upper_bound is true
  /// 95 % half-width of worst_ratio on the side that faces the rule (a quotient's interval is lopsided); 0
  /// where upper_bound is true. It holds for the smallest of many noisy ratios, not for one of them. The
  /// verdict is pass exactly when worst_ratio - worst_ratio_u95 >= rule and fail when worst_ratio +
  /// worst_ratio_u95 < rule. NaN where the uncertainty of either curve is not known (finding
  /// uncertainty_unknown): the verdict then takes that curve's values as exact.
  double worst_ratio_u95 = 0.0;
  double worst_ratio_hz = 0.0;
  /// Absent when a blocking finding on either curve suppresses it. Never fail by a bound alone.
  std::optional<Verdict> verdict;
  double deviation_min_db = 0.0;  ///< of 20 lg |Z/(Z+Zo)| relative to 1 kHz
  double deviation_max_db = 0.0;
  double deviation_peak_to_peak_db = 0.0;
  /// The output is only bounded somewhere in the band: the deviation is the largest that any passive output
  /// within the bounds makes.
  bool deviation_upper_bound = false;
  double damping_factor_min = 0.0;  ///< smallest |Z|/|Zo| in the band, a bound as worst_ratio is
  bool upper_bound = false;
  Findings findings;  ///< of both curves, prefixed "headphone: " and "output: ", then band_limited
};

/// A pairing and who is paired; what tables and files of pairings are made of. `verdicts`: those of the same
/// rule on every basis that there is a value for, in the order of RatedOn; empty where nobody asked.
struct RatedPairing {
  std::string headphone;
  std::string channel;
  std::string amplifier;
  std::string output;
  Pairing pairing;
  std::string mounting{};  ///< how the headphone was worn while it was measured; empty where not known
  std::vector<RuleVerdict> verdicts{};
};

/// Rates within the rule's band on every point that either curve has, where both have values; between its
/// points a curve is interpolated, beyond its ends never (finding band_limited). Throws Error(failed) when
/// the two do not overlap within the band.
[[nodiscard]] Pairing rate(const ImpedanceCurve& headphone, const ImpedanceCurve& output,
                           const Rule& rule = {});

/// Every headphone against every output, in that order: pairing h * outputs.size() + o. The same as rate()
/// for each, but every curve is prepared once, and two that share nothing within the band are no error: the
/// values of their pairing are NaN, and a blocking finding band_limited says why.
[[nodiscard]] std::vector<Pairing> rate_all(const std::vector<ImpedanceCurve>& headphones,
                                            const std::vector<ImpedanceCurve>& outputs,
                                            const Rule& rule = {});

/// The same one after the other, in that order, for matrices larger than anybody wants in memory: what is
/// held is one prepared headphone and all prepared outputs.
void rate_each(const std::vector<ImpedanceCurve>& headphones, const std::vector<ImpedanceCurve>& outputs,
               const Rule& rule, const std::function<void(Pairing pairing)>& take);

/// The largest output impedance that a smallest impedance allows: 16 Ω allows 2 Ω at 1:8.
[[nodiscard]] Ohms largest_output_impedance(Ohms smallest_impedance, const Rule& rule = {});

}  // namespace ohmsweep
