#include "signal/discontinuity.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "ohmsweep/signal/fft.h"
#include "signal/median.h"

namespace ohmsweep {

namespace {

constexpr int highest_order = 12;
// A response dies sooner where its frequency is higher, so that less of a step has to be given up with it.
constexpr double low_until_hz = 600.0;
constexpr double high_from_hz = 1200.0;

/// Stretch of a response that belongs to the sweep, seconds of τ.
struct Explained {
  double from;
  double to;
};

/// Below the crossover: everything from the highest harmonic on, and a resonance's long tail.
std::vector<Explained> explained_low(const SweepTiming& timing) {
  return {{-timing.harmonic_lead(highest_order) - 0.05, 0.3}};
}

/// Above it: the surroundings of each harmonic's arrival.
std::vector<Explained> explained_high(const SweepTiming& timing) {
  std::vector<Explained> stretches{{-0.025, 0.06}};
  for (int order = 2; order <= highest_order; ++order) {
    const double arrival = -timing.harmonic_lead(order);
    stretches.push_back({arrival - 0.012, arrival + 0.015});
  }
  return stretches;
}

constexpr double high_flank_s = 0.006;

/// Weight of what is left at τ beside one stretch: 0 inside, 1 beyond a flank.
double left_beside(const Explained& stretch, double tau, double flank) {
  return std::clamp(std::max(stretch.from - tau, tau - stretch.to) / flank, 0.0, 1.0);
}

void blank(std::vector<double>& response, const Responses& axis, const std::vector<Explained>& stretches,
           double flank) {
  for (const Explained& stretch : stretches) {
    const long from = std::lround((stretch.from - flank) * axis.rate);
    const long to = std::min(std::lround((stretch.to + flank) * axis.rate),
                             from + static_cast<long>(response.size()) - 1);
    for (long n = from; n <= to; ++n) {
      response[axis.index(n)] *= left_beside(stretch, static_cast<double>(n) / axis.rate, flank);
    }
  }
}

/// source + weight · dut: a fault hits both at one moment, and one transform serves for both.
std::vector<double> mixed(const Responses& responses, double dut_weight) {
  std::vector<double> mix(responses.size());
  for (std::size_t n = 0; n < mix.size(); ++n) mix[n] = responses.source[n] + dut_weight * responses.dut[n];
  return mix;
}

/// So that both channels' noise is as loud in the mix, and what they share does not cancel.
double dut_weight(const Responses& responses) {
  const long from = std::lround(0.35 * responses.rate);
  const long count = std::max(1L, std::min(4096L, static_cast<long>(responses.size()) / 8));
  double source = 0.0;
  double dut = 0.0;
  for (long n = from; n < from + count; ++n) {
    source += responses.source[responses.index(n)] * responses.source[responses.index(n)];
    dut += responses.dut[responses.index(n)] * responses.dut[responses.index(n)];
  }
  double together = 0.0;
  for (long n = -64; n <= 64; ++n)
    together += responses.source[responses.index(n)] * responses.dut[responses.index(n)];
  const double ratio = dut > 0.0 ? std::clamp(std::sqrt(source / dut), 0.1, 3.0) : 1.0;
  return together < 0.0 ? -ratio : ratio;
}

/// What the sweep does not explain, as samples of the take.
std::vector<double> unexplained(const Responses& whole, const Responses& low,
                                const Deconvolution& deconvolution) {
  const double weight = dut_weight(whole);
  std::vector<double> high_rest = mixed(whole, weight);
  blank(high_rest, whole, explained_high(whole.timing), high_flank_s);
  std::vector<double> low_rest = mixed(low, weight);
  blank(low_rest, low, explained_low(low.timing), 0.05);
  std::vector<Complex> bins = forward_real(high_rest);
  const std::vector<Complex> low_bins = forward_real(low_rest);
  const double bin_hz = whole.rate / static_cast<double>(whole.size());
  for (std::size_t k = 0; k < low_bins.size(); ++k) {
    const double hz = static_cast<double>(k) * bin_hz;
    if (hz >= high_from_hz) break;
    const double share = std::clamp((hz - low_until_hz) / (high_from_hz - low_until_hz), 0.0, 1.0);
    bins[k] = share * bins[k] + (1.0 - share) * low_bins[k];
  }
  return deconvolution.replay(std::move(bins));
}

/// Differences of the means of `width` samples before and after each moment, at every `stride`-th one. A step
/// in noise stands out best where the width is as long as what is known on either side of it.
class Steps {
 public:
  Steps(const std::vector<double>& sums, std::size_t width, std::size_t stride)
      : width_(width), stride_(stride) {
    const double share = 1.0 / static_cast<double>(width);
    values_.reserve(sums.size() / stride + 1);
    for (std::size_t n = width; n + width < sums.size(); n += stride) {
      values_.push_back(share * (sums[n + width] - 2.0 * sums[n] + sums[n - width]));
    }
  }

  [[nodiscard]] std::size_t width() const { return width_; }
  [[nodiscard]] std::size_t count() const { return values_.size(); }
  [[nodiscard]] double value(std::size_t i) const { return std::abs(values_[i]); }
  [[nodiscard]] std::size_t sample(std::size_t i) const { return width_ + i * stride_; }
  [[nodiscard]] double deviation() const {
    return values_.empty() ? 0.0 : median_magnitude(values_) / 0.6745;
  }
  /// Root mean square beside step i, the louder side: what lasts for milliseconds (an aliased harmonic, say)
  /// is no fault.
  [[nodiscard]] double beside(std::size_t i, double rate) const {
    const auto inner = (2 * width_ + static_cast<std::size_t>(0.001 * rate)) / stride_ + 1;
    const auto outer = inner + std::max<std::size_t>(8, static_cast<std::size_t>(0.004 * rate) / stride_);
    const auto rms = [&](std::size_t from, std::size_t to) {
      double squares = 0.0;
      for (std::size_t n = from; n < to; ++n) squares += values_[n] * values_[n];
      return to > from ? std::sqrt(squares / static_cast<double>(to - from)) : 0.0;
    };
    const double before = rms(i > outer ? i - outer : 0, i > inner ? i - inner : 0);
    const double after = rms(std::min(count(), i + inner), std::min(count(), i + outer));
    return std::max(before, after);
  }

 private:
  std::size_t width_;
  std::size_t stride_;
  std::vector<double> values_;
};

/// The part of a take in which steps are looked for, and where they have to be larger.
struct Judged {
  double from_s;
  double to_s;
  double faded_in_s;    ///< the stimulus's own fade until then
  double fading_out_s;  ///< even distortion's share of the mean falls within a millisecond there

  [[nodiscard]] bool fading_out(double t) const {
    constexpr double fade_out_s = 0.006;
    return std::abs(t - fading_out_s) < fade_out_s;
  }
};

Judged judged(const Responses& responses) {
  constexpr double edge_s = 0.02;
  constexpr double long_block_s = 0.1;
  constexpr double usual_fade_s = 0.03;  // of sweeps made elsewhere, whose start is known to a quarter period
  const double begins = responses.time_in_take(responses.timing.from_hz);
  const double ends = responses.time_in_take(responses.timing.to_hz);
  return {std::max(edge_s, begins), std::min(responses.take_s - edge_s, ends + long_block_s),
          begins + 0.125 / responses.timing.from_hz + usual_fade_s, ends};
}

/// What the stimulus's fades may leave behind a player with another clock: it plays them elsewhere in time
/// than the sweep that they belong to, by up to ε T. Up to 16 ε T of the peak, from 0.5 to 20 s and 5 to 20
/// Hz.
double left_by_fades(const SweepTiming& timing, double clock_offset) {
  constexpr double per_second = 30.0;
  constexpr double at_most = 0.1;
  const double duration_s = timing.time_of(timing.to_hz) - timing.time_of(timing.from_hz);
  return std::min(at_most, per_second * std::abs(clock_offset) * duration_s);
}

/// A stretch of the take, seconds.
struct Stretch {
  double from_s;
  double to_s;
};

/// Share of the power of white noise in a stretch that is left where the sweep is blanked.
double share_left(const Responses& responses, const Stretch& stretch) {
  constexpr int times = 24;
  constexpr int frequencies = 96;
  const std::vector<Explained> explained = explained_high(responses.timing);
  double sum = 0.0;
  for (int i = 0; i < times; ++i) {
    const double t = stretch.from_s + (i + 0.5) / times * (stretch.to_s - stretch.from_s);
    for (int k = 0; k < frequencies; ++k) {
      const double tau = t - responses.time_in_take((k + 0.5) / frequencies * responses.timing.to_hz);
      double left = 1.0;
      for (const Explained& each : explained) left *= left_beside(each, tau, high_flank_s);
      sum += left * left;
    }
  }
  return sum / (times * frequencies);
}

/// Variance of the noise in a stretch, from differences of samples: the slow remains of filters are in none.
/// They are two samples of a player's apart, where neither end of the band is missed.
double noise_within(const std::vector<double>& rest, const Responses& responses, const Stretch& stretch) {
  constexpr std::size_t too_few = 1000;
  constexpr double apart_s = 2.0 / 48000.0;
  constexpr double least_left = 0.1;
  const auto at = [&](double t) {
    return static_cast<std::size_t>(std::clamp(t * responses.rate, 0.0, static_cast<double>(rest.size())));
  };
  const std::size_t apart = std::max<std::size_t>(1, at(apart_s + 0.5 / responses.rate));
  const std::size_t to = at(stretch.to_s);
  std::vector<double> differences;
  for (std::size_t n = at(stretch.from_s) + apart; n < to; ++n)
    differences.push_back(rest[n] - rest[n - apart]);
  if (differences.size() < too_few) return 0.0;
  const double deviation = median_magnitude(differences) / 0.6745;
  return 0.5 * deviation * deviation / std::max(least_left, share_left(responses, stretch));
}

/// The step of what was played, where a player turned its volume down by numbers and rounded them. At the
/// sweep's crests and in its fades its samples stay between two of them for milliseconds: what they leave is
/// a step, not noise. Known from its noise in the sweep's faster half, a step over √12, that is not there in
/// the silence; 0 where the take holds none to compare with.
double rounding_step(const std::vector<double>& rest, const Responses& responses) {
  constexpr double margin = 1.25;
  constexpr double edge_s = 0.02;
  constexpr double died_s = 0.1;
  const double begins = responses.time_in_take(responses.timing.from_hz);
  const double ends = responses.time_in_take(responses.timing.to_hz);
  const double sounding = noise_within(rest, responses, {0.5 * (begins + ends), ends});
  const double silent = std::max(noise_within(rest, responses, {edge_s, begins - edge_s}),
                                 noise_within(rest, responses, {ends + died_s, responses.take_s - edge_s}));
  if (silent == 0.0 || sounding <= silent) return 0.0;
  return margin * std::sqrt(12.0 * (sounding - silent));
}

/// The smallest steps that are none of the player's.
struct Allowed {
  double peak = 0.0;          ///< of the take
  double clock_offset = 0.0;  ///< relative
  double rounding = 0.0;      ///< rounding_step()
};

void add_steps(std::vector<double>& times, const Steps& steps, const Responses& responses,
               const Allowed& allowed) {
  constexpr double never_in_noise = 9.0;
  constexpr double beyond_surroundings = 7.0;
  constexpr double in_a_fade = 5.0;
  // The second term is what rounding and slow tails may leave in a noiseless take.
  const double limit =
      std::max({never_in_noise * steps.deviation(), 2e-5 * allowed.peak, allowed.rounding, 1e-9});
  const double fade_limit =
      std::max(in_a_fade * limit, allowed.peak * left_by_fades(responses.timing, allowed.clock_offset));
  const Judged range = judged(responses);
  double last = -1.0;
  for (std::size_t i = 0; i < steps.count(); ++i) {
    if (steps.value(i) < limit) continue;
    const double t = static_cast<double>(steps.sample(i)) / responses.rate;
    if (t < last + 0.02 || t < range.from_s || t > range.to_s) continue;
    if (t < range.faded_in_s && steps.value(i) < fade_limit) continue;
    if (range.fading_out(t) && (steps.width() > 1 || steps.value(i) < fade_limit)) continue;
    if (steps.value(i) < beyond_surroundings * steps.beside(i, responses.rate)) continue;
    times.push_back(t);
    last = t;
  }
}

}  // namespace

std::vector<double> discontinuities(const Responses& whole, const Responses& low,
                                    const Deconvolution& deconvolution, double peak, double clock_offset) {
  std::vector<double> sums = unexplained(whole, low, deconvolution);
  // What is louder is a sweep that a fault has moved out of its place, and no rounding.
  constexpr double coarsest = 0.1;
  const double rounding = rounding_step(sums, whole);
  const Allowed allowed{peak, clock_offset, rounding < coarsest * peak ? rounding : 0.0};
  double sum = 0.0;
  for (double& sample : sums) sample = sum += sample;
  std::vector<double> times;
  struct Scale {
    std::size_t width;
    std::size_t stride;
  };
  for (const auto& [width, stride] : std::array<Scale, 3>{{{1, 1}, {6, 3}, {40, 16}}}) {
    add_steps(times, Steps(sums, width, stride), whole, allowed);
  }
  std::sort(times.begin(), times.end());
  return times;
}

}  // namespace ohmsweep
