#pragma once
/// How loud an output gets, how much it hisses and how well its channels match, at one gain setting. Values;
/// thread-safe to share.

#include <optional>
#include <string>
#include <vector>

#include "ohmsweep/core/finding.h"
#include "ohmsweep/core/uncertain.h"

namespace ohmsweep {

/// Which side of the truth a stated number is known to lie on.
enum class Bound {
  none,   ///< the number is the value
  upper,  ///< the value is at most this: the interface's own noise dominates
  lower,  ///< the value is at least this: the interface ended the search before the output did
};

/// A number with its standard uncertainty, or a bound.
struct Bounded {
  Uncertain value{};  ///< for a bound the bound itself, its uncertainty 0
  Bound bound = Bound::none;
  friend bool operator==(const Bounded&, const Bounded&) = default;
};

/// The largest voltage with at most 1 % of harmonic distortion.
struct CleanVoltage {
  std::string load;                         ///< "unloaded", or as the load was stated: "33ohm+-0.1%/0.25W"
  double load_ohm = 0.0;                    ///< 0: unloaded
  Bounded vrms;                             ///< of a sine at this level, volts
  std::string ended_by;                     ///< a sentence: what set in above it
  std::optional<double> current_limit_a{};  ///< peak, where the current and not the voltage ends it
  friend bool operator==(const CleanVoltage&, const CleanVoltage&) = default;
};

/// Rms volts of the output's own noise from 20 Hz to 20 kHz, the interface's noise subtracted.
struct OutputNoise {
  Bounded unweighted_vrms;
  Bounded a_weighted_vrms;  ///< IEC 61672-1
  friend bool operator==(const OutputNoise&, const OutputNoise&) = default;
};

/// By how much the right channel is louder than the left at one position of the volume control.
struct ChannelImbalance {
  double attenuation_db = 0.0;  ///< of that position, relative to the loudest that was measured; at least 0
  Uncertain right_over_left_db{};
  friend bool operator==(const ChannelImbalance&, const ChannelImbalance&) = default;
};

/// One output at one gain setting.
struct OutputLevel {
  std::string setting;  ///< "high", "low"; empty where the output has one
  std::vector<CleanVoltage> clean;
  std::optional<OutputNoise> noise{};
  std::vector<ChannelImbalance> imbalance;
  std::optional<Uncertain>
      gain_db{};  ///< output over input voltage at the volume that was set; looped wiring only
  Findings findings;
};

}  // namespace ohmsweep
