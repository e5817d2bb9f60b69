#include "ohmsweep/measurement/rig_probe.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace ohmsweep {

namespace {

constexpr Decibels loud_level{-30.0};
constexpr Decibels quiet_level{-50.0};
constexpr double fade_s = 0.01;

/// Adds a tone that fades in and out within the stretch.
void add_tone(std::vector<double>& samples, double rate, double hz, const ProbeStretch& stretch,
              double amplitude) {
  const auto first = static_cast<std::size_t>(std::llround(stretch.from_s * rate));
  const auto last = static_cast<std::size_t>(std::llround(stretch.to_s * rate));
  for (std::size_t n = first; n < last; ++n) {
    const double from_edge = static_cast<double>(std::min(n - first, last - 1 - n)) / rate;
    const double weight = 0.5 - 0.5 * std::cos(std::numbers::pi * std::min(1.0, from_edge / fade_s));
    samples[n] += weight * amplitude * std::sin(2.0 * std::numbers::pi * hz * static_cast<double>(n) / rate);
  }
}

}  // namespace

RigProbe make_rig_probe(int sample_rate) {
  RigProbe probe;
  probe.loud = decibels_to_amplitude(loud_level);
  probe.quiet = decibels_to_amplitude(quiet_level);
  probe.silence = {0.0, 0.3};
  probe.sweep = {0.3, 1.3};
  probe.quiet_tone = {1.6, 1.9};
  probe.loud_tone = {1.9, 2.3};
  probe.quiet_again = {2.3, 2.6};
  constexpr double end_s = 2.75;

  ExponentialSweep sweep;
  sweep.from = Hertz(10.0);
  sweep.to = highest_sweep_frequency(sample_rate);
  sweep.duration = Seconds(probe.sweep.to_s - probe.sweep.from_s);
  sweep.amplitude = probe.loud;
  sweep.sample_rate = sample_rate;
  sweep.lead_in = Seconds(probe.sweep.from_s);
  sweep.lead_out = Seconds(end_s - probe.sweep.to_s);
  probe.stimulus = render(sweep);
  const double rate = sample_rate;
  add_tone(probe.stimulus.samples, rate, probe.tone_hz, probe.quiet_tone, probe.quiet);
  add_tone(probe.stimulus.samples, rate, probe.tone_hz, probe.loud_tone, probe.loud);
  add_tone(probe.stimulus.samples, rate, probe.tone_hz, probe.quiet_again, probe.quiet);
  return probe;
}

}  // namespace ohmsweep
