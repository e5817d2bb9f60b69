#include "audio/bench_amplifier.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <numbers>
#include <optional>
#include <utility>

#include "ohmsweep/core/error.h"
#include "ohmsweep/signal/clipping.h"
#include "ohmsweep/signal/fft.h"

namespace ohmsweep {

namespace {

/// One ideal amplifier: its EMF and what is read of it.
struct AmplifierPlace {
  BenchResponse BenchTransfer::*emf;
  std::vector<Complex> BenchResponse::*volts;
  std::vector<Complex> BenchResponse::*current;
};
constexpr std::array places{
    AmplifierPlace{&BenchTransfer::this_emf, &BenchResponse::this_volts, &BenchResponse::this_current},
    AmplifierPlace{&BenchTransfer::other_emf, &BenchResponse::other_volts, &BenchResponse::other_current}};

/// Products of a memoryless law beyond the band must not fold back into it.
constexpr std::size_t oversampling = 4;

/// The spectrum of law(x) - x, confined to the band.
std::vector<Complex> change_by(const std::vector<Complex>& bins, std::size_t size,
                               const std::function<double(double)>& law) {
  const std::size_t dense = oversampling * size;
  std::vector<Complex> padded(dense / 2 + 1);
  const std::size_t below_half = (size + 1) / 2;
  const auto scale = static_cast<double>(oversampling);
  for (std::size_t k = 0; k < below_half; ++k) padded[k] = scale * bins[k];
  std::vector<double> samples = inverse_real(std::move(padded), dense);
  for (double& sample : samples) sample = law(sample) - sample;
  const std::vector<Complex> changed = forward_real(samples);
  std::vector<Complex> result(size / 2 + 1);
  for (std::size_t k = 0; k < below_half; ++k) result[k] = changed[k] / scale;
  return result;
}

/// Straight up to 80 % of the limit, then ever closer to it.
double bent(double amperes, double limit) {
  constexpr double knee = 0.8;
  const double size = std::abs(amperes) / limit;
  if (size <= knee) return amperes;
  return std::copysign(limit * (knee + (1.0 - knee) * std::tanh((size - knee) / (1.0 - knee))), amperes);
}

double volume_at(const VolumeStep& step, int take) {
  return take >= step.from_take ? 1.0 + step.change : 1.0;
}

void add_volume_and_clipping(BenchResponse& spectra, const BenchTransfer& transfer, const BenchOutput& output,
                             const PathTake& take) {
  const double volume = volume_at(output.volume_step, take.index);
  const double most = output.limits.clip_volts;
  if (volume == 1.0 && most <= 0.0) return;
  for (const AmplifierPlace& place : places) {
    std::vector<Complex> emf = spectra.*place.volts;
    if (emf.empty()) continue;
    if (most > 0.0) {
      emf = change_by(emf, take.size, [&](double v) { return std::clamp(volume * v, -most, most); });
    } else {
      for (Complex& bin : emf) bin *= volume - 1.0;
    }
    add_response(spectra, transfer.*place.emf, emf);
  }
}

/// E = ΔI / Y, Y being the current per volt of the amplifier's own EMF. Where hardly any current can flow,
/// below an output capacitor's corner, there is nothing to limit.
std::vector<Complex> limiting_emf(std::vector<Complex> missing, const std::vector<Complex>& admittance) {
  constexpr double hardly = 1e-4;
  double largest = 0.0;
  for (const Complex y : admittance) largest = std::max(largest, std::abs(y));
  for (std::size_t k = 0; k < missing.size(); ++k) {
    missing[k] = std::abs(admittance[k]) > hardly * largest ? missing[k] / admittance[k] : 0.0;
  }
  return missing;
}

void add_current_limit(BenchResponse& spectra, const BenchTransfer& transfer, double limit,
                       const PathTake& take) {
  if (limit <= 0.0) return;
  for (const AmplifierPlace& place : places) {
    const BenchResponse& through = transfer.*place.emf;
    if ((through.*place.current).empty()) continue;
    const std::vector<Complex> missing =
        change_by(spectra.*place.current, take.size, [&](double i) { return bent(i, limit); });
    add_response(spectra, through, limiting_emf(missing, through.*place.current));
  }
}

double sum_of_squares(const std::vector<Complex>& bins) {
  double sum = 0.0;
  for (const Complex bin : bins) sum += std::norm(bin);
  return sum;
}

/// The current J = i (i/amps)² beside the magnetising inductance whose own current is i = i0 + t J. Its steps
/// take a constant share g of J's slope as part of the circuit, i = (i0 + t (J - g i)) / (1 - t g): with g
/// half of the largest slope every step leads nearer, because the circuit is passive and Re t <= 0.
std::vector<Complex> saturation_current(const std::vector<Complex>& linear, const std::vector<Complex>& own,
                                        double amps, const PathTake& take) {
  constexpr int most_rounds = 100;
  constexpr double agreed = 1e-9;
  const auto law = [&](double i) { return i * (1.0 + (i / amps) * (i / amps)); };
  const double slope = 1.5 * std::pow(peak_of(inverse_real(linear, take.size)) / amps, 2);
  const double enough = agreed * agreed * sum_of_squares(linear);
  std::vector<Complex> current = linear;
  for (int round = 0; round < most_rounds; ++round) {
    std::vector<Complex> beside = change_by(current, take.size, law);
    double moved = 0.0;
    for (std::size_t k = 0; k < current.size(); ++k) {
      const Complex next = (linear[k] + own[k] * (beside[k] - slope * current[k])) / (1.0 - own[k] * slope);
      moved += std::norm(next - current[k]);
      current[k] = next;
    }
    if (moved <= enough) return beside;
  }
  throw failure(fmt::format(
      "The core saturates further than the bench can follow: its magnetising current is far beyond "
      "{} A; play more quietly.",
      amps));
}

void add_core_current(BenchResponse& spectra, const BenchTransfer& transfer, const BenchOutput& output,
                      const PathTake& take) {
  if (!output.core || transfer.core.core_current.empty()) return;
  add_response(spectra, transfer.core,
               saturation_current(spectra.core_current, transfer.core.core_current, output.core->amps, take));
}

/// The sample at which protection acts; nothing where it does not.
std::optional<std::size_t> tripped_at(const std::vector<double>& current, const OutputLimits& limits,
                                      int sample_rate) {
  constexpr double gap_s = 0.03;  // half a cycle of 20 Hz and a little
  const auto gap = static_cast<std::size_t>(gap_s * sample_rate);
  const auto needed = static_cast<std::size_t>(limits.protection_s * sample_rate);
  std::optional<std::size_t> since;
  std::size_t last = 0;
  for (std::size_t i = 0; i < current.size(); ++i) {
    if (std::abs(current[i]) <= limits.protection_amps) continue;
    if (!since || i - last > gap) since = i;
    last = i;
    if (i - *since >= needed) return i;
  }
  return std::nullopt;
}

/// The EMF that silences a voltage from a sample on, within a millisecond.
std::vector<Complex> silencing_emf(const std::vector<Complex>& volts, std::size_t from,
                                   const PathTake& take) {
  constexpr double ramp_s = 1e-3;
  std::vector<double> samples = inverse_real(volts, take.size);
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const double after = i > from ? static_cast<double>(i - from) / (ramp_s * take.sample_rate) : 0.0;
    samples[i] *= -(0.5 - 0.5 * std::cos(std::numbers::pi * std::min(1.0, after)));
  }
  return forward_real(samples);
}

void add_protection(BenchResponse& spectra, const BenchTransfer& transfer, const OutputLimits& limits,
                    const PathTake& take) {
  if (limits.protection_amps <= 0.0 || !take.whole) return;
  std::optional<std::size_t> from;
  for (const AmplifierPlace& place : places) {
    if ((spectra.*place.current).empty()) continue;
    const auto at = tripped_at(inverse_real(spectra.*place.current, take.size), limits, take.sample_rate);
    if (at) from = std::min(*at, from.value_or(*at));
  }
  if (!from) return;
  for (const AmplifierPlace& place : places) {
    if ((spectra.*place.volts).empty()) continue;
    add_response(spectra, transfer.*place.emf, silencing_emf(spectra.*place.volts, *from, take));
  }
}

/// White noise of a transform's length whose part from 20 Hz to 20 kHz has this rms.
std::vector<Complex> white_spectrum(double rms, const PathTake& take, RandomStream random) {
  constexpr double band_hz = 20e3 - 20.0;
  const double deviation = rms * std::sqrt(0.5 * take.sample_rate / band_hz);
  std::vector<double> samples(take.size);
  for (std::size_t i = 0; i < samples.size(); i += 2) {
    const RandomStream::NormalPair pair = random.normal_pair();
    samples[i] = deviation * pair.first;
    if (i + 1 < samples.size()) samples[i + 1] = deviation * pair.second;
  }
  return forward_real(samples);
}

void add_periodic(std::vector<double>& samples, const std::vector<Complex>& bins, const PathTake& take) {
  const std::vector<double> period = inverse_real(bins, take.size);
  for (std::size_t i = 0; i < samples.size(); ++i) samples[i] += period[i % take.size];
}

void add_output_hum(ChannelPair& sum, const BenchTransfer& transfer, const BenchNoise& noise,
                    const PathTake& take, const TakeKey& key) {
  const auto size = static_cast<double>(take.size);
  for (const Sinusoid& line : hum_of(noise.hum, take.sample_rate, stream(key, Purpose::output_hum, 0))) {
    const auto bin = static_cast<std::size_t>(std::lround(line.cycles_per_sample * size));
    for (const auto channel : {&BenchResponse::source, &BenchResponse::dut}) {
      Complex response;
      for (const AmplifierPlace& place : places) {
        const std::vector<Complex>& through = transfer.*place.emf.*channel;
        if (bin < through.size()) response += through[bin];
      }
      std::vector<double>& samples = channel == &BenchResponse::source ? sum.source : sum.dut;
      add_sinusoid(
          samples,
          {line.amplitude * std::abs(response), line.cycles_per_sample, line.phase + std::arg(response)}, 0);
    }
  }
}

}  // namespace

void add_amplifier_effects(BenchResponse& spectra, const BenchTransfer& transfer, const BenchOutput& output,
                           const PathTake& take) {
  add_volume_and_clipping(spectra, transfer, output, take);
  add_current_limit(spectra, transfer, output.limits.current_amps, take);
  add_core_current(spectra, transfer, output, take);
  add_protection(spectra, transfer, output.limits, take);
}

ChannelPair output_noise(const BenchTransfer& transfer, const BenchOutput& output, const PathTake& take,
                         const TakeKey& key, std::size_t samples) {
  ChannelPair sum{std::vector<double>(samples), std::vector<double>(samples)};
  BenchResponse spectra;
  std::uint64_t channel = 0;
  for (const AmplifierPlace& place : places) {
    if (output.noise.rms_volts <= 0.0 || (transfer.*place.emf).source.empty()) continue;
    const RandomStream random = stream(key, Purpose::output_noise, channel++);
    add_response(spectra, transfer.*place.emf, white_spectrum(output.noise.rms_volts, take, random));
  }
  if (!spectra.source.empty()) {
    add_periodic(sum.source, spectra.source, take);
    add_periodic(sum.dut, spectra.dut, take);
  }
  add_output_hum(sum, transfer, output.noise, take, key);
  return sum;
}

}  // namespace ohmsweep
