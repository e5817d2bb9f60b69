#include "signal/heard_sweep.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "ohmsweep/signal/fft.h"

namespace ohmsweep {

namespace {

constexpr double lowest_hz = 300.0;

/// The loudest tone of one short stretch; 0 Hz where none stands out.
struct Moment {
  double t = 0.0;
  double hz = 0.0;
};

/// Spectral power of a stretch under a Hann window.
std::vector<double> power_of(const std::vector<double>& channel, std::size_t first, std::size_t size) {
  std::vector<double> windowed(size);
  for (std::size_t n = 0; n < size; ++n) {
    const double phase = 2.0 * std::numbers::pi * (static_cast<double>(n) + 0.5) / static_cast<double>(size);
    windowed[n] = channel[first + n] * (0.5 - 0.5 * std::cos(phase));
  }
  std::vector<double> power;
  for (const Complex& bin : forward_real(windowed)) power.push_back(std::norm(bin));
  return power;
}

/// Centre of the power around its peak, where that holds most of all power above lowest_hz.
double tone_in(const std::vector<double>& power, double bin_hz) {
  constexpr double most = 0.5;
  const auto begin = static_cast<std::size_t>(lowest_hz / bin_hz);
  const auto peak = std::max_element(power.begin() + static_cast<std::ptrdiff_t>(begin), power.end());
  const auto at = static_cast<std::size_t>(peak - power.begin());
  const std::size_t reach = std::max<std::size_t>(6, at / 8);  // a fast sweep passes so much within a stretch
  if (!(*peak > 0.0) || at < begin + reach || at + reach >= power.size()) return 0.0;
  double all = 0.0;
  for (std::size_t k = begin; k < power.size(); ++k) all += power[k];
  double near = 0.0;
  double moment = 0.0;
  for (std::size_t k = at - reach; k <= at + reach; ++k) {
    near += power[k];
    moment += power[k] * static_cast<double>(k);
  }
  return near > most * all ? moment / near * bin_hz : 0.0;
}

std::vector<Moment> moments_of(const std::vector<double>& channel, int sample_rate) {
  const std::size_t size = fast_size(static_cast<std::size_t>(0.02 * sample_rate));
  const std::size_t hop = size / 2;
  std::vector<Moment> moments;
  for (std::size_t first = 0; first + size <= channel.size(); first += hop) {
    const double centre = static_cast<double>(first) + static_cast<double>(size) / 2.0;
    moments.push_back({centre / sample_rate,
                       tone_in(power_of(channel, first, size), sample_rate / static_cast<double>(size))});
  }
  return moments;
}

double energy(const std::vector<double>& channel) {
  double sum = 0.0;
  for (const double sample : channel) sum += sample * sample;
  return sum;
}

/// ln f over the moments of [begin, end) as a straight line; nothing where they do not lie on one.
std::optional<HeardSweep> line_through(const std::vector<Moment>& moments, std::size_t begin,
                                       std::size_t end) {
  double n = 0.0;
  double st = 0.0;
  double sy = 0.0;
  double stt = 0.0;
  double sty = 0.0;
  for (std::size_t i = begin; i < end; ++i) {
    const double t = moments[i].t - moments[begin].t;
    const double y = std::log(moments[i].hz);
    n += 1.0;
    st += t;
    sy += y;
    stt += t * t;
    sty += t * y;
  }
  const double slope = (n * sty - st * sy) / (n * stt - st * st);
  if (!(slope > 0.0)) return std::nullopt;
  double squares = 0.0;
  for (std::size_t i = begin; i < end; ++i) {
    const double t = moments[i].t - moments[begin].t;
    squares += std::pow(std::log(moments[i].hz) - (sy + slope * (t - st / n) * n) / n, 2.0);
  }
  if (std::sqrt(squares / n) > 0.05) return std::nullopt;
  return HeardSweep{moments[begin].t, 1.0 / slope, moments[end - 1].hz};
}

/// Rises from one moment to the next, by no more than a third of an octave.
bool goes_on(const Moment& before, const Moment& after) {
  return before.hz > 0.0 && after.hz > before.hz && after.hz < 1.26 * before.hz;
}

}  // namespace

std::vector<HeardSweep> heard_sweeps(const Recording& recording) {
  constexpr double shortest_s = 0.2;
  const bool source_louder = energy(recording.source) > energy(recording.dut);
  const std::vector<Moment> moments =
      moments_of(source_louder ? recording.source : recording.dut, recording.sample_rate);
  std::vector<HeardSweep> sweeps;
  for (std::size_t begin = 0; begin < moments.size();) {
    std::size_t end = begin + 1;
    while (end < moments.size() && goes_on(moments[end - 1], moments[end])) ++end;
    if (moments[end - 1].t - moments[begin].t > shortest_s) {
      if (const auto sweep = line_through(moments, begin, end)) sweeps.push_back(*sweep);
    }
    begin = end;
  }
  return sweeps;
}

}  // namespace ohmsweep
