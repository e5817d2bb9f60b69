#include "signal/delay_steps.h"

#include <algorithm>
#include <cmath>

#include "signal/times_conjugate.h"

namespace ohmsweep {

namespace {

using Channel = std::vector<Complex> GatedSpectrum::*;

/// What one side of a frequency says about the transfer function there.
struct Side {
  Complex value;
  double variance = 0.0;
};

/// A straight line through the bins [begin, end) after their mean phase slope is taken out, read at `at`.
/// What it leaves, noise or curvature, is its uncertainty.
Side extrapolated(const std::vector<Complex>& bins, std::size_t begin, std::size_t end, double at) {
  Complex lag;
  for (std::size_t k = begin; k + 1 < end; ++k) lag += times_conjugate(bins[k + 1], bins[k]);
  const double slope = std::arg(lag);
  const auto count = static_cast<double>(end - begin);
  const double middle = 0.5 * static_cast<double>(begin + end - 1);
  const Complex step = std::polar(1.0, -slope);
  Complex turn = std::polar(1.0, -slope * (static_cast<double>(begin) - middle));
  Complex mean;
  Complex rise;
  double spread = 0.0;
  double power = 0.0;
  for (std::size_t k = begin; k < end; ++k) {
    const Complex value = times_conjugate(bins[k], std::conj(turn));
    const double x = static_cast<double>(k) - middle;
    mean += value;
    rise += x * value;
    spread += x * x;
    power += std::norm(value);
    turn = times_conjugate(turn, std::conj(step));
  }
  const double x = at - middle;
  const double left = std::max(0.0, power - std::norm(mean) / count - std::norm(rise) / spread);
  // Neighbouring bins behind the gate are not independent: two of them hold one value.
  const double freedom = std::max(1.0, count / 2.0 - 2.0);
  // The phase goes on as a turn and not as a line: far from the middle that is a difference.
  const Complex growth = (rise / spread) / (mean / count);
  return {mean / count * (1.0 + x * growth.real()) * std::polar(1.0, (slope + growth.imag()) * x),
          left / freedom * (1.0 / count + x * x / spread)};
}

/// The jump at one frequency relative to what is there, and relative to its own noise.
struct Jump {
  double hz = 0.0;
  double relative = 0.0;
  double significance = 0.0;
};

/// Frequencies closer than √(f/L) belong to one moment: there the sweep's phase is stationary.
double resolution_hz(const SweepTiming& timing, double hz) { return std::sqrt(hz / timing.rate_constant_s); }

constexpr double guard = 1.2;  // of the resolution, either side
constexpr double reach = 4.5;

Jump jump_at(const SweepTrack& track, Channel channel, double hz, double least_level) {
  const std::vector<Complex>& bins = track.linear.*channel;
  const double cell = std::max(resolution_hz(track.timing, hz) / track.linear.bin_hz, 2.0);
  const double at = hz / track.linear.bin_hz;
  const auto bin = [&](double cells) {
    return static_cast<std::size_t>(std::clamp(at + cells * cell, 1.0, static_cast<double>(bins.size())));
  };
  const Side below = extrapolated(bins, bin(-reach), bin(-guard), at);
  const Side above = extrapolated(bins, bin(guard), bin(reach), at);
  const double step = std::abs(above.value - below.value);
  const double level = std::max({std::abs(above.value), std::abs(below.value), least_level});
  if (!(level > 0.0)) return {hz};
  return {hz, step / level, step / std::sqrt(below.variance + above.variance + 1e-30)};
}

double largest(const std::vector<Complex>& bins) {
  double power = 0.0;
  for (const Complex& bin : bins) power = std::max(power, std::norm(bin));
  return std::sqrt(power);
}

/// A low-pass, of a codec say, may end the band as sharply as a lost block interrupts it; it does not give it
/// back.
bool reaches_the_top(const SweepTrack& track, Channel channel) {
  const std::vector<Complex>& bins = track.linear.*channel;
  const double top_hz = 0.98 * track.timing.to_hz;
  double power = 0.0;
  double count = 0.0;
  for (auto k = static_cast<std::size_t>(0.97 * top_hz / track.linear.bin_hz);
       k < bins.size() && static_cast<double>(k) * track.linear.bin_hz < top_hz; ++k, count += 1.0) {
    power += std::norm(bins[k]);
  }
  return count > 0.0 && std::sqrt(power / count) > 0.1 * largest(bins);
}

/// A take fades at its very ends, and may begin or end with the sweep.
bool within_take(const SweepTrack& track, double hz) {
  constexpr double fade_s = 0.012;
  const double margin = fade_s + reach * std::sqrt(track.timing.rate_constant_s / hz);
  const double t = track.timing.time_of(hz) + track.delay_s;
  return t > margin && t < track.take_s - margin;
}

/// Where the sweep tells moments apart on a finer scale than `finest` of the frequency, and the
/// deconvolution's own edges are far.
std::vector<Jump> jumps_of(const SweepTrack& track, Channel channel, double finest) {
  std::vector<Jump> jumps;
  const SweepTiming& timing = track.timing;
  // Where a lost block has moved the sweep out of the gate, there is noise, which jumps all the time.
  const double least_level = 0.03 * largest(track.linear.*channel);
  double hz = std::max(150.0, 8.0 * timing.from_hz);
  while (reach * resolution_hz(timing, hz) > finest * hz) hz *= 1.02;
  for (; hz + reach * resolution_hz(timing, hz) < 0.985 * timing.to_hz;
       hz += 0.4 * resolution_hz(timing, hz)) {
    if (within_take(track, hz)) jumps.push_back(jump_at(track, channel, hz, least_level));
  }
  return jumps;
}

/// Of the jumps near one, without those that share its bins: what the circuit itself does there.
double surroundings(const std::vector<Jump>& jumps, std::size_t i) {
  constexpr std::size_t inner = 14;
  constexpr std::size_t outer = 34;
  std::vector<double> near;
  for (std::size_t n = i > outer ? i - outer : 0; n < jumps.size() && n <= i + outer; ++n) {
    if (n + inner < i || n > i + inner) near.push_back(jumps[n].relative);
  }
  if (near.empty()) return 0.0;
  const auto high = near.begin() + static_cast<std::ptrdiff_t>(near.size() * 4 / 5);
  std::nth_element(near.begin(), high, near.end());
  return *high;
}

void add_steps(std::vector<double>& times, const SweepTrack& track, Channel channel, double finest) {
  constexpr double least = 0.04;   // of the transfer function: 0.04 rad
  constexpr double clearly = 8.0;  // times the noise
  constexpr double standing_out = 5.0;
  const std::vector<Jump> jumps = jumps_of(track, channel, finest);
  const bool whole_band = reaches_the_top(track, channel);
  for (std::size_t i = 0; i < jumps.size(); ++i) {
    const Jump& jump = jumps[i];
    // A resonance bends a line the more, the wider it is.
    const double bent = 0.5 * reach * resolution_hz(track.timing, jump.hz) / jump.hz;
    if (jump.relative < std::max(least, bent) || jump.significance < clearly) continue;
    const bool highest = (i == 0 || jumps[i - 1].relative <= jump.relative) &&
                         (i + 1 == jumps.size() || jumps[i + 1].relative < jump.relative);
    // Half of everything: a long block took its frequencies with it, and the surroundings are gone as well.
    const bool interrupted = whole_band && jump.relative > 0.5 && jump.significance > 20.0;
    if (highest && (interrupted || jump.relative > standing_out * surroundings(jumps, i)))
      times.push_back(track.timing.time_of(jump.hz) + track.delay_s);
  }
}

}  // namespace

std::vector<double> delay_steps(const SweepTrack& track) {
  std::vector<double> times;
  // A device's resonance is sharper than what it does to the source channel.
  add_steps(times, track, &GatedSpectrum::source, 0.25);
  add_steps(times, track, &GatedSpectrum::dut, 0.15);
  std::sort(times.begin(), times.end());
  return times;
}

}  // namespace ohmsweep
