#include "signal/stationary_lines.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "ohmsweep/signal/fft.h"

namespace ohmsweep {

namespace {

constexpr double two_pi = 2.0 * std::numbers::pi;
constexpr double half_band_hz = 16.0;  // either side of a line: narrower than half the spacing of mains lines
constexpr double highest_mains_hz = 2000.0;      // METHOD: every k f0 up to 2 kHz
constexpr double noise_bandwidth = 35.0 / 64.0;  // of the cos⁴ window, relative to half_band_hz

/// Both channels' responses around one frequency as slow complex envelopes over τ, with the weight that each
/// sample has in a fit: zero where the linear response or a harmonic passes, and outside the take.
struct Envelope {
  double centre_hz = 0.0;
  std::vector<double> time;  ///< seconds on the response's axis, unwrapped so that the line is continuous
  std::vector<double> weight;
  std::vector<Complex> source;
  std::vector<Complex> dut;
};

/// Written out: std::complex's own check for infinities costs more than the product.
Complex product(Complex a, Complex b) {
  return {a.real() * b.real() - a.imag() * b.imag(), a.real() * b.imag() + a.imag() * b.real()};
}

double ramp(double distance, double width) { return std::clamp(distance / width, 0.0, 1.0); }

double fit_weight(const Responses& responses, double tau, double since_start, double until_end) {
  constexpr double flank = 0.05;
  const auto outside = [&](double from, double to) {
    return std::min(1.0, ramp(from - tau, flank) + ramp(tau - to, flank));
  };
  double weight = outside(-0.22, 0.40);
  for (int order = 2; order <= 6; ++order) {
    const double arrival = -responses.timing.harmonic_lead(order);
    weight *= outside(arrival - 0.10, arrival + 0.10);
  }
  return weight * ramp(since_start - 0.03, 0.08) * ramp(until_end - 0.03, 0.08);
}

/// The band hz ± half_band_hz, cos⁴-windowed and moved to zero frequency: its sidelobes let nothing of the
/// linear response past the weights of the fit.
std::vector<Complex> band_around(const std::vector<Complex>& transfer, long centre, long half,
                                 std::size_t size) {
  std::vector<Complex> bins(size);
  for (long k = -half; k <= half; ++k) {
    const long from = centre + k;
    if (from <= 0 || from >= static_cast<long>(transfer.size())) continue;
    const double window =
        std::cos(std::numbers::pi / 2 * static_cast<double>(k) / static_cast<double>(half + 1));
    const auto to = static_cast<std::size_t>(k < 0 ? k + static_cast<long>(size) : k);
    bins[to] = window * window * window * window * transfer[static_cast<std::size_t>(from)];
  }
  return inverse_complex(bins);
}

Envelope envelope_at(const Responses& responses, double hz) {
  const double bin_hz = responses.rate / static_cast<double>(responses.size());
  const long centre = std::lround(hz / bin_hz);
  const long half = std::lround(half_band_hz / bin_hz);
  const std::size_t size = fast_size(static_cast<std::size_t>(2 * (half + 1)));
  Envelope envelope;
  envelope.centre_hz = static_cast<double>(centre) * bin_hz;
  envelope.source = band_around(responses.source_transfer, centre, half, size);
  envelope.dut = band_around(responses.dut_transfer, centre, half, size);
  const double scale = static_cast<double>(size) / static_cast<double>(responses.size());
  const double passes_s = responses.timing.time_of(hz);
  for (std::size_t n = 0; n < size; ++n) {
    envelope.source[n] *= scale;
    envelope.dut[n] *= scale;
    double t = static_cast<double>(n) / static_cast<double>(size) * responses.period_s();
    if (t + passes_s > responses.period_s()) t -= responses.period_s();
    envelope.time.push_back(t);
    envelope.weight.push_back(
        fit_weight(responses, t - responses.delay_s(), t + passes_s, responses.take_s - t - passes_s));
  }
  return envelope;
}

struct Amplitude {
  Complex value;
  double variance = 0.0;
};

struct Means {
  Complex source;
  Complex dut;
};

/// Weighted means of both envelopes turned back by the line's frequency.
Means means_at(const Envelope& envelope, double hz) {
  Means sum;
  double weights = 0.0;
  for (std::size_t n = 0; n < envelope.weight.size(); ++n) {
    const double weight = envelope.weight[n];
    if (weight == 0.0) continue;
    const Complex turned = std::polar(weight, -two_pi * (hz - envelope.centre_hz) * envelope.time[n]);
    sum.source += product(turned, envelope.source[n]);
    sum.dut += product(turned, envelope.dut[n]);
    weights += weight;
  }
  if (weights == 0.0) return {};
  return {sum.source / weights, sum.dut / weights};
}

Amplitude amplitude_of(const Envelope& envelope, const std::vector<Complex>& channel, Complex value,
                       double hz, double period_s) {
  double weights = 0.0;
  double squares = 0.0;
  double residual = 0.0;
  for (std::size_t n = 0; n < channel.size(); ++n) {
    const double weight = envelope.weight[n];
    if (weight == 0.0) continue;
    const Complex line = value * std::polar(1.0, two_pi * (hz - envelope.centre_hz) * envelope.time[n]);
    residual += weight * std::norm(channel[n] - line);
    weights += weight;
    squares += weight * weight;
  }
  if (weights == 0.0) return {};
  const double step = period_s / static_cast<double>(channel.size());
  const double density = residual / weights / (noise_bandwidth * half_band_hz);
  return {value, density * squares / (weights * weights * step)};
}

double median_power(const Envelope& envelope, const std::vector<Complex>& channel) {
  std::vector<double> powers;
  for (std::size_t n = 0; n < channel.size(); ++n) {
    if (envelope.weight[n] > 0.5) powers.push_back(std::norm(channel[n]));
  }
  if (powers.empty()) return 0.0;
  const auto middle = powers.begin() + static_cast<std::ptrdiff_t>(powers.size() / 2);
  std::nth_element(powers.begin(), middle, powers.end());
  return *middle;
}

/// What lies around a line on either channel; 0 for a channel that is not to be asked.
struct Background {
  double source = 0.0;
  double dut = 0.0;
};

Background background_of(const Responses& responses, const Envelope& envelope) {
  return {responses.source_as_played ? 0.0 : median_power(envelope, envelope.source),
          median_power(envelope, envelope.dut)};
}

/// How strongly both channels together hold a line at this frequency.
double strength(const Envelope& envelope, double hz, const Background& background) {
  const Means means = means_at(envelope, hz);
  double sum = 0.0;
  if (background.source > 0.0) sum += std::norm(means.source) / background.source;
  if (background.dut > 0.0) sum += std::norm(means.dut) / background.dut;
  return sum;
}

/// The maximum of `score` on [-reach, reach]: a scan, then the parabola through its best three points.
template <typename Score>
double best_offset(double reach, double step, const Score& score) {
  double best = 0.0;
  double best_score = -1.0;
  const int steps = static_cast<int>(std::lround(reach / step));
  for (int i = -steps; i <= steps; ++i) {
    const double offset = i * step;
    const double value = score(offset);
    if (value > best_score) {
      best_score = value;
      best = offset;
    }
  }
  const double below = score(best - step);
  const double above = score(best + step);
  const double curvature = below - 2.0 * best_score + above;
  if (curvature >= 0.0) return best;
  return best + std::clamp(0.5 * step * (below - above) / curvature, -step, step);
}

FittedLine fit_line(const Responses& responses, double near_hz, double reach, double step) {
  const Envelope envelope = envelope_at(responses, near_hz);
  const Background background = background_of(responses, envelope);
  const double hz = near_hz + best_offset(reach, step, [&](double offset) {
                      return strength(envelope, near_hz + offset, background);
                    });
  const Means means = means_at(envelope, hz);
  const Amplitude source = amplitude_of(envelope, envelope.source, means.source, hz, responses.period_s());
  const Amplitude dut = amplitude_of(envelope, envelope.dut, means.dut, hz, responses.period_s());
  const double source_variance = background.source > 0.0 ? source.variance : 0.0;
  const double dut_variance = background.dut > 0.0 ? dut.variance : 0.0;
  return {hz, source.value, dut.value, source_variance, dut_variance, false};
}

/// The squared ratio of amplitude to its own uncertainty, of the clearer channel. Noise alone exceeds 12 in
/// one of 10^5 fits.
double significance(const FittedLine& line) {
  const double source = line.source_variance > 0.0 ? std::norm(line.source) / line.source_variance : 0.0;
  const double dut = line.dut_variance > 0.0 ? std::norm(line.dut) / line.dut_variance : 0.0;
  return std::max(source, dut);
}

/// Mains frequency near 50 or 60 Hz whose first multiples are strongest.
double mains_frequency(const Responses& responses) {
  double best_hz = 0.0;
  double best_score = -1.0;
  for (const double nominal : {50.0, 60.0}) {
    struct Multiple {
      int order;
      Envelope envelope;
      Background background;
    };
    std::vector<Multiple> multiples;
    for (const int order : {1, 2, 3, 5}) {
      Envelope envelope = envelope_at(responses, order * nominal);
      const Background background = background_of(responses, envelope);
      multiples.push_back({order, std::move(envelope), background});
    }
    const auto score = [&](double offset) {
      double sum = 0.0;
      for (const Multiple& m : multiples)
        sum += strength(m.envelope, m.order * (nominal + offset), m.background);
      return sum;
    };
    const double offset = best_offset(0.15, 0.015, score);
    if (score(offset) > best_score) {
      best_score = score(offset);
      best_hz = nominal + offset;
    }
  }
  return best_hz;
}

constexpr double significant = 12.0;

void add_mains(const Responses& responses, StationaryLines& found) {
  const double mains_hz = mains_frequency(responses);
  const double highest = std::min(highest_mains_hz, responses.timing.highest_usable_hz());
  double phase_weighted = 0.0;
  double weights = 0.0;
  for (int order = 1; order * mains_hz < highest; ++order) {
    if (order * mains_hz < responses.timing.lowest_usable_hz()) continue;
    FittedLine line = fit_line(responses, order * mains_hz, 0.06, 0.02);
    if (significance(line) < significant) continue;
    line.removed = true;
    const double weight = significance(line) * order * order;
    phase_weighted += weight * line.hz / order;
    weights += weight;
    found.lines.push_back(line);
  }
  if (weights > 0.0) found.mains_hz = phase_weighted / weights;
}

/// Summed over the empty stretches, per bin.
std::vector<double> summed_power(const std::vector<GatedSpectrum>& empty,
                                 std::vector<Complex> GatedSpectrum::*channel) {
  std::vector<double> power((empty.front().*channel).size(), 0.0);
  for (const GatedSpectrum& stretch : empty) {
    for (std::size_t k = 0; k < power.size(); ++k) power[k] += std::norm((stretch.*channel)[k]);
  }
  return power;
}

double median_between(const std::vector<double>& values, std::size_t begin, std::size_t end) {
  std::vector<double> sorted(values.begin() + static_cast<std::ptrdiff_t>(begin),
                             values.begin() + static_cast<std::ptrdiff_t>(end));
  const auto middle = sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() / 2);
  std::nth_element(sorted.begin(), middle, sorted.end());
  return *middle;
}

/// Power of the empty stretches over frequency, both channels relative to their local median.
std::vector<double> excess_over_noise(const std::vector<GatedSpectrum>& empty, bool source_as_played) {
  constexpr std::size_t block = 96;
  const std::vector<double> source = summed_power(empty, &GatedSpectrum::source);
  const std::vector<double> dut = summed_power(empty, &GatedSpectrum::dut);
  std::vector<double> excess(source.size(), 0.0);
  for (std::size_t begin = 0; begin < excess.size(); begin += block) {
    const std::size_t end = std::min(excess.size(), begin + block);
    const Background background{source_as_played ? 0.0 : median_between(source, begin, end),
                                median_between(dut, begin, end)};
    for (std::size_t k = begin; k < end; ++k) {
      if (background.source > 0.0) excess[k] = std::max(excess[k], source[k] / background.source);
      if (background.dut > 0.0) excess[k] = std::max(excess[k], dut[k] / background.dut);
    }
  }
  return excess;
}

/// Frequencies at which the empty stretches stand far above their neighbourhood: local maxima, strongest
/// first.
std::vector<double> peaks(const std::vector<double>& excess, double bin_hz, double lowest_hz,
                          double highest_hz) {
  constexpr double threshold = 25.0;
  constexpr std::size_t most = 24;
  std::vector<std::size_t> at;
  for (std::size_t k = 2; k + 2 < excess.size(); ++k) {
    const double hz = static_cast<double>(k) * bin_hz;
    if (hz < lowest_hz || hz > highest_hz || excess[k] < threshold) continue;
    if (excess[k] >= *std::max_element(&excess[k - 2], &excess[k + 3])) at.push_back(k);
  }
  std::sort(at.begin(), at.end(), [&](std::size_t a, std::size_t b) { return excess[a] > excess[b]; });
  if (at.size() > most) at.resize(most);
  std::vector<double> hz(at.size());
  std::transform(at.begin(), at.end(), hz.begin(),
                 [&](std::size_t k) { return static_cast<double>(k) * bin_hz; });
  return hz;
}

void add_other_lines(const Responses& responses, const std::vector<GatedSpectrum>& empty,
                     StationaryLines& found) {
  if (empty.empty()) return;
  const double bin_hz = empty.front().bin_hz;
  const SweepTiming& timing = responses.timing;
  for (const double hz : peaks(excess_over_noise(empty, responses.source_as_played), bin_hz,
                               2.5 * timing.from_hz, 0.98 * timing.to_hz)) {
    // Beside a line stand the sidelobes of the gate.
    const bool known = std::any_of(found.lines.begin(), found.lines.end(), [&](const FittedLine& line) {
      return std::abs(line.hz - hz) < half_band_hz;
    });
    if (known) continue;
    FittedLine line = fit_line(responses, hz, 0.5, 0.04);
    line.removed = significance(line) >= significant;
    found.lines.push_back(line);
  }
}

}  // namespace

double take_amplitude(const FittedLine& line, const Deconvolution& deconvolution) {
  const double gain = deconvolution.line_gain(line.hz);
  return gain > 0.0 ? 2.0 * std::max(std::abs(line.source), std::abs(line.dut)) / gain : 0.0;
}

StationaryLines find_lines(const Responses& responses, const std::vector<GatedSpectrum>& empty,
                           const Deconvolution& deconvolution, double smallest_amplitude) {
  StationaryLines found;
  add_mains(responses, found);
  add_other_lines(responses, empty, found);
  std::erase_if(found.lines, [&](const FittedLine& line) {
    return take_amplitude(line, deconvolution) < smallest_amplitude;
  });
  return found;
}

}  // namespace ohmsweep
