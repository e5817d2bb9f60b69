#pragma once
/// What an output's impedance does to a headphone's response: D(f) = 20 lg |Z/(Z + Zo)| against a reference,
/// with 95 % intervals. Z is the headphone's, Zo the output's impedance; D is the level of the voltage at the
/// headphone, and of its sound as far as it is linear. Source: the voltage divider; intervals by first-order
/// propagation (JCGM 100, 5.1.2) of both covariances. Thread rule: pure functions.

#include <array>
#include <string_view>
#include <vector>

#include "ohmsweep/measurement/impedance_curve.h"

namespace ohmsweep {

/// What D is relative to: its value at 1 kHz, or its mean over the band on a logarithmic frequency axis.
enum class ResponseReference { at_1khz, band_mean };
[[nodiscard]] std::string_view to_string(ResponseReference reference);  ///< "1 kHz", "band mean"

/// D at one frequency. Where the output is known by a bound only, here or at the reference, `deviation_db` is
/// NaN and the interval is that of all passive outputs within the bound.
struct ResponsePoint {
  double hz = 0.0;
  double deviation_db = 0.0;
  double lower95_db = 0.0;
  double upper95_db = 0.0;
};

/// The largest or smallest of many noisy points; its interval holds for the extreme (see simultaneous), not
/// for one point. `deviation_db` is NaN where only bounds are known.
struct ResponseExtreme {
  double hz = 0.0;
  double deviation_db = 0.0;
  double lower95_db = 0.0;
  double upper95_db = 0.0;
};

/// bass: 20 Hz to 250 Hz. mid: 250 Hz to 4 kHz. treble: 4 kHz to 20 kHz.
struct ResponseRegion {
  std::string_view name;
  double from_hz = 0.0;
  double to_hz = 0.0;
  bool covered = false;  ///< whether any point lies inside; all else is 0 where none does
  double mean_db = 0.0;  ///< over log frequency; NaN where only bounds are known
  double mean_u95_db = 0.0;
  ResponseExtreme farthest{};  ///< from 0 dB, up or down
};

struct Response {
  ResponseReference reference = ResponseReference::at_1khz;
  std::vector<ResponsePoint> points;  ///< ascending; of both grids within the band, where both have values
  ResponseExtreme smallest;
  ResponseExtreme largest;
  double peak_to_peak_db = 0.0;  ///< largest - smallest; where only bounds are known the largest possible
  double peak_to_peak_lower95_db = 0.0;  ///< at least 0
  double peak_to_peak_upper95_db = 0.0;
  bool upper_bound = false;                 ///< the output is known by a bound somewhere in the band
  std::array<ResponseRegion, 3> regions{};  ///< bass, mid, treble
};

struct ResponseRequest {
  ResponseReference reference = ResponseReference::at_1khz;
  Hertz from = audible_from;
  Hertz to = audible_to;
};

/// Of a headphone on an output. Where the uncertainty of a curve is not known (has_uncertainty), its values
/// count as exact. What the calibration gives to f and to the reference alike is counted for both, though
/// most of it cancels: the interval is rather too wide. Throws Error(failed) when the two share nothing
/// within the band, and where the reference is 1 kHz and one of them does not cover it.
[[nodiscard]] Response response(const ImpedanceCurve& headphone, const ImpedanceCurve& output,
                                const ResponseRequest& request = {});

/// How far D may go, dB, where |Z| >= ratio |Zo| at every frequency, for any passive headphone: a resistive
/// output takes at most 20 lg(1 + 1/ratio) off (1.023 dB at 1:8). A reactive one may cancel a reactance of
/// the headphone, |Z + Zo| >= |Z| - |Zo|, and so raise it by at most -20 lg(1 - 1/ratio) (1.160 dB). `ratio`
/// > 1.
struct RuleBound {
  double resistive_drop_db = 0.0;
  double reactive_rise_db = 0.0;
};
[[nodiscard]] RuleBound rule_bound(double ratio);

}  // namespace ohmsweep
