#include "ohmsweep/measurement/steady_hearing.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

#include "measurement/power_spectrum.h"
#include "ohmsweep/core/error.h"
#include "ohmsweep/signal/clipping.h"
#include "ohmsweep/signal/tone_fit.h"

namespace ohmsweep {

namespace {

constexpr double turn = 2.0 * std::numbers::pi;
constexpr double block_s = 0.05;
constexpr std::size_t blocks_in_a_second = 20;
constexpr double longest_s = 4.0;
/// Strength of a block against the stretch's weakest: a tone that holds still does so within 20 %.
constexpr double still = 1.2;

using Samples = std::vector<double>;

/// Peak amplitude under a Hann window, phase counted from sample 0 of the channel.
Complex amplitude_at(const Samples& samples, std::size_t from, std::size_t size, double cycles) {
  const double start = cycles * static_cast<double>(from);
  Complex tone = std::polar(1.0, -turn * (start - std::floor(start)));
  const Complex tone_step = std::polar(1.0, -turn * cycles);
  const double step = turn / static_cast<double>(size);
  Complex window = std::polar(1.0, step / 2.0);
  const Complex window_step = std::polar(1.0, step);
  Complex sum;
  for (std::size_t n = 0; n < size; ++n) {
    sum += (0.5 - 0.5 * window.real()) * samples[from + n] * tone;
    tone *= tone_step;
    window *= window_step;
  }
  return 2.0 * sum / (0.5 * static_cast<double>(size));
}

/// A stretch of samples.
struct Stretch {
  std::size_t from = 0;
  std::size_t size = 0;
};

/// Where the tone is: the strength of both inputs together, block by block.
class Strengths {
 public:
  Strengths(const Recording& take, double cycles)
      : block_(static_cast<std::size_t>(std::lround(block_s * take.sample_rate))) {
    for (std::size_t from = 0; from + block_ <= take.source.size(); from += block_) {
      strengths_.push_back(std::hypot(std::abs(amplitude_at(take.source, from, block_, cycles)),
                                      std::abs(amplitude_at(take.dut, from, block_, cycles))));
    }
  }

  /// The second whose weakest block is strongest, as far as its neighbours are like it; empty without one.
  [[nodiscard]] Stretch steadiest() const {
    std::size_t best = 0;
    double strongest = 0.0;
    for (std::size_t i = 0; i + blocks_in_a_second <= strengths_.size(); ++i) {
      const double weakest = *std::min_element(at(i), at(i + blocks_in_a_second));
      if (weakest > strongest) {
        strongest = weakest;
        best = i;
      }
    }
    if (strongest <= 0.0) return {};
    return grown(best, strongest);
  }

 private:
  [[nodiscard]] std::vector<double>::const_iterator at(std::size_t block) const {
    return strengths_.begin() + static_cast<std::ptrdiff_t>(block);
  }
  /// A fade at either end is no longer than a block: one is left out there.
  [[nodiscard]] Stretch grown(std::size_t first, double weakest) const {
    std::size_t end = first + blocks_in_a_second;
    const auto like = [&](double strength) {
      return strength < still * weakest && strength * still > weakest;
    };
    while (first > 0 && like(strengths_[first - 1])) --first;
    while (end < strengths_.size() && like(strengths_[end])) ++end;
    if (end - first > blocks_in_a_second + 2) {
      ++first;
      --end;
    }
    return {first * block_, (end - first) * block_};
  }

  std::size_t block_;
  std::vector<double> strengths_;
};

/// From the phase between the stretch's two halves.
double refined_cycles(const Samples& samples, const Stretch& stretch, double cycles) {
  const std::size_t half = stretch.size / 2;
  const Complex first = amplitude_at(samples, stretch.from, half, cycles);
  const Complex second = amplitude_at(samples, stretch.from + half, half, cycles);
  return cycles + std::arg(second * std::conj(first)) / (turn * static_cast<double>(half));
}

double rms(const Samples& samples) {
  double sum = 0.0;
  for (const double sample : samples) sum += sample * sample;
  return samples.empty() ? 0.0 : std::sqrt(sum / static_cast<double>(samples.size()));
}

/// Standard deviation of what the remainder holds at the tone's place, from its neighbours.
double beside(const Samples& rest, double cycles) {
  constexpr int nearest = 3;
  constexpr int farthest = 8;
  const double bin = 1.0 / static_cast<double>(rest.size());
  double power = 0.0;
  double count = 0.0;
  for (int distance = nearest; distance <= farthest; ++distance) {
    for (const double off : {-distance * bin, distance * bin}) {
      power += std::norm(amplitude_at(rest, 0, rest.size(), cycles + off));
      count += 1.0;
    }
  }
  return std::sqrt(power / count / 2.0);
}

SteadyInput input_of(const Samples& channel, Complex tone, const std::vector<Complex>& harmonics,
                     const Samples& rest, double cycles, int sample_rate) {
  SteadyInput input;
  input.amplitude = std::abs(tone);
  input.error = beside(rest, cycles);
  input.peak = peak_of(channel);
  input.clipped_samples = clipped_samples(channel);
  double others = std::pow(rms(rest), 2);
  for (const Complex& harmonic : harmonics) others += std::norm(harmonic) / 2.0;
  const double tone_rms = input.amplitude / std::numbers::sqrt2;
  if (tone_rms <= 0.0) return input;
  const PowerSpectrum spectrum = power_spectrum(rest, sample_rate);
  input.foreign = std::sqrt(others) / tone_rms;
  input.hum = std::sqrt(std::max(hum_power(spectrum, 50.0), hum_power(spectrum, 60.0))) / tone_rms;
  return input;
}

Samples cut(const Samples& samples, const Stretch& stretch) {
  const auto from = samples.begin() + static_cast<std::ptrdiff_t>(stretch.from);
  return {from, from + static_cast<std::ptrdiff_t>(stretch.size)};
}

/// fit_tone wants an odd length.
Stretch shortened(const Stretch& stretch, int sample_rate) {
  const auto longest = static_cast<std::size_t>(longest_s * sample_rate);
  const std::size_t size = std::min(stretch.size, longest);
  return {stretch.from + (stretch.size - size) / 2, size - (size + 1) % 2};
}

}  // namespace

SteadyHearing hear_steady(const Recording& take, Hertz tone) {
  const double nominal = tone.value() / take.sample_rate;
  const Stretch found = Strengths(take, nominal).steadiest();
  if (found.size == 0) {
    throw rejection(
        fmt::format("The take '{}' holds no steady second of {:g} Hz; record the tone again, at least "
                    "two seconds of it.",
                    take.name, tone.value()));
  }
  const Stretch stretch = shortened(found, take.sample_rate);
  const Samples source = cut(take.source, stretch);
  const Samples dut = cut(take.dut, stretch);
  const Samples& louder = rms(source) >= rms(dut) ? source : dut;
  const double cycles = refined_cycles(louder, {0, stretch.size}, nominal);
  const ToneFit fit = fit_tone({source, dut, cycles});
  SteadyHearing hearing;
  hearing.frequency_hz = cycles * take.sample_rate;
  hearing.from_s = static_cast<double>(stretch.from) / take.sample_rate;
  hearing.to_s = static_cast<double>(stretch.from + stretch.size) / take.sample_rate;
  hearing.source =
      input_of(source, fit.source, fit.source_harmonics, fit.source_rest, cycles, take.sample_rate);
  hearing.dut = input_of(dut, fit.dut, fit.dut_harmonics, fit.dut_rest, cycles, take.sample_rate);
  if (hearing.source.heard()) {
    hearing.ratio = fit.ratio();
    hearing.ratio_variance = scatter_of(fit, cycles).variance;
  }
  return hearing;
}

}  // namespace ohmsweep
