#include "signal/steady_lines.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "ohmsweep/signal/fft.h"

namespace ohmsweep {

namespace {

constexpr double turn = 2.0 * std::numbers::pi;
/// A stretch shows a line as wide as this: what stands nearer to a stronger one is its skirt.
constexpr double line_width_hz = 15.0;
/// Where the noise around a line is learned.
constexpr double surroundings_hz = 40.0;
/// Over the median amplitude of the noise. Among a million bins noise reaches it about four times, and one
/// more line that is nothing costs little.
constexpr double stands_out = 5.0;
constexpr std::size_t most_lines = 60;
constexpr double lowest_hz = 10.0;
constexpr double highest_fraction_of_rate = 0.46;
/// Stretches from which a line's local course is fitted, and the fewest that say how far to trust it.
constexpr std::size_t sights_used = 10;
constexpr std::size_t fewest_sights = 5;
/// A tone's stretch says nothing about a line this near to the tone, in units of one over its length.
constexpr double hidden_within = 2.5;
constexpr int highest_order = 5;

/// Power of both channels over frequency, every stretch under its own Hann window.
std::vector<double> power_spectrum(const std::vector<RestStretch>& stretches, std::size_t take_size) {
  const std::size_t size = fast_size(take_size);
  std::vector<double> power(size / 2 + 1, 0.0);
  for (const bool of_dut : {false, true}) {
    std::vector<double> whole(size, 0.0);
    for (const RestStretch& stretch : stretches) {
      const Column& rest = of_dut ? stretch.dut : stretch.source;
      const Column weights = hann(rest.size());
      for (std::size_t n = 0; n < rest.size(); ++n) whole[stretch.first + n] = weights[n] * rest[n];
    }
    const std::vector<Complex> bins = forward_real(whole);
    for (std::size_t k = 0; k < bins.size(); ++k) power[k] += std::norm(bins[k]);
  }
  return power;
}

double median_between(const std::vector<double>& values, std::size_t begin, std::size_t end) {
  std::vector<double> some(values.begin() + static_cast<std::ptrdiff_t>(begin),
                           values.begin() + static_cast<std::ptrdiff_t>(end));
  const auto middle = some.begin() + static_cast<std::ptrdiff_t>(some.size() / 2);
  std::nth_element(some.begin(), middle, some.end());
  return *middle;
}

/// Medians of the power over stretches of `surroundings_hz`.
std::vector<double> medians(const std::vector<double>& power, std::size_t cell) {
  std::vector<double> found;
  for (std::size_t begin = 0; begin < power.size(); begin += cell) {
    found.push_back(median_between(power, begin, std::min(power.size(), begin + cell)));
  }
  return found;
}

/// Highest first, none beside a higher one.
std::vector<std::size_t> peaks(const std::vector<double>& power, double bin_hz) {
  const auto end =
      static_cast<std::size_t>(2.0 * highest_fraction_of_rate * static_cast<double>(power.size()));
  const auto cell = std::max<std::size_t>(8, static_cast<std::size_t>(2.0 * surroundings_hz / bin_hz));
  const std::vector<double> noise = medians(power, cell);
  std::vector<std::size_t> candidates;
  for (auto k = static_cast<std::size_t>(lowest_hz / bin_hz) + 1; k < end; ++k) {
    if (power[k] <= stands_out * stands_out * noise[k / cell] || power[k] <= 0.0) continue;
    if (power[k] >= power[k - 1] && power[k] > power[k + 1]) candidates.push_back(k);
  }
  std::sort(candidates.begin(), candidates.end(),
            [&](std::size_t a, std::size_t b) { return power[a] > power[b]; });
  std::vector<std::size_t> chosen;
  for (const std::size_t k : candidates) {
    const bool beside = std::any_of(chosen.begin(), chosen.end(), [&](std::size_t other) {
      return std::abs(static_cast<double>(k) - static_cast<double>(other)) * bin_hz < line_width_hz;
    });
    if (!beside) chosen.push_back(k);
    if (chosen.size() == most_lines) break;
  }
  return chosen;
}

/// Between the bins, by a parabola through the logarithms.
double peak_hz(const std::vector<double>& power, std::size_t k, double bin_hz) {
  const double before = std::log(std::max(power[k - 1], 1e-300));
  const double here = std::log(power[k]);
  const double after = std::log(std::max(power[k + 1], 1e-300));
  const double bend = before - 2.0 * here + after;
  const double shift = bend < 0.0 ? 0.5 * (before - after) / bend : 0.0;
  return (static_cast<double>(k) + std::clamp(shift, -0.5, 0.5)) * bin_hz;
}

bool hidden(double hz, const RestStretch& stretch, double rate) {
  if (stretch.tone_hz <= 0.0) return false;
  const double order = std::clamp(std::round(hz / stretch.tone_hz), 1.0, double{highest_order});
  const double width = hidden_within * rate / static_cast<double>(stretch.source.size());
  return std::abs(hz - order * stretch.tone_hz) < width;
}

/// A + B u over some sights, weighted: the value at u = 0, its slope and the variance of the value.
struct Course {
  Complex value;
  Complex slope;
  double variance = 0.0;
};

Course fit_course(const std::vector<double>& u, const std::vector<double>& weights,
                  const std::vector<Complex>& z) {
  double w = 0.0;
  double wu = 0.0;
  double wuu = 0.0;
  Complex wz;
  Complex wuz;
  for (std::size_t i = 0; i < u.size(); ++i) {
    w += weights[i];
    wu += weights[i] * u[i];
    wuu += weights[i] * u[i] * u[i];
    wz += weights[i] * z[i];
    wuz += weights[i] * u[i] * z[i];
  }
  const double determinant = w * wuu - wu * wu;
  Course course;
  course.value = (wuu * wz - wu * wuz) / determinant;
  course.slope = (w * wuz - wu * wz) / determinant;
  double misfit = 0.0;
  for (std::size_t i = 0; i < u.size(); ++i) {
    misfit += weights[i] * std::norm(z[i] - course.value - u[i] * course.slope);
  }
  const double freedom = static_cast<double>(u.size()) - 2.0;
  course.variance = misfit / freedom * wuu / determinant;
  return course;
}

}  // namespace

SteadyLines::SteadyLines(const std::vector<RestStretch>& stretches, std::size_t take_size, int sample_rate,
                         double smallest_amplitude)
    : rate_(sample_rate) {
  const std::vector<double> power = power_spectrum(stretches, take_size);
  const double bin_hz = rate_ / static_cast<double>(fast_size(take_size));
  for (const std::size_t k : peaks(power, bin_hz)) {
    look(peak_hz(power, k, bin_hz), stretches, smallest_amplitude);
  }
}

void SteadyLines::look(double hz, const std::vector<RestStretch>& stretches, double smallest_amplitude) {
  std::vector<Sight> sights;
  Complex source;
  Complex dut;
  double weights = 0.0;
  std::vector<double> magnitudes;
  for (const RestStretch& stretch : stretches) {
    if (hidden(hz, stretch, rate_)) continue;
    const std::size_t size = stretch.source.size();
    const double middle = middle_of(size);
    const double position = static_cast<double>(stretch.first) + middle;
    const double cycles = hz / rate_ * position;
    const Complex back = std::polar(1.0, -turn * (cycles - std::floor(cycles)));
    const Column window = hann(size);
    const Sight sight{position, static_cast<double>(size),
                      back * amplitude(stretch.source, 0, window, hz / rate_, middle),
                      back * amplitude(stretch.dut, 0, window, hz / rate_, middle)};
    source += sight.weight * sight.source;
    dut += sight.weight * sight.dut;
    weights += sight.weight;
    magnitudes.push_back(std::hypot(std::abs(sight.source), std::abs(sight.dut)));
    sights.push_back(sight);
  }
  if (sights.size() < fewest_sights) return;
  // What sounds in one stretch only, an overtone of its tone, is no line.
  const double together = std::hypot(std::abs(source), std::abs(dut)) / weights;
  if (together < smallest_amplitude) return;
  if (together > 2.0 * median_between(magnitudes, 0, magnitudes.size())) return;
  hz += refine(sights);
  seen_.push_back({hz, std::max(std::abs(source), std::abs(dut)) / weights});
  sights_.push_back(std::move(sights));
}

double SteadyLines::refine(std::vector<Sight>& sights) const {
  double sum = 0.0;
  double squares = 0.0;
  double magnitudes = 0.0;
  Complex together;
  for (std::size_t i = 1; i < sights.size(); ++i) {
    const Complex step =
        sights[i].source * std::conj(sights[i - 1].source) + sights[i].dut * std::conj(sights[i - 1].dut);
    const double samples = sights[i].position - sights[i - 1].position;
    sum += std::abs(step) * samples * std::arg(step);
    squares += std::abs(step) * samples * samples;
    magnitudes += std::abs(step);
    together += step;
  }
  // The steps of a weak line are noise and say nothing.
  if (!(std::abs(together) > 0.9 * magnitudes)) return 0.0;
  const double per_sample = sum / squares;
  for (Sight& sight : sights) {
    const Complex back = std::polar(1.0, -per_sample * sight.position);
    sight.source *= back;
    sight.dut *= back;
  }
  return per_sample * rate_ / turn;
}

bool SteadyLines::fit(std::size_t line, double position, LocalLine& local) const {
  const std::vector<Sight>& sights = sights_[line];
  std::vector<Sight> nearest = sights;
  const std::size_t count = std::min(sights_used, nearest.size());
  std::partial_sort(nearest.begin(), nearest.begin() + static_cast<std::ptrdiff_t>(count), nearest.end(),
                    [&](const Sight& a, const Sight& b) {
                      return std::abs(a.position - position) < std::abs(b.position - position);
                    });
  if (count < fewest_sights) return false;
  std::vector<double> u;
  std::vector<double> weights;
  std::vector<Complex> source;
  std::vector<Complex> dut;
  for (std::size_t i = 0; i < count; ++i) {
    u.push_back(nearest[i].position - position);
    weights.push_back(nearest[i].weight);
    source.push_back(nearest[i].source);
    dut.push_back(nearest[i].dut);
  }
  const double cycles = seen_[line].hz / rate_ * position;
  const Complex forward = std::polar(1.0, turn * (cycles - std::floor(cycles)));
  const Course of_source = fit_course(u, weights, source);
  const Course of_dut = fit_course(u, weights, dut);
  local = {
      seen_[line].hz,         forward * of_source.value, forward * of_dut.value, forward * of_source.slope,
      forward * of_dut.slope, of_source.variance,        of_dut.variance};
  return true;
}

std::vector<LocalLine> SteadyLines::around(double hz, double reach_hz, double position) const {
  std::vector<LocalLine> found;
  for (std::size_t line = 0; line < seen_.size(); ++line) {
    LocalLine local;
    if (std::abs(seen_[line].hz - hz) <= reach_hz && fit(line, position, local)) found.push_back(local);
  }
  return found;
}

}  // namespace ohmsweep
