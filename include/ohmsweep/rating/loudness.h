#pragma once
/// How loud a headphone gets on an output, what that takes, how much of the output's noise is heard, and
/// whether an amplifier is needed.
///
/// A sensitivity is stated at one frequency f, per milliwatt or per volt; with Z = Z(f) one is the other by
/// L_V = L_mW + 30 - 10 lg(|Z|/1 Ω), because 1 mW in R is sqrt(0.001 R) volts (IEC 60268-7). An output of EMF
/// E and impedance Zo puts E |Z/(Z + Zo)| on the headphone. E ends where the output is no longer clean, at a
/// voltage or at a current: the current is largest where |Z + Zo| is smallest in 20 Hz to 20 kHz, and no
/// frequency may exceed it. A level is that of a sine, its rms; the peak level asked for is that of the sine
/// that reaches it.
///
/// Intervals are of first order (JCGM 100, 5.1). A sensitivity is published without one and counts as exact
/// unless the settings state it. What is not known is named in `missing`, and the values that need it are
/// absent; what is known from one side is a bound. Thread rule: values and pure functions. Errors: none but
/// failure() of a curve whose arrays do not fit its grid.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ohmsweep/measurement/headphone_facts.h"
#include "ohmsweep/measurement/impedance_curve.h"
#include "ohmsweep/measurement/output_level.h"

namespace ohmsweep {

/// What "needs an amplifier" is judged by: whether this output reaches the peak level, or the headphone's
/// sensitivity alone against a threshold, whatever the output.
enum class NeedRule { level, sensitivity };

/// Settings, not facts.
struct LoudnessSettings {
  double peak_db = 110.0;               ///< dB SPL that a peak must reach
  double hiss_threshold_db = 20.0;      ///< dB SPL, A-weighted: hiss below it counts as silent
  double low_sensitivity_db_mw = 95.0;  ///< dB SPL at 1 mW: a headphone below it counts as insensitive
  NeedRule need = NeedRule::level;
  double sensitivity_u95_db = 0.0;         ///< 95 % half-width of every stated sensitivity; 0: taken as exact
  std::optional<double> source_vrms = {};  ///< what feeds an amplifier at full scale, volts; nothing: unknown
};

/// What is known of a headphone's channel.
struct LoudHeadphone {
  HeadphoneFacts facts;
  std::optional<ImpedanceCurve> curve;  ///< outranks the published nominal impedance
};

/// What is known of an output at one gain setting; names head the sentences, empty: no output at all.
struct LoudOutput {
  std::string amplifier;
  std::string output;
  std::optional<ImpedanceCurve> impedance;
  std::optional<OutputLevel> level;
};

/// Something that would have to be known, and the command that gives it.
struct MissingFact {
  std::string what;     ///< "the sensitivity of HD600"
  std::string command;  ///< "ohmsweep describe HD600 --sensitivity 97dB/mW@1kHz"
  friend bool operator==(const MissingFact&, const MissingFact&) = default;
};

enum class Audibility { silent, audible, undecided };
enum class Need { yes, no, undecided, unknown };
[[nodiscard]] std::string_view to_string(Audibility audibility);
[[nodiscard]] std::string_view to_string(Need need);

/// Neither reason is an answer too: the output's current or its bare level is then at fault.
struct AmplifierNeed {
  Need answer = Need::unknown;
  bool low_sensitivity = false;  ///< under the threshold of the settings
  bool high_impedance = false;   ///< its impedance asks for more volts than the output has, even at the
                                 ///< threshold's sensitivity
  std::string because;           ///< a sentence
};

/// What ends the level upwards.
enum class LevelEnd { unknown, voltage, current };

/// Each value is absent where something that it needs is missing. A standard uncertainty of 0 of a value that
/// is no bound says that nothing in it has one.
struct Loudness {
  std::optional<double> at_hz;               ///< where the sensitivity is stated
  std::optional<Bounded> sensitivity_db_mw;  ///< dB SPL at 1 mW
  std::optional<Bounded> sensitivity_db_v;   ///< dB SPL at 1 V
  std::optional<Bounded> needed_vrms;        ///< at the headphone, for the peak level
  std::optional<Bounded> needed_a;           ///< rms, where |Z| is smallest
  std::optional<Bounded> needed_w;           ///< V²/|Z| at at_hz: what "per milliwatt" counts
  std::optional<Bounded> highest_db;         ///< highest clean dB SPL
  std::optional<Bounded> headroom_db;        ///< above the peak level; negative: it falls short
  LevelEnd ended_by = LevelEnd::unknown;
  std::optional<Bounded> hiss_db;  ///< dB SPL of the output's A-weighted noise
  std::optional<Audibility> hiss;
  std::optional<Bounded> spare_gain_db;  ///< above what the source needs for the peak level
  AmplifierNeed need;
  std::vector<MissingFact> missing;
  Findings findings;  ///< of the curves and the level, prefixed "headphone: ", "output: " and "level: "
  std::vector<std::string> remarks;  ///< what was taken for what, a sentence each
};

[[nodiscard]] Loudness loudness(const LoudHeadphone& headphone, const LoudOutput& output,
                                const LoudnessSettings& settings = {});

/// Of a headphone alone: what the peak level needs, and the need by its sensitivity.
[[nodiscard]] Loudness loudness(const LoudHeadphone& headphone, const LoudnessSettings& settings = {});

/// A loudness and whose it is; what tables and files are made of.
struct RatedLoudness {
  std::string headphone;
  std::string channel;
  std::string amplifier;  ///< empty: of the headphone alone
  std::string output;
  std::string setting;  ///< gain setting, or empty
  Loudness loudness;
};

}  // namespace ohmsweep
