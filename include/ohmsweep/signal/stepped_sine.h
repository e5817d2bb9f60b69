#pragma once
/// Stepped sine: one steady tone after another, an independent check of the sweep.
/// Method: docs/method.md, "Stepped sine, an independent check". It shares with RatioEstimator the transform,
/// the checks of a take and nothing that estimates, so that the agreement of both is evidence.
/// Thread rule: values and pure functions.

#include <string>
#include <vector>

#include "ohmsweep/core/frequency_grid.h"
#include "ohmsweep/core/units.h"
#include "ohmsweep/signal/ratio.h"
#include "ohmsweep/signal/recording.h"
#include "ohmsweep/signal/sweep.h"

namespace ohmsweep {

/// The parameters of a stepped sine. Its tones are points of the standard grid, 1000·2^(k/48) Hz, so that a
/// calibration's error terms serve them without interpolation.
struct SteppedSine {
  int points_per_octave = 6;  ///< 3, 6, 12 or 24
  Hertz from{19.6};           ///< tones lie inside [from, to]; the default holds 19.7 Hz to 20.2 kHz
  Hertz to{20.2e3};
  double amplitude = 0.251188643150958;  ///< peak of every tone, full scale 1.0; -12 dBFS as the sweep's
  int sample_rate = 48000;
  /// What passes of a tone before it is looked at: 20 cycles, but not more than this and not less than 80 ms.
  /// A resonance at f0 with quality Q dies by a factor of 500 in 2 Q/f0.
  Seconds settle{0.25};
  /// The stretch that is looked at, also ten cycles. 0.15 s tells a tone from a line 14 Hz beside it.
  Seconds hold{0.15};
  Seconds lead_in{0.5};   ///< silence before
  Seconds lead_out{1.0};  ///< silence after, for the interface's delay
};

/// One tone: a raised-cosine rise, time to settle, the stretch looked at, a margin, the same fall.
struct ToneSlot {
  double hz = 0.0;
  double begins_s = 0.0;  ///< after the stimulus's first sample
  double fade_s = 0.0;    ///< of the rise, and of the fall
  double settle_s = 0.0;
  double hold_s = 0.0;
  double margin_s = 0.0;
  [[nodiscard]] double centre_s() const { return begins_s + fade_s + settle_s + hold_s / 2; }
  [[nodiscard]] double ends_s() const { return begins_s + 2 * fade_s + settle_s + hold_s + margin_s; }
};

/// A sampled stepped sine with its plan.
struct SteppedStimulus {
  SteppedSine parameters;
  std::vector<ToneSlot> slots;  ///< in the order played
  std::vector<double> samples;  ///< full scale 1.0; lead-in, tones, lead-out
};

/// 6 of "1/6". Throws Error(usage) for what is none of 1/3, 1/6, 1/12 and 1/24.
[[nodiscard]] int parse_octave_fraction(const std::string& text);

/// The tones' frequencies, ascending. Throws Error(usage) with the value and its limit for parameters that
/// cannot be played: a number per octave other than the four, an amplitude outside (0, 1], a tone above 0.46
/// of the rate, no tone at all.
[[nodiscard]] FrequencyGrid tones(const SteppedSine& parameters);

/// When each tone plays, in the order played: neighbours in time are far apart in frequency, so that every
/// stretch of a few seconds shows what hum is at any frequency without a tone beside it.
[[nodiscard]] std::vector<ToneSlot> schedule(const SteppedSine& parameters);

/// How long it plays, silence included.
[[nodiscard]] Seconds playing_time(const SteppedSine& parameters);

[[nodiscard]] SteppedStimulus render(const SteppedSine& parameters);

/// What an AudioDevice is given: the samples, with rate, level, band, silences and the time in between in
/// place of a sweep's.
[[nodiscard]] Stimulus as_stimulus(const SteppedStimulus& stimulus);

/// The ratio at every tone by weighted least squares. Delay and the player's clock (to 500 ppm) are found in
/// the take; by quality.clock_offset_ppm its tones are higher than the curve's grid says. Throws
/// Error(failed) when the take's rate differs, the channels differ in length, a sample is not finite, the
/// tones are not all in it, or it holds something else. What is questionable is a finding.
[[nodiscard]] RatioCurve estimate_stepped(const Recording& take, const SteppedStimulus& stimulus);

}  // namespace ohmsweep
