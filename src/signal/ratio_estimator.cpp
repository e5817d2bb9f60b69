// The ratio of two channels, step by step: docs/method.md, "From two channels to the ratio".
#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <map>
#include <mutex>

#include "ohmsweep/core/error.h"
#include "ohmsweep/signal/fft.h"
#include "ohmsweep/signal/ratio.h"
#include "signal/deconvolution.h"
#include "signal/gate.h"
#include "signal/harmonics.h"
#include "signal/local_fit.h"
#include "signal/stationary_lines.h"
#include "signal/take_checks.h"
#include "signal/take_findings.h"
#include "signal/width_choice.h"

namespace ohmsweep {

namespace {

constexpr double narrowest_octaves = 1.0 / 48.0;
constexpr double widest_octaves = 1.0 / 6.0;
constexpr double narrowest_in_cells =
    3.2;  // of 1/gate length: fewer and a quadratic has nothing to hold on to

/// FNV-1a over the samples: identifies a stimulus, guards nothing.
std::string fingerprint(const Stimulus& stimulus) {
  std::uint64_t hash = 14695981039346656037ULL;
  const auto add = [&](std::uint64_t word) {
    hash ^= word;
    hash *= 1099511628211ULL;
  };
  add(static_cast<std::uint64_t>(stimulus.sweep.sample_rate));
  for (const double sample : stimulus.samples) add(std::bit_cast<std::uint64_t>(sample + 0.0));
  return fmt::format("{:016x}", hash);
}

void check_take(const Stimulus& stimulus, const Recording& take) {
  const ExponentialSweep& sweep = stimulus.sweep;
  if (take.sample_rate != sweep.sample_rate) {
    throw failure(
        fmt::format("take '{}' has {} samples per second but the stimulus {}; record at the stimulus's rate",
                    take.name, take.sample_rate, sweep.sample_rate));
  }
  if (take.source.size() != take.dut.size()) {
    throw failure(fmt::format("take '{}' has channels of different length", take.name));
  }
  const double seconds = static_cast<double>(take.source.size()) / take.sample_rate;
  if (seconds < sweep.duration.value()) {
    throw failure(
        fmt::format("take '{}' lasts {:.2f} s, shorter than the sweep of {:.2f} s; record the whole sweep",
                    take.name, seconds, sweep.duration.value()));
  }
  for (const auto* channel : {&take.source, &take.dut}) {
    const auto bad =
        std::find_if(channel->begin(), channel->end(), [](double x) { return !std::isfinite(x); });
    if (bad != channel->end()) {
      throw failure(fmt::format("take '{}' holds a sample that is not a number (sample {}); export it again",
                                take.name, bad - channel->begin()));
    }
  }
}

/// The linear response must stand out before its arrival can be trusted to say that the sweep is cut off.
void check_whole_sweep(const Responses& responses, const Stimulus& stimulus, const std::string& name) {
  std::vector<double> magnitudes(responses.source.size());
  std::transform(responses.source.begin(), responses.source.end(), magnitudes.begin(),
                 [](double x) { return std::abs(x); });
  const double peak = magnitudes[responses.delay];
  const auto middle = magnitudes.begin() + static_cast<std::ptrdiff_t>(magnitudes.size() / 2);
  std::nth_element(magnitudes.begin(), middle, magnitudes.end());
  if (peak < 50.0 * *middle) return;
  const double begins = stimulus.sweep.lead_in.value() + responses.delay_s();
  const double ends = begins + stimulus.sweep.duration.value();
  constexpr double slack_s = 0.005;
  if (begins < -slack_s) {
    throw failure(fmt::format("take '{}' begins {:.3f} s after the sweep did; start recording before playing",
                              name, -begins));
  }
  if (ends > responses.take_s + slack_s) {
    throw failure(
        fmt::format("take '{}' ends {:.3f} s before the sweep does; keep recording until it has ended", name,
                    ends - responses.take_s));
  }
}

double peak_of(const std::vector<double>& channel) {
  double peak = 0.0;
  for (const double sample : channel) peak = std::max(peak, std::abs(sample));
  return peak;
}

/// Noise in the silence around the sweep, DC removed; 0 when there is no silence.
double silence_rms(const std::vector<double>& channel, const Responses& responses,
                   const ExponentialSweep& sweep) {
  const double begins = sweep.lead_in.value() + responses.delay_s();
  const double after = begins + sweep.duration.value() + 0.1;
  double n = 0;
  double sum = 0;
  double squares = 0;
  for (std::size_t i = 0; i < channel.size(); ++i) {
    const double t = static_cast<double>(i) / responses.rate;
    if (t > begins - 0.02 && t < after) continue;
    n += 1;
    sum += channel[i];
    squares += channel[i] * channel[i];
  }
  return n > 100 ? std::sqrt(std::max(0.0, squares / n - sum * sum / (n * n))) : 0.0;
}

/// A band's gated linear response with the empty stretches that tell its noise.
struct BandSpectra {
  GateBand band;
  GatedSpectrum linear;
  GatedSpectrum linear_shorter;  ///< behind three quarters of the gate: shows what the gate cuts off
  std::vector<GatedSpectrum> empty;
};

std::vector<BandSpectra> spectra_of(const Responses& responses, const std::vector<GateBand>& bands) {
  std::vector<BandSpectra> spectra;
  for (const GateBand& band : bands) {
    BandSpectra in_band{
        band, gated(responses, band.shape, 0.0), gated(responses, band.shape.scaled(0.75), 0.0), {}};
    for (const double centre : band.empty_centres)
      in_band.empty.push_back(gated(responses, band.shape, centre));
    spectra.push_back(std::move(in_band));
  }
  return spectra;
}

const BandSpectra& band_for(const std::vector<BandSpectra>& spectra, double hz) {
  return *std::find_if(spectra.begin(), spectra.end(),
                       [&](const BandSpectra& s) { return hz < s.band.to_hz; });
}

WidthLadder climb(const BandSpectra& in_band, const SweepTiming& timing, double hz) {
  const double cells = narrowest_in_cells / in_band.band.shape.length();
  const double narrowest = std::max(narrowest_octaves, std::log2(1.0 + cells / hz));
  WidthLadder ladder;
  // Four widths to choose from and one to judge the last; where the narrowest is wide already, repeat none.
  for (int rung = 0; rung < 5; ++rung) {
    const double octaves =
        std::min(narrowest * std::exp2(rung), std::max(2.0 * widest_octaves, 2.0 * narrowest));
    ladder.octaves.push_back(octaves);
    ladder.fits.push_back(fit_ratio(in_band.linear, in_band.empty, hz, octaves,
                                    timing.lowest_usable_hz() * 0.9, timing.highest_usable_hz() * 1.001));
  }
  return ladder;
}

/// What the gate's own length does to the estimate at low frequencies, pooled over neighbours.
std::vector<double> gate_bias(const FrequencyGrid& grid, const std::vector<BandSpectra>& spectra,
                              const std::vector<ChosenFit>& fits, const SweepTiming& timing) {
  std::vector<double> power(grid.size(), 0.0);
  for (std::size_t i = 0; i < grid.size(); ++i) {
    const BandSpectra& in_band = band_for(spectra, grid[i]);
    if (grid[i] * in_band.band.shape.left > 20.0) continue;  // METHOD: 8 cycles keep it under 1e-4
    const LocalFit shorter = fit_ratio(in_band.linear_shorter, {}, grid[i], fits[i].octaves,
                                       timing.lowest_usable_hz() * 0.9, timing.highest_usable_hz() * 1.001);
    power[i] = std::max(0.0, std::norm(shorter.ratio - fits[i].ratio) - 0.5 * fits[i].variance);
  }
  std::vector<double> bias(grid.size(), 0.0);
  const double reach = std::exp2(1.0 / 8.0);
  for (std::size_t i = 0; i < grid.size(); ++i) {
    double sum = 0.0;
    double count = 0.0;
    for (std::size_t j = 0; j < grid.size() && grid[j] <= grid[i] * reach; ++j) {
      if (grid[j] * reach < grid[i]) continue;
      sum += power[j];
      count += 1.0;
    }
    bias[i] = std::sqrt(sum / count);
  }
  return bias;
}

/// What is left of removed lines: the uncertainty of their fit, carried through the local fit.
double line_variance(const StationaryLines& lines, const BandSpectra& in_band, const SweepTiming& timing,
                     double hz, const ChosenFit& fit) {
  double variance = 0.0;
  for (const FittedLine& line : lines.lines) {
    if (!line.removed || std::abs(line.hz - hz) > 0.5 * hz * fit.octaves + 3.0 / in_band.band.shape.length())
      continue;
    const double leverage =
        line_leverage(in_band.linear, in_band.band.shape, hz, fit.octaves, timing.lowest_usable_hz() * 0.9,
                      timing.highest_usable_hz() * 1.001, line.hz);
    variance += leverage * leverage * (line.dut_variance + std::norm(fit.ratio) * line.source_variance);
  }
  return variance;
}

std::vector<Line> named(const StationaryLines& found, const Deconvolution& deconvolution) {
  std::vector<Line> lines;
  for (const FittedLine& line : found.lines) {
    const double gain = deconvolution.line_gain(line.hz);
    const double amplitude =
        gain > 0.0 ? 2.0 * std::max(std::abs(line.source), std::abs(line.dut)) / gain : 0.0;
    lines.push_back({line.hz, amplitude, line.removed});
  }
  return lines;
}

double level_at(const GatedSpectrum& spectrum, double hz) {
  const auto bin = static_cast<std::size_t>(std::llround(hz / spectrum.bin_hz));
  return std::abs(spectrum.source[std::min(bin, spectrum.source.size() - 1)]);
}

void fill_curve(RatioCurve& curve, const Responses& responses, const std::vector<GateBand>& bands,
                const StationaryLines& lines) {
  const SweepTiming& timing = responses.timing;
  curve.grid = FrequencyGrid::standard(Hertz(timing.lowest_usable_hz()), Hertz(timing.highest_usable_hz()));
  const std::vector<BandSpectra> spectra = spectra_of(responses, bands);
  std::vector<WidthLadder> ladders;
  for (const double hz : curve.grid) ladders.push_back(climb(band_for(spectra, hz), timing, hz));
  const std::vector<ChosenFit> fits = choose_widths(curve.grid, std::move(ladders));
  const std::vector<double> cut_off = gate_bias(curve.grid, spectra, fits, timing);
  for (std::size_t i = 0; i < curve.grid.size(); ++i) {
    const BandSpectra& in_band = band_for(spectra, curve.grid[i]);
    const double variance = fits[i].variance + line_variance(lines, in_band, timing, curve.grid[i], fits[i]);
    const double bias = std::hypot(std::abs(fits[i].bias), cut_off[i]);
    const Complex direction =
        std::abs(fits[i].bias) > 0.0 ? fits[i].bias / std::abs(fits[i].bias) : Complex(1.0, 0.0);
    curve.ratio.push_back(fits[i].ratio);
    curve.noise_variance.push_back(variance);
    curve.resolution_bias.push_back(bias * direction);
    curve.snr_db.push_back(-10.0 * std::log10(std::max(variance, 1e-24)));
    curve.source_level.push_back(level_at(in_band.linear, curve.grid[i]));
  }
}

}  // namespace

struct RatioEstimator::Prepared {
  Stimulus stimulus;
  std::string hash;
  mutable std::mutex lock;
  mutable std::map<std::size_t, std::shared_ptr<const Deconvolution>> deconvolutions;

  /// One deconvolution per take length; takes of a session share theirs.
  [[nodiscard]] std::shared_ptr<const Deconvolution> deconvolution(std::size_t size) const {
    const std::scoped_lock guard(lock);
    auto& shared = deconvolutions[size];
    if (!shared) shared = std::make_shared<const Deconvolution>(stimulus, size);
    return shared;
  }
};

RatioEstimator::RatioEstimator(Stimulus stimulus) {
  auto prepared = std::make_unique<Prepared>();
  prepared->hash = fingerprint(stimulus);
  prepared->stimulus = std::move(stimulus);
  prepared_ = std::move(prepared);
}
RatioEstimator::~RatioEstimator() = default;
RatioEstimator::RatioEstimator(RatioEstimator&&) noexcept = default;
RatioEstimator& RatioEstimator::operator=(RatioEstimator&&) noexcept = default;

const Stimulus& RatioEstimator::stimulus() const { return prepared_->stimulus; }
const std::string& RatioEstimator::stimulus_hash() const { return prepared_->hash; }

RatioCurve RatioEstimator::estimate(const Recording& take) const {
  const Stimulus& stimulus = prepared_->stimulus;
  check_take(stimulus, take);
  const std::size_t longest = std::max(take.source.size(), stimulus.samples.size());
  const auto deconvolution = prepared_->deconvolution(fast_size(longest));
  const Responses raw =
      respond(*deconvolution, timing_of(stimulus.sweep), take.source, take.dut, take.sample_rate);
  check_whole_sweep(raw, stimulus, take.name);

  RatioCurve curve;
  curve.sample_rate = take.sample_rate;
  curve.stimulus_hash = prepared_->hash;
  curve.take_name = take.name;
  curve.take_hash = take.hash;
  curve.quality.source_peak = peak_of(take.source);
  curve.quality.dut_peak = peak_of(take.dut);
  curve.quality.source_noise_rms = silence_rms(take.source, raw, stimulus.sweep);
  curve.quality.dut_noise_rms = silence_rms(take.dut, raw, stimulus.sweep);
  curve.quality.delay_s = raw.delay_s();
  curve.quality.clipped_samples = clipped_samples(take.source) + clipped_samples(take.dut);

  const std::vector<GateBand> bands = gate_bands(raw);
  const StationaryLines lines = find_lines(raw, bands);
  curve.quality.mains_hz = lines.mains_hz;
  curve.quality.lines = named(lines, *deconvolution);
  const Responses clean = without_lines(raw, lines);
  curve.quality.dropouts_s = discontinuities(clean, *deconvolution, take.source);
  curve.harmonics = harmonic_curves(clean);
  fill_curve(curve, clean, bands, lines);
  curve.findings = findings_of(curve);
  return curve;
}

}  // namespace ohmsweep
