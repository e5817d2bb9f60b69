#pragma once
/// Every headphone channel against every amplifier output: the 1:8 rule as a statement about an interval.
/// Source of the rule: NwAvGuy, "Headphone & Amp Impedance", 2011. Thread rule: pure functions.

#include <optional>
#include <string>

#include "ohmsweep/measurement/impedance_curve.h"

namespace ohmsweep {

enum class Verdict { pass, fail, undecided };
[[nodiscard]] std::string_view to_string(Verdict verdict);

/// 1:8 by default: |Z| >= 8 |Zo| everywhere in the band.
struct Rule {
  double ratio = 8.0;
  Hertz from = audible_from;
  Hertz to = audible_to;
};

/// What one pairing comes to. Names are those of the JSON contract.
struct Pairing {
  double rule = 8.0;
  double min_impedance_ohm = 0.0;
  double min_impedance_hz = 0.0;
  double nominal_impedance_ohm = 0.0;  ///< |Z| at 1 kHz
  double output_impedance_ohm = 0.0;   ///< |Zo| at worst_ratio_hz, or its bound
  double worst_ratio = 0.0;  ///< smallest |Z|/|Zo| in the band; a lower bound where upper_bound is true
  double worst_ratio_u95 = 0.0;
  double worst_ratio_hz = 0.0;
  /// Absent when a blocking finding on either curve suppresses it.
  std::optional<Verdict> verdict;
  double deviation_min_db = 0.0;  ///< of 20 lg |Z/(Z+Zo)| relative to 1 kHz
  double deviation_max_db = 0.0;
  double deviation_peak_to_peak_db = 0.0;
  double damping_factor_min = 0.0;
  bool upper_bound = false;
  Findings findings;
};

/// Rates on the points that both curves share within the rule's band. Throws Error(failed) when they share
/// none.
[[nodiscard]] Pairing rate(const ImpedanceCurve& headphone, const ImpedanceCurve& output,
                           const Rule& rule = {});

/// The largest output impedance that a smallest impedance allows: 16 Ω allows 2 Ω at 1:8.
[[nodiscard]] Ohms largest_output_impedance(Ohms smallest_impedance, const Rule& rule = {});

}  // namespace ohmsweep
