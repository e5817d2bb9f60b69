#pragma once
/// What a rule says of a pairing, and on which impedance of the headphone. A rating on the published nominal
/// impedance mispredicts: the smallest |Z| may be far below it. Source: IEC 60268-7, 8.2.1, allows |Z| down
/// to 80 % of nominal. Thread rule: plain values and pure functions.

#include <optional>
#include <string_view>

namespace ohmsweep {

enum class Verdict { pass, fail, undecided };
[[nodiscard]] std::string_view to_string(Verdict verdict);

/// minimum: the smallest ratio |Z|/|Zo| over the band. at_1khz: |Z| and |Zo| there. nominal: the published
/// impedance over |Zo| at 1 kHz; nominal_80: 80 % of it.
enum class RatedOn { minimum, at_1khz, nominal, nominal_80 };
/// "minimum", "at_1khz", "nominal", "nominal_80": part of the JSON contract.
[[nodiscard]] std::string_view to_string(RatedOn on);

/// One rule on one basis.
struct RuleVerdict {
  double rule = 8.0;
  RatedOn on = RatedOn::minimum;
  double impedance_ohm = 0.0;  ///< the headphone's, of that basis
  double ratio = 0.0;          ///< over |Zo|; a lower bound where the output is known by a bound
  /// 95 % half-width on the side that faces the rule, as in Pairing; 0 for a bound, NaN where not known.
  double ratio_u95 = 0.0;
  bool upper_bound = false;        ///< the output is known by a bound there
  std::optional<Verdict> verdict;  ///< nothing where a blocking finding suppresses it
};

}  // namespace ohmsweep
