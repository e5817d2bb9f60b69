#pragma once
/// How alike two inputs are, and how much of one is heard on the other, from ratios of sweeps through a
/// cable. Thread rule: values and pure functions; none fails.

#include <vector>

#include "ohmsweep/signal/ratio.h"

namespace ohmsweep {

/// The dut channel relative to the source channel at one frequency, with 95 % intervals.
struct MatchPoint {
  double frequency_hz = 0.0;
  double gain_db = 0.0;
  double gain_u95_db = 0.0;
  double phase_deg = 0.0;  ///< (-180, 180]; an inverted input stands near 180
  double phase_u95_deg = 0.0;
};

struct ChannelMatch {
  std::vector<MatchPoint> points;  ///< nearest to 20, 100, 1 k, 10 k and 20 kHz, as far as the curve reaches
  MatchPoint largest_gain;         ///< where the gains differ most between 20 Hz and 20 kHz
  MatchPoint largest_phase;
  Complex mid_ratio;         ///< dut over source nearest to 1 kHz
  double skew_frames = 0.0;  ///< the dut channel is later by this, from the phase between 1 and 10 kHz
};

/// Both inputs hear the same: the ratio is that of the inputs alone.
[[nodiscard]] ChannelMatch channel_match(const RatioCurve& both);

/// What an input hears of a sound that only the other input is connected to.
struct CrosstalkPoint {
  double frequency_hz = 0.0;
  double level_db = 0.0;     ///< relative to the connected input, or what it is below
  bool upper_bound = false;  ///< true: it is less than its own 95 % interval
};

struct Crosstalk {
  std::vector<CrosstalkPoint> points;  ///< nearest to 100 Hz, 1 kHz and 10 kHz
  CrosstalkPoint largest;  ///< between 20 Hz and 20 kHz; the largest bound where nothing stands out
};

/// The source channel of `driven` is the connected input, its dut channel the other one.
[[nodiscard]] Crosstalk crosstalk(const RatioCurve& driven);

/// The largest distortion of the worse input with its fundamental in one band, 0 where none rises above the
/// noise; relative to the fundamental.
struct BandDistortion {
  double from_hz = 0.0;
  double to_hz = 0.0;
  double ratio = 0.0;
  double at_hz = 0.0;
};
/// 20 to 200 Hz, 200 Hz to 2 kHz, 2 kHz up to where a second harmonic still is within the sweep.
[[nodiscard]] std::vector<BandDistortion> distortion_by_band(const std::vector<HarmonicCurve>& harmonics);

}  // namespace ohmsweep
