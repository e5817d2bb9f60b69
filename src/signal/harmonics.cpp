#include "signal/harmonics.h"

#include <algorithm>
#include <cmath>

namespace ohmsweep {

namespace {

constexpr int highest_order = 5;

GateShape harmonic_gate(const SweepTiming& timing, int order) {
  // A third of the way to the next higher order, which stands on the earlier side.
  const double room = 0.33 * (timing.harmonic_lead(order + 1) - timing.harmonic_lead(order));
  const double half = std::min(0.06, room);
  return {half, 0.4 * half, 0.4 * half, half};
}

constexpr double sixth_octave = 1.0 / 12.0;  // either side
constexpr double two_thirds_octave = 1.0 / 3.0;

/// Root mean square within `octaves` either side of a frequency.
double band_level(const GatedSpectrum& spectrum, const std::vector<Complex>& channel, double hz,
                  double octaves) {
  const double reach = std::exp2(octaves);
  const auto begin = static_cast<std::size_t>(std::floor(hz / reach / spectrum.bin_hz));
  const auto end =
      std::min(channel.size() - 1, static_cast<std::size_t>(std::ceil(hz * reach / spectrum.bin_hz)));
  double sum = 0.0;
  for (std::size_t k = begin; k <= end; ++k) sum += std::norm(channel[k]);
  return std::sqrt(sum / static_cast<double>(end - begin + 1));
}

/// Level above the noise of an empty stretch of the same gate, relative to the fundamental; 0 when it is not
/// above it.
double relative_level(double level, double noise, double fundamental) {
  constexpr double clearly = 4.0;
  if (!(fundamental > 0.0) || level < clearly * noise) return 0.0;
  return std::sqrt(level * level - noise * noise) / fundamental;
}

/// A harmonic needs a dozen of its cycles between itself and the next order, or the lower one leaks into its
/// gate. Short sweeps stand closer together; every order starts where all can be told apart.
double lowest_fundamental(const SweepTiming& timing) {
  constexpr double cycles_apart = 12.0;
  double lowest = std::max(20.0, timing.lowest_usable_hz());
  for (int order = 2; order <= highest_order; ++order) {
    const double gap_s = timing.harmonic_lead(order + 1) - timing.harmonic_lead(order);
    lowest = std::max(lowest, cycles_apart / (order * gap_s));
  }
  return lowest;
}

FrequencyGrid fundamentals(const SweepTiming& timing, int order) {
  std::vector<double> hz;
  const double lowest = lowest_fundamental(timing);
  const double highest = timing.highest_usable_hz() / order / std::exp2(1.0 / 12.0);
  for (int k = -34; k <= 26; ++k) {
    const double f = 1000.0 * std::exp2(k / 6.0);
    if (f >= lowest && f <= highest) hz.push_back(f);
  }
  return FrequencyGrid(std::move(hz));
}

}  // namespace

std::vector<HarmonicCurve> harmonic_curves(const Responses& responses) {
  std::vector<HarmonicCurve> curves;
  for (int order = 2; order <= highest_order; ++order) {
    const GateShape shape = harmonic_gate(responses.timing, order);
    const GatedSpectrum linear = gated(responses, shape, 0.0);
    const GatedSpectrum harmonic = gated(responses, shape, -responses.timing.harmonic_lead(order));
    const double quiet = responses.period_s() / 2 - responses.timing.harmonic_lead(4);
    const GatedSpectrum before = gated(responses, shape, quiet - shape.length());
    const GatedSpectrum after = gated(responses, shape, quiet + shape.length());
    HarmonicCurve curve{order, fundamentals(responses.timing, order), {}, {}};
    const auto ratio_at = [&](auto channel, double hz) {
      const double noise = std::hypot(band_level(before, before.*channel, order * hz, two_thirds_octave),
                                      band_level(after, after.*channel, order * hz, two_thirds_octave));
      return relative_level(band_level(harmonic, harmonic.*channel, order * hz, sixth_octave),
                            noise / std::sqrt(2.0), band_level(linear, linear.*channel, hz, sixth_octave));
    };
    for (const double hz : curve.fundamental) {
      curve.source_ratio.push_back(ratio_at(&GatedSpectrum::source, hz));
      curve.dut_ratio.push_back(ratio_at(&GatedSpectrum::dut, hz));
    }
    curves.push_back(std::move(curve));
  }
  return curves;
}

}  // namespace ohmsweep
