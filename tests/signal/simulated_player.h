#pragma once
// What an interface records of a player with a clock of its own: the programme's sweeps are evaluated at the
// player's time, so that no resampling stands between the clocks.

#include <cmath>
#include <functional>
#include <random>
#include <string>
#include <vector>

#include "ohmsweep/signal/player_programme.h"
#include "ohmsweep/signal/recording.h"

namespace ohmsweep::test {

/// A sweep of 1 s from 20 Hz and little silence: quick, where accuracy is not the question.
inline PlayerProgramme quick_programme(int rate = 48000) {
  PlayerProgramme programme;
  programme.sweep.sample_rate = rate;
  programme.sweep.from = Hertz(20.0);
  programme.sweep.to = Hertz(20e3);
  programme.sweep.duration = Seconds(1.0);
  return programme;
}

/// How the player is wired and recorded. Everything is resistive: V_dut = E_R / (1 + (Zt + Rg) G), and the
/// reference hears E_L less what the load's current makes in the ground.
struct PlayerBench {
  double offset = 0.0;    ///< the player's clock is faster by this
  double start_s = 0.7;   ///< of the file in the recording; negative: it began before
  double length_s = 0.0;  ///< of the recording; 0: a little longer than the file
  int rate = 48000;       ///< of the recorder
  double tip_ohm = 1.0;
  double ground_ohm = 0.0;
  double load_ohm = 0.0;   ///< on the right channel; 0: none
  double balance = 1.0;    ///< what the player drives right over what it drives left
  double left_gain = 0.8;  ///< of the inputs
  double right_gain = 0.8;
  double crosstalk = 0.0;  ///< of each channel into the other, before the load
  double noise_rms = 1e-5;
  double hum = 0.0;         ///< peak at 50 Hz; its harmonics fall with their order
  double distortion = 0.0;  ///< second and third harmonic of both channels
  unsigned seed = 1;
  /// What the player does to both channels before they leave it.
  std::function<void(std::vector<double>& left, std::vector<double>& right, double rate)> effect;
};

/// One order of the sweep's harmonics is a sweep itself; it fades where the recorder hears no more of it.
inline ExponentialSweep harmonic_of(const ExponentialSweep& sweep, int order, int rate) {
  ExponentialSweep harmonic = sweep;
  const Hertz highest(0.45 * rate);
  harmonic.from = order * sweep.from;
  harmonic.to = order * sweep.to;
  if (harmonic.to <= highest) return harmonic;
  harmonic.duration = harmonic.time_of(highest);
  harmonic.to = highest;
  return harmonic;
}

inline Recording record(const PlayerProgramme& programme, const PlayerBench& bench) {
  const ProgrammePlan plan = plan_of(programme);
  const double length = bench.length_s > 0.0 ? bench.length_s : bench.start_s + plan.length_s + 0.5;
  Recording take;
  take.sample_rate = bench.rate;
  take.name = "player.wav";
  take.hash = "player-" + std::to_string(bench.seed);
  const auto size = static_cast<std::size_t>(length * bench.rate);
  std::vector<double> left(size, 0.0);
  std::vector<double> right(size, 0.0);
  const auto play = [&](double begins, double duration, bool on_left, bool on_right, auto value) {
    const double from = bench.start_s + begins / (1.0 + bench.offset);
    const double to = bench.start_s + (begins + duration) / (1.0 + bench.offset);
    for (auto n = static_cast<long>(std::ceil(std::max(0.0, from * bench.rate)));
         n < std::min(static_cast<long>(size), static_cast<long>(std::ceil(to * bench.rate))); ++n) {
      const double t = (static_cast<double>(n) / bench.rate - bench.start_s) * (1.0 + bench.offset) - begins;
      const double sample = value(t);
      if (on_left) left[static_cast<std::size_t>(n)] += sample;
      if (on_right) right[static_cast<std::size_t>(n)] += sample;
    }
  };
  for (const double marker : plan.markers_s) {
    play(marker, marker_duration.value(), true, true,
         [&](double t) { return programme.sweep.amplitude * marker_value(Seconds(t)); });
  }
  for (const Passage& passage : plan.passages) {
    ExponentialSweep sweep = programme.sweep;
    if (passage.kind == PassageKind::both_quiet) sweep.amplitude *= programme.quiet_amplitude;
    const double level = sweep.amplitude / programme.sweep.amplitude;
    const ExponentialSweep second = harmonic_of(sweep, 2, bench.rate);
    const ExponentialSweep third = harmonic_of(sweep, 3, bench.rate);
    play(passage.sweep_s, sweep.duration.value(), passage.kind != PassageKind::right_alone,
         passage.kind != PassageKind::left_alone, [&](double t) {
           double sample = value_at(sweep, Seconds(t));
           if (bench.distortion > 0.0) {
             sample += bench.distortion * level * value_at(second, Seconds(t)) +
                       0.5 * bench.distortion * level * level * value_at(third, Seconds(t));
           }
           return sample;
         });
  }
  if (bench.effect) bench.effect(left, right, bench.rate);
  const double g = bench.load_ohm > 0.0 ? 1.0 / bench.load_ohm : 0.0;
  std::mt19937_64 generator(bench.seed);
  std::normal_distribution<double> noise(0.0, bench.noise_rms > 0.0 ? bench.noise_rms : 1.0);
  take.source.resize(size);
  take.dut.resize(size);
  for (std::size_t n = 0; n < size; ++n) {
    const double e_left = left[n] + bench.crosstalk * bench.balance * right[n];
    const double e_right = bench.balance * right[n] + bench.crosstalk * left[n];
    const double v_right = e_right / (1.0 + (bench.tip_ohm + bench.ground_ohm) * g);
    take.source[n] = bench.left_gain * (e_left - v_right * g * bench.ground_ohm);
    take.dut[n] = bench.right_gain * v_right;
    if (bench.noise_rms > 0.0) {
      take.source[n] += noise(generator);
      take.dut[n] += noise(generator);
    }
    for (int order = 1; bench.hum > 0.0 && order < 8; ++order) {
      const double phase = 2.0 * M_PI * 50.02 * order * static_cast<double>(n) / bench.rate;
      take.source[n] += bench.hum / order * std::sin(phase + order);
      take.dut[n] += 0.7 * bench.hum / order * std::sin(phase + 2 * order);
    }
  }
  return take;
}

}  // namespace ohmsweep::test
