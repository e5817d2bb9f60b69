#include "ohmsweep/measurement/output_noise.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <numeric>
#include <string_view>
#include <tuple>

#include "measurement/power_spectrum.h"
#include "ohmsweep/core/covariance.h"
#include "ohmsweep/core/error.h"
#include "ohmsweep/core/voltage_text.h"
#include "ohmsweep/signal/clipping.h"

namespace ohmsweep {

namespace {

constexpr double stretch_s = 0.5;
/// Of neighbouring stretches that overlap by half: (1/6)², the Hann window's autocorrelation (P. D. Welch,
/// IEEE Trans. AU-15, 1967).
constexpr double overlap_correlation = 1.0 / 36.0;
constexpr double at_full_scale = 0.999;
constexpr int hum_multiples = 20;

using Samples = std::vector<double>;

/// The poles of IEC 61672-1, annex E, in hertz.
double unnormalised_a(double hz) {
  constexpr double f1 = 20.598997;
  constexpr double f2 = 107.65265;
  constexpr double f3 = 737.86223;
  constexpr double f4 = 12194.217;
  const double square = hz * hz;
  return f4 * f4 * square * square /
         ((square + f1 * f1) * std::sqrt((square + f2 * f2) * (square + f3 * f3)) * (square + f4 * f4));
}

enum class Weighting { none, a };

double power_weight(Weighting weighting, double hz) {
  if (hz < noise_from.value() || hz > noise_to.value()) return 0.0;
  if (weighting == Weighting::none) return 1.0;
  const double gain = a_weighting(Hertz(hz));
  return gain * gain;
}

/// Mean square of a take, and its standard uncertainty.
struct Power {
  double value = 0.0;
  double uncertainty = 0.0;
};

/// The spectra of a take's stretches.
class Stretches {
 public:
  Stretches(const Samples& samples, int sample_rate) {
    const auto size = static_cast<std::size_t>(std::lround(stretch_s * sample_rate));
    for (std::size_t from = 0; from + size <= samples.size(); from += size / 2) {
      const auto begin = samples.begin() + static_cast<std::ptrdiff_t>(from);
      spectra_.push_back(power_spectrum({begin, begin + static_cast<std::ptrdiff_t>(size)}, sample_rate));
    }
  }

  [[nodiscard]] Power power(Weighting weighting) const {
    const auto count = static_cast<double>(spectra_.size());
    const Samples weights = weights_of(weighting);
    double sum = 0.0;
    double squares = 0.0;
    for (const PowerSpectrum& spectrum : spectra_) {
      const double weighted = std::inner_product(weights.begin(), weights.end(), spectrum.power.begin(), 0.0);
      sum += weighted;
      squares += weighted * weighted;
    }
    const double mean = sum / count;
    const double variance = std::max(0.0, squares / count - mean * mean) * count / (count - 1.0);
    const double independent = count / (1.0 + 2.0 * overlap_correlation);
    // Student's t for 95.45 % is 2 + 2.5/ν to first order (JCGM 100, G.3).
    const double small_sample = 1.0 + 1.25 / (independent - 1.0);
    return {mean, small_sample * std::sqrt(variance / independent)};
  }

  [[nodiscard]] PowerSpectrum mean() const {
    PowerSpectrum mean{spectra_.front().bin_hz, Samples(spectra_.front().power.size(), 0.0)};
    for (const PowerSpectrum& spectrum : spectra_) {
      for (std::size_t k = 0; k < mean.power.size(); ++k) {
        mean.power[k] += spectrum.power[k] / static_cast<double>(spectra_.size());
      }
    }
    return mean;
  }

 private:
  [[nodiscard]] Samples weights_of(Weighting weighting) const {
    Samples weights;
    for (std::size_t k = 0; k < spectra_.front().power.size(); ++k) {
      weights.push_back(power_weight(weighting, static_cast<double>(k) * spectra_.front().bin_hz));
    }
    return weights;
  }

  std::vector<PowerSpectrum> spectra_;
};

/// One multiple of the mains frequency in both takes.
struct HumLine {
  double hz = 0.0;
  double connected = 0.0;  ///< mean square above what lies beside it
  double shorted = 0.0;
};

double line_power(const PowerSpectrum& spectrum, double hz) {
  constexpr double stands_out = 4.0;
  constexpr double grid_deviation = 0.002;
  const double lobe = 2.0 * spectrum.bin_hz + grid_deviation * hz;
  const double beside = lobe + 6.0 * spectrum.bin_hz;
  const BandPower within = band_power(spectrum, hz - lobe, hz + lobe);
  const BandPower around = band_power(spectrum, hz - beside, hz + beside);
  const double noise = (around.sum - within.sum) / std::max(1.0, around.bins - within.bins);
  return within.sum > stands_out * noise * within.bins ? within.sum - noise * within.bins : 0.0;
}

std::vector<HumLine> hum_lines(const PowerSpectrum& connected, const PowerSpectrum& shorted) {
  const auto family = [&](double mains) {
    return std::max(hum_power(connected, mains), hum_power(shorted, mains));
  };
  const double mains = family(60.0) > family(50.0) ? 60.0 : 50.0;
  std::vector<HumLine> lines;
  for (int multiple = 1; multiple <= hum_multiples; ++multiple) {
    const double hz = multiple * mains;
    const HumLine line{hz, line_power(connected, hz), line_power(shorted, hz)};
    if (line.connected > 0.0 || line.shorted > 0.0) lines.push_back(line);
  }
  return lines;
}

/// Amplitudes c and h of a line with and without the output leave between (c − h)² and (c + h)² to the
/// output. Two of these about c² − h² reach both ends.
double hum_uncertainty(const std::vector<HumLine>& lines, Weighting weighting) {
  double squares = 0.0;
  for (const HumLine& line : lines) {
    const double half = line.shorted + std::sqrt(line.connected * line.shorted);
    squares += std::pow(power_weight(weighting, line.hz) * half, 2);
  }
  return std::sqrt(squares);
}

/// Full scale as the volts of a sample value of 1.0.
struct Scale {
  double volts = 1.0;
  double relative_uncertainty = 0.0;
};

/// Volts from the mean square of samples.
Bounded volts_of(const Power& difference, const Scale& scale) {
  const double u = difference.uncertainty;
  if (difference.value < coverage_factor * u) {
    // Noise takes no power away: by how much a difference is below zero, it may be off the other way.
    const double highest = std::abs(difference.value) + coverage_factor * u;
    const double largest_scale = scale.volts * (1.0 + coverage_factor * scale.relative_uncertainty);
    return {{std::sqrt(highest) * largest_scale, 0.0}, Bound::upper};
  }
  const double rms = std::sqrt(difference.value);
  const double relative = std::hypot(u / (2.0 * difference.value), scale.relative_uncertainty);
  const double volts = difference.value > 0.0 ? rms * scale.volts : 0.0;
  return {{volts, difference.value > 0.0 ? volts * relative : 0.0}, Bound::none};
}

void check(const Samples& samples, int sample_rate, std::string_view take) {
  const double seconds = static_cast<double>(samples.size()) / sample_rate;
  if (seconds < shortest_noise.value()) {
    throw rejection(fmt::format("The take '{}' lasts {:.2f} s; record at least {:g} s, better 10 s.", take,
                                seconds, shortest_noise.value()));
  }
  if (peak_of(samples) >= at_full_scale) {
    throw rejection(fmt::format(
        "The take '{}' reaches full scale: nothing may play while noise is recorded; see to what does.",
        take));
  }
}

void check_heard(const Samples& connected) {
  const bool steady = std::ranges::all_of(connected, [&](double x) { return x == connected.front(); });
  if (steady) {
    throw rejection(
        "The take 'noise' holds no sound at all, each sample being the same: the input is muted, or another "
        "program's silence was recorded.");
  }
}

/// Both weightings of one take.
struct BothPowers {
  Power unweighted;
  Power a_weighted;
};
BothPowers powers_of(const Stretches& stretches) {
  return {stretches.power(Weighting::none), stretches.power(Weighting::a)};
}

Power subtracted(const Power& connected, const Power& shorted, double hum) {
  return {connected.value - shorted.value, std::hypot(connected.uncertainty, shorted.uncertainty, hum)};
}

/// `hums`: most of what hides it is hum whose phase is unknown.
void add_hidden(const NoiseReading& reading, bool hums, Findings& findings) {
  for (const auto& [bounded, own, name] :
       {std::tuple{reading.noise.unweighted_vrms, reading.interface_vrms, "unweighted"},
        std::tuple{reading.noise.a_weighted_vrms, reading.interface_a_vrms, "A-weighted"}}) {
    if (bounded.bound != Bound::upper) continue;
    const char* remedy = hums ? "see to the hum that the interface has by itself: one outlet, shorter leads"
                              : "more input gain, with its volts found anew, shows more";
    findings.push_back(
        {Severity::note, FindingCode::low_snr,
         fmt::format("the output's {} noise is hidden by the interface's own, {}{}: only a bound "
                     "is known; {}",
                     name, format_volts(own), hums ? ", hum above all" : "", remedy)});
  }
}

void add_exchanged(const Power& connected, const Power& shorted, Findings& findings) {
  constexpr double clearly = 1.25;
  const double u = std::hypot(connected.uncertainty, shorted.uncertainty);
  const bool louder = shorted.value - connected.value > 4.0 * u && shorted.value > clearly * connected.value;
  if (!louder) return;
  findings.push_back(
      {Severity::blocking, FindingCode::states_swapped,
       fmt::format("the shorted input is {:.1f} dB noisier than with the output on it: the takes 'noise' and "
                   "'shorted' are exchanged, the input was left open, or its gain was touched",
                   10.0 * std::log10(shorted.value / connected.value))});
}

void add_hum(const std::vector<HumLine>& lines, const Power& noise, const Scale& scale, Findings& findings) {
  constexpr double worth_telling = 0.1;
  double hum = 0.0;
  for (const HumLine& line : lines) hum += std::max(0.0, line.connected - line.shorted);
  if (hum <= worth_telling * noise.value || noise.value <= 0.0) return;
  findings.push_back({Severity::note, FindingCode::mains_lines,
                      fmt::format("hum makes {} of the output's noise; it counts as the output's own",
                                  format_volts(std::sqrt(hum) * scale.volts))});
}

void add_band(int sample_rate, Findings& findings) {
  if (sample_rate >= 2.0 * noise_to.value()) return;
  findings.push_back({Severity::note, FindingCode::band_limited,
                      fmt::format("at {} samples per second the noise is heard to {:g} Hz only", sample_rate,
                                  sample_rate / 2.0)});
}

}  // namespace

double a_weighting(Hertz frequency) {
  static const double at_reference = unnormalised_a(1000.0);
  return unnormalised_a(frequency.value()) / at_reference;
}

NoiseReading output_noise(const Samples& connected, const Samples& shorted, int sample_rate,
                          const Uncertain& full_scale) {
  check(connected, sample_rate, "noise");
  check(shorted, sample_rate, "shorted");
  check_heard(connected);
  const Stretches with(connected, sample_rate);
  const Stretches without(shorted, sample_rate);
  const BothPowers all = powers_of(with);
  const BothPowers own = powers_of(without);
  const std::vector<HumLine> lines = hum_lines(with.mean(), without.mean());
  const Scale scale{std::numbers::sqrt2 * full_scale.value,
                    full_scale.standard_uncertainty / full_scale.value};
  const Power noise = subtracted(all.unweighted, own.unweighted, hum_uncertainty(lines, Weighting::none));
  const Power weighted = subtracted(all.a_weighted, own.a_weighted, hum_uncertainty(lines, Weighting::a));
  NoiseReading reading;
  reading.noise = {volts_of(noise, scale), volts_of(weighted, scale)};
  reading.interface_vrms = std::sqrt(own.unweighted.value) * scale.volts;
  reading.interface_a_vrms = std::sqrt(own.a_weighted.value) * scale.volts;
  add_exchanged(all.unweighted, own.unweighted, reading.findings);
  if (has_blocking(reading.findings)) return reading;
  const double hum = hum_uncertainty(lines, Weighting::none);
  add_hidden(reading, hum > 0.5 * noise.uncertainty, reading.findings);
  if (reading.noise.unweighted_vrms.bound == Bound::none) add_hum(lines, noise, scale, reading.findings);
  add_band(sample_rate, reading.findings);
  return reading;
}

}  // namespace ohmsweep
