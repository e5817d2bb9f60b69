#pragma once
/// Silence, then a tone that climbs from -50 dBFS to a level and is quiet again: noise, distortion over
/// level, and whether the gain holds still. Its first sound is its quietest. Thread rule: values and pure
/// functions.

#include <cstddef>
#include <vector>

#include "ohmsweep/core/units.h"
#include "ohmsweep/measurement/noise_floor.h"
#include "ohmsweep/signal/recording.h"
#include "ohmsweep/signal/sweep.h"

namespace ohmsweep {

/// No part of a sample rate and no harmonic of the mains.
inline constexpr Hertz ladder_tone{997.0};

/// One step; samples of the stimulus.
struct LadderStep {
  double level_dbfs = 0.0;  ///< peak
  std::size_t steady_from = 0;
  std::size_t steady_to = 0;
};

struct ToneLadder {
  Stimulus stimulus;              ///< its sweep states rate, peak and times; the sound is not a sweep
  std::vector<LadderStep> steps;  ///< at most 10 dB apart; the last is as quiet as the first
  std::size_t silence_from = 0;   ///< of the stretch before the first step
  std::size_t silence_to = 0;
};

/// `level`: the peak of the loudest step, -50 dBFS at least (a lower one is the only step).
[[nodiscard]] ToneLadder tone_ladder(Decibels level, int sample_rate);

/// One step as one input heard it. Harmonics are relative to the tone, and 0 where noise explains them.
struct HeardTone {
  double level_dbfs = 0.0;       ///< as played
  double amplitude = 0.0;        ///< peak, full scale 1.0
  double amplitude_error = 0.0;  ///< by how much noise may have changed it
  double second = 0.0;
  double third = 0.0;
  double total = 0.0;        ///< orders 2 to 5 together (THD)
  double total_bound = 0.0;  ///< the total is below this, noise taken for harmonics
};

struct HeardLadder {
  std::vector<HeardTone> steps;  ///< in the order played
  double peak = 0.0;             ///< largest absolute sample
  std::size_t clipped_samples = 0;
  [[nodiscard]] const HeardTone& loudest() const { return steps[steps.size() - 2]; }
};

struct LadderReading {
  HeardLadder source;
  HeardLadder dut;
  NoiseFloor noise;
  double delay_s = 0.0;
};

/// Finds the ladder on the louder channel, whatever its delay, and reads it. Throws Error(failed) for a take
/// of another rate or one that is shorter than the ladder.
[[nodiscard]] LadderReading read_ladder(const Recording& take, const ToneLadder& ladder);

/// Whether the loudest step stands 20 dB out of its error.
[[nodiscard]] bool heard(const HeardLadder& input);

/// By how many decibels the gain of the step that differs most, differs from that of the loudest step,
/// beyond what noise explains; 0 for a gain that holds still.
[[nodiscard]] double gain_movement_db(const HeardLadder& input);

}  // namespace ohmsweep
