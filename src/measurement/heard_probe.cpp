#include "measurement/heard_probe.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "ohmsweep/core/median.h"
#include "ohmsweep/signal/fft.h"

namespace ohmsweep {

namespace {

constexpr double turn = 2.0 * std::numbers::pi;
constexpr double mid_from_hz = 300.0;
constexpr double mid_to_hz = 3000.0;
constexpr double longest_latency_s = 2.0;
/// How far the probe's correlation must rise above its rms to be the probe.
constexpr double found_above_rms = 12.0;

using Samples = std::vector<double>;

/// A stretch of a channel, as far as the take reaches.
Samples cut(const Samples& channel, double rate, double from_s, double to_s) {
  const auto position = [&](double seconds) {
    const double sample = std::clamp(std::round(seconds * rate), 0.0, static_cast<double>(channel.size()));
    return static_cast<std::ptrdiff_t>(sample);
  };
  return {channel.begin() + position(from_s), channel.begin() + position(to_s)};
}

double mean(const Samples& samples) {
  double sum = 0.0;
  for (const double sample : samples) sum += sample;
  return samples.empty() ? 0.0 : sum / static_cast<double>(samples.size());
}

double rms_about(const Samples& samples, double centre) {
  double power = 0.0;
  for (const double sample : samples) power += (sample - centre) * (sample - centre);
  return samples.empty() ? 0.0 : std::sqrt(power / static_cast<double>(samples.size()));
}

double largest(const Samples& samples) {
  double peak = 0.0;
  for (const double sample : samples) peak = std::max(peak, std::abs(sample));
  return peak;
}

/// Amplitude at a frequency, under a Hann window, which keeps hum and DC out.
double amplitude_at(const Samples& samples, double rate, double hz) {
  Complex sum;
  double weight = 0.0;
  const auto count = static_cast<double>(samples.size());
  for (std::size_t n = 0; n < samples.size(); ++n) {
    const auto position = static_cast<double>(n);
    const double hann = 0.5 - 0.5 * std::cos(turn * (position + 0.5) / count);
    sum += hann * samples[n] * std::polar(1.0, -turn * hz * position / rate);
    weight += hann;
  }
  return weight > 0.0 ? 2.0 * std::abs(sum) / weight : 0.0;
}

/// When the probe begins in the take, by correlation of its sweep with the channel.
struct Arrival {
  double at_s = 0.0;
  double above_rms = 0.0;
};

Arrival arrival(const RigProbe& probe, const Samples& channel, double rate) {
  const std::size_t size = fast_size(channel.size() + probe.stimulus.samples.size());
  const auto spectrum = [&](Samples samples, double centre) {
    for (double& sample : samples) sample -= centre;
    samples.resize(size, 0.0);
    return forward_real(samples);
  };
  std::vector<Complex> bins = spectrum(channel, mean(channel));
  const std::vector<Complex> played = spectrum(probe.stimulus.samples, 0.0);
  // Equal weight to every frequency makes the peak sharp; hum and rumble below the sweep's bulk stay out.
  const double bin_hz = rate / static_cast<double>(size);
  for (std::size_t k = 0; k < bins.size(); ++k) {
    const double hz = static_cast<double>(k) * bin_hz;
    const bool within = hz > mid_from_hz && hz < 0.9 * probe.stimulus.sweep.to.value();
    const double power = std::norm(played[k]);
    bins[k] = within && power > 0.0 ? bins[k] * std::conj(played[k]) / std::sqrt(power) : Complex{};
  }
  const Samples correlation = inverse_real(std::move(bins), size);
  const auto last = std::min(correlation.size(), static_cast<std::size_t>(longest_latency_s * rate) + 1);
  const auto louder = [](double a, double b) { return std::abs(a) < std::abs(b); };
  const auto peak =
      std::max_element(correlation.begin(), correlation.begin() + static_cast<std::ptrdiff_t>(last), louder);
  const double rms = rms_about(correlation, 0.0);
  return {static_cast<double>(peak - correlation.begin()) / rate, rms > 0.0 ? std::abs(*peak) / rms : 0.0};
}

/// The stretch that the sweep fills with its echoes, faded at its ends where there is silence.
Samples around_sweep(const RigProbe& probe, const Samples& channel, double rate, double at_s) {
  constexpr double before_s = 0.15;
  const double from_s = at_s + probe.sweep.from_s - before_s;
  const double to_s = at_s + probe.quiet_tone.from_s - 0.01;
  Samples samples = cut(channel, rate, from_s, to_s);
  const double centre = mean(samples);
  const double edge = 0.12 * rate;
  for (std::size_t n = 0; n < samples.size(); ++n) {
    const auto from_edge = static_cast<double>(std::min(n, samples.size() - 1 - n));
    const double weight = 0.5 - 0.5 * std::cos(std::numbers::pi * std::min(1.0, from_edge / edge));
    samples[n] = weight * (samples[n] - centre);
  }
  return samples;
}

ProbeResponse deconvolved(const RigProbe& probe, const Samples& channel, double rate, double at_s) {
  Samples heard = around_sweep(probe, channel, rate, at_s);
  Samples played = around_sweep(probe, probe.stimulus.samples, rate, 0.0);
  const std::size_t size =
      fast_size(std::max(heard.size(), played.size()) + static_cast<std::size_t>(0.5 * rate));
  heard.resize(size, 0.0);
  played.resize(size, 0.0);
  ProbeResponse response{rate / static_cast<double>(size), forward_real(heard)};
  const std::vector<Complex> reference = forward_real(played);
  const ExponentialSweep& sweep = probe.stimulus.sweep;
  for (std::size_t k = 0; k < response.transfer.size(); ++k) {
    const double hz = static_cast<double>(k) * response.bin_hz;
    const bool within = hz > 1.2 * sweep.from.value() && hz < 0.98 * sweep.to.value();
    response.transfer[k] = within ? response.transfer[k] / reference[k] : Complex{};
  }
  return response;
}

std::pair<std::size_t, std::size_t> bins_between(const ProbeResponse& response, double from_hz,
                                                 double to_hz) {
  const auto bin = [&](double hz) {
    return std::min(response.transfer.size(), static_cast<std::size_t>(std::ceil(hz / response.bin_hz)));
  };
  return {bin(from_hz), bin(to_hz)};
}

double median_magnitude(const ProbeResponse& response, double from_hz, double to_hz) {
  const auto [first, last] = bins_between(response, from_hz, to_hz);
  std::vector<double> magnitudes;
  for (std::size_t k = first; k < last; ++k) magnitudes.push_back(std::abs(response.transfer[k]));
  if (magnitudes.empty()) return 0.0;
  return median(std::move(magnitudes));
}

/// The share of the silence's power in the first ten harmonics of 50 Hz or of 60 Hz, whichever has more.
double mains_share(const Samples& silence, double rate) {
  const double total = std::pow(rms_about(silence, mean(silence)), 2);
  if (total <= 0.0) return 0.0;
  double largest_share = 0.0;
  for (const double mains_hz : {50.0, 60.0}) {
    double power = 0.0;
    for (int k = 1; k <= 10; ++k) power += 0.5 * std::pow(amplitude_at(silence, rate, k * mains_hz), 2);
    largest_share = std::max(largest_share, power / total);
  }
  return std::min(1.0, largest_share);
}

double flat_share(const Samples& tone) {
  const double near_peak = 0.999 * largest(tone);
  const auto flat = std::ranges::count_if(tone, [&](double sample) { return std::abs(sample) >= near_peak; });
  return tone.empty() ? 0.0 : static_cast<double>(flat) / static_cast<double>(tone.size());
}

HeardChannel hear_channel(const RigProbe& probe, const Samples& channel, double rate, double at_s) {
  constexpr double settling_s = 0.08;  // the tone's own fade and the echoes of what came before
  const auto tone = [&](const ProbeStretch& stretch) {
    return cut(channel, rate, at_s + stretch.from_s + settling_s, at_s + stretch.to_s - 0.02);
  };
  HeardChannel heard;
  const Samples silence = cut(channel, rate, 0.05, at_s + probe.silence.to_s - 0.02);
  heard.dc = mean(silence);
  heard.silence_rms = rms_about(silence, heard.dc);
  heard.mains_share = mains_share(silence, rate);
  heard.peak = largest(channel);
  const Samples loud = tone(probe.loud_tone);
  const Samples quiet = tone(probe.quiet_tone);
  heard.flat_share = flat_share(loud);
  // Of the amplitude under a Hann window, whose noise bandwidth is 1.5 bins (F. J. Harris, Proc. IEEE 66,
  // 1978).
  heard.tone_error =
      heard.silence_rms * std::sqrt(2.0 * 1.5 / static_cast<double>(std::max<std::size_t>(1, quiet.size())));
  heard.quiet_tone = amplitude_at(quiet, rate, probe.tone_hz);
  heard.quiet_again = amplitude_at(tone(probe.quiet_again), rate, probe.tone_hz);
  heard.loud_tone = amplitude_at(loud, rate, probe.tone_hz);
  const double loud_s = static_cast<double>(loud.size()) / rate;
  heard.loud_begin = amplitude_at(cut(loud, rate, 0.0, 0.25 * loud_s), rate, probe.tone_hz);
  heard.loud_end = amplitude_at(cut(loud, rate, 0.75 * loud_s, loud_s), rate, probe.tone_hz);
  heard.response = deconvolved(probe, channel, rate, at_s);
  heard.mid_gain = median_magnitude(heard.response, mid_from_hz, mid_to_hz);
  return heard;
}

/// The second difference: what stays of a signal whose low frequencies, hum above all, are taken away.
Samples second_difference(const Samples& samples) {
  Samples difference;
  for (std::size_t n = 2; n < samples.size(); ++n) {
    difference.push_back(samples[n] - 2.0 * samples[n - 1] + samples[n - 2]);
  }
  return difference;
}

/// Two inputs have a noise of their own each. Where what one adds to a multiple of the other is far less than
/// their noise, they are one signal.
bool is_same_signal(const Samples& source, const Samples& dut) {
  constexpr double far_less = 0.3;
  const Samples x = second_difference(source);
  const Samples y = second_difference(dut);
  double xx = 0.0;
  double xy = 0.0;
  double yy = 0.0;
  for (std::size_t n = 0; n < x.size(); ++n) {
    xx += x[n] * x[n];
    xy += x[n] * y[n];
    yy += y[n] * y[n];
  }
  if (xx <= 0.0 || yy <= 0.0) return false;
  return 1.0 - xy * xy / (xx * yy) < far_less * far_less;
}

}  // namespace

Complex ratio_between(const HeardProbe& heard, double from_hz, double to_hz) {
  const auto [first, last] = bins_between(heard.source.response, from_hz, to_hz);
  Complex product;  // of the dut channel with the source channel's conjugate
  double source_power = 0.0;
  double dut_power = 0.0;
  for (std::size_t k = first; k < last; ++k) {
    product += heard.dut.response.transfer[k] * std::conj(heard.source.response.transfer[k]);
    source_power += std::norm(heard.source.response.transfer[k]);
    dut_power += std::norm(heard.dut.response.transfer[k]);
  }
  if (std::abs(product) == 0.0) return {};
  // The louder channel is the one without error: noise of the quieter one then averages out.
  return source_power >= dut_power ? product / source_power : dut_power / std::conj(product);
}

HeardProbe hear(const RigProbe& probe, const Recording& take) {
  const double rate = take.sample_rate;
  const Arrival at_source = arrival(probe, take.source, rate);
  const Arrival at_dut = arrival(probe, take.dut, rate);
  const Arrival& clearer = at_source.above_rms >= at_dut.above_rms ? at_source : at_dut;
  HeardProbe heard;
  heard.found = clearer.above_rms > found_above_rms;
  const double at_s = heard.found ? clearer.at_s : 0.0;
  heard.source = hear_channel(probe, take.source, rate, at_s);
  heard.dut = hear_channel(probe, take.dut, rate, at_s);
  heard.ratio = ratio_between(heard, mid_from_hz, mid_to_hz);
  const double silent_until = at_s + probe.silence.to_s - 0.02;
  heard.same_signal =
      is_same_signal(cut(take.source, rate, 0.05, silent_until), cut(take.dut, rate, 0.05, silent_until));
  return heard;
}

}  // namespace ohmsweep
