#pragma once
/// What a person at the bench needs to hear right after a take. Pure; thread-safe.

#include <cstddef>
#include <string>
#include <vector>

#include "ohmsweep/core/finding.h"
#include "ohmsweep/core/units.h"
#include "ohmsweep/signal/ratio.h"

namespace ohmsweep {

/// good: nothing against it. with_care: a warning stands. repeat: a blocking finding makes it useless.
enum class TakeMark { good, with_care, repeat };

/// The lowest signal-to-noise ratio in one band.
struct BandSnr {
  std::string band;  ///< "bass" 20 to 200 Hz, "mid" 200 Hz to 2 kHz, "treble" 2 to 20 kHz
  double worst_db = 0.0;
  double at_hz = 0.0;
};

struct TakeVerdict {
  double source_peak_dbfs = 0.0;  ///< full scale is 0; silence is -240
  double dut_peak_dbfs = 0.0;
  std::vector<BandSnr> snr;      ///< of the bands that the take reaches, lowest first
  WorstDistortion distortion;    ///< orders 2 to 5 together, relative to the fundamental
  double mains_hz = 0.0;         ///< 0: none was found
  std::size_t lines = 0;         ///< hum, its harmonics and other steady tones
  double loudest_line_dbfs = 0;  ///< where there are lines
  Findings findings;             ///< the take's own
  TakeMark mark = TakeMark::good;
  std::string sentence;  ///< the mark in words, with its reasons: "Good." "Usable with care: …"
};

[[nodiscard]] TakeVerdict judge_take(const RatioCurve& ratio);

/// Whether samples of the take were lost: recording it again, with nothing changed, may well help.
[[nodiscard]] bool is_broken(const Findings& findings);

}  // namespace ohmsweep
