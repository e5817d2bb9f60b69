// The ratio of two channels, step by step: docs/method.md, "From two channels to the ratio".
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <mutex>
#include <optional>

#include "ohmsweep/core/error.h"
#include "ohmsweep/signal/fft.h"
#include "ohmsweep/signal/ratio.h"
#include "signal/clock_estimate.h"
#include "signal/deconvolution.h"
#include "signal/fingerprint.h"
#include "signal/gate.h"
#include "signal/harmonics.h"
#include "signal/local_fit.h"
#include "signal/median.h"
#include "signal/sound_extent.h"
#include "signal/stationary_lines.h"
#include "signal/sweep_track.h"
#include "signal/take_checks.h"
#include "signal/take_faults.h"
#include "signal/take_findings.h"
#include "signal/width_choice.h"

namespace ohmsweep {

namespace {

constexpr double narrowest_octaves = 1.0 / 48.0;
constexpr double widest_octaves = 1.0 / 6.0;  // and its double, to judge it by
constexpr double narrowest_in_cells =
    3.2;  // of 1/gate length: fewer and a quadratic has nothing to hold on to

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
  const double peak = std::abs(responses.source[responses.delay]);
  if (peak < 50.0 * median_magnitude(responses.source)) return;
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

double rms_between(const std::vector<double>& channel, std::size_t begin, std::size_t end) {
  double squares = 0.0;
  for (std::size_t n = begin; n < end; ++n) squares += channel[n] * channel[n];
  return std::sqrt(squares / static_cast<double>(end - begin));
}

/// Of the quietest tenth of a second: the silence around a sweep, wherever it is.
double quietest_rms(const std::vector<double>& channel, double rate) {
  const auto block = static_cast<std::size_t>(0.1 * rate);
  double quietest = rms_between(channel, 0, channel.size());
  for (std::size_t begin = 0; begin + block <= channel.size(); begin += block) {
    quietest = std::min(quietest, rms_between(channel, begin, begin + block));
  }
  return quietest;
}

/// Another sweep sounds as loud but its response is drawn out; noise alone is as loud in the silence.
void check_stimulus(const Responses& responses, const Recording& take, double highest_hz) {
  const double loudness = rms_between(take.source, 0, take.source.size());
  const bool sounds = loudness > 5.0 * quietest_rms(take.source, responses.rate);
  if (!sounds || compactness(responses, highest_hz) > 0.5) return;
  throw failure(fmt::format(
      "take '{}' was not recorded with this stimulus, or hardly any of it is there; give the sweep that was "
      "played as --stimulus, or check cables and device and record it again",
      take.name));
}

/// The highest frequency that the sweep reached before the sound was lost, if it was.
double last_hz(const Responses& responses, const SweepExtent& extent, std::optional<double> lost_s) {
  if (!lost_s) return responses.timing.to_hz;
  return responses.timing.from_hz * std::exp((*lost_s - extent.begins_s) / responses.timing.rate_constant_s);
}

/// A gate band with its fitters.
struct BandFits {
  GateBand band;
  LocalFitter fitter;
};

/// The take's responses without stationary lines: whole, and slowed for the band of the longest gate.
struct CleanResponses {
  Responses whole;
  Responses low;
};

std::vector<BandFits> fitters_of(const CleanResponses& clean, const std::vector<GateBand>& bands) {
  std::vector<BandFits> fitters;
  for (const GateBand& band : bands) {
    const Responses& responses = fitters.empty() ? clean.low : clean.whole;
    std::vector<GatedSpectrum> empty = gated(responses, band.shape, band.empty_centres);
    fitters.push_back({band, LocalFitter(responses, band, band.shape, std::move(empty))});
  }
  return fitters;
}

/// Stretches that hardly overlap: enough to see a line in.
std::vector<double> every_third(const std::vector<double>& centres) {
  std::vector<double> chosen;
  for (std::size_t i = 0; i < centres.size(); i += 3) chosen.push_back(centres[i]);
  return chosen;
}

const BandFits& band_for(const std::vector<BandFits>& fitters, double hz) {
  return *std::find_if(fitters.begin(), fitters.end(),
                       [&](const BandFits& fits) { return hz < fits.band.to_hz; });
}

/// At least two rungs: a width is judged by its double.
WidthLadder climb(const BandFits& in_band, double hz) {
  const double cells = narrowest_in_cells / in_band.band.shape.length();
  const double narrowest = std::max(narrowest_octaves, std::log2(1.0 + cells / hz));
  WidthLadder ladder;
  double octaves = narrowest / 2.0;
  do {
    octaves *= 2.0;
    ladder.octaves.push_back(octaves);
    ladder.fits.push_back(in_band.fitter.fit(hz, octaves));
  } while (ladder.fits.size() < 2 || octaves < 2.0 * widest_octaves * (1 - 1e-9));
  return ladder;
}

/// Mean of `power` over an eighth of an octave either side, as an amplitude.
std::vector<double> pooled_amplitude(const FrequencyGrid& grid, const std::vector<double>& power) {
  const double reach = std::exp2(1.0 / 8.0);
  std::vector<double> amplitude(grid.size(), 0.0);
  for (std::size_t i = 0; i < grid.size(); ++i) {
    double sum = 0.0;
    double count = 0.0;
    for (std::size_t j = i; j < grid.size() && grid[j] <= grid[i] * reach; ++j, count += 1.0) sum += power[j];
    for (std::size_t j = i; j-- > 0 && grid[j] * reach >= grid[i]; count += 1.0) sum += power[j];
    amplitude[i] = std::sqrt(sum / count);
  }
  return amplitude;
}

/// What the gate's own length does to the estimate at low frequencies: the change when it is a quarter
/// shorter.
std::vector<double> gate_bias(const FrequencyGrid& grid, const Responses& responses, const BandFits& lowest,
                              const std::vector<ChosenFit>& fits) {
  constexpr double cycles_that_suffice =
      20.0;  // METHOD: 8 cycles before the response keep the bias under 1e-4
  const LocalFitter shorter(responses, lowest.band, lowest.band.shape.scaled(0.75), {});
  std::vector<double> power(grid.size(), 0.0);
  for (std::size_t i = 0; i < grid.size(); ++i) {
    if (grid[i] * lowest.band.shape.left > cycles_that_suffice || grid[i] >= lowest.band.to_hz) break;
    const Complex change = shorter.fit(grid[i], fits[i].octaves).ratio - fits[i].ratio;
    power[i] = std::max(0.0, std::norm(change) - 0.5 * fits[i].variance);
  }
  return pooled_amplitude(grid, power);
}

/// What is left of removed lines: the uncertainty of their fit, carried through the local fit.
double line_variance(const StationaryLines& lines, const BandFits& in_band, double hz, const ChosenFit& fit) {
  double variance = 0.0;
  for (const FittedLine& line : lines.lines) {
    if (!line.removed || std::abs(line.hz - hz) > 0.5 * hz * fit.octaves + 3.0 / in_band.band.shape.length())
      continue;
    const double leverage = in_band.fitter.line_leverage(hz, fit.octaves, line.hz);
    variance += leverage * leverage * (line.dut_variance + std::norm(fit.ratio) * line.source_variance);
  }
  return variance;
}

std::vector<Line> named(const StationaryLines& found, const Deconvolution& deconvolution) {
  std::vector<Line> lines;
  for (const FittedLine& line : found.lines) {
    lines.push_back({line.hz, take_amplitude(line, deconvolution), line.removed});
  }
  return lines;
}

void fill_curve(RatioCurve& curve, const CleanResponses& clean, const std::vector<GateBand>& bands,
                const StationaryLines& lines) {
  const SweepTiming& timing = clean.whole.timing;
  curve.grid = FrequencyGrid::standard(Hertz(timing.lowest_usable_hz()), Hertz(timing.highest_usable_hz()));
  const std::vector<BandFits> fitters = fitters_of(clean, bands);
  std::vector<WidthLadder> ladders;
  for (const double hz : curve.grid) ladders.push_back(climb(band_for(fitters, hz), hz));
  const std::vector<ChosenFit> fits = choose_widths(curve.grid, std::move(ladders));
  const std::vector<double> cut_off = gate_bias(curve.grid, clean.low, fitters.front(), fits);
  for (std::size_t i = 0; i < curve.grid.size(); ++i) {
    const double hz = curve.grid[i];
    const BandFits& in_band = band_for(fitters, hz);
    const double variance = fits[i].variance + line_variance(lines, in_band, hz, fits[i]);
    const double fit_bias = std::abs(fits[i].bias);
    const Complex direction = fit_bias > 0.0 ? fits[i].bias / fit_bias : Complex(1.0, 0.0);
    curve.ratio.push_back(fits[i].ratio);
    curve.noise_variance.push_back(variance);
    curve.resolution_bias.push_back(std::hypot(fit_bias, cut_off[i]) * direction);
    curve.snr_db.push_back(-10.0 * std::log10(std::max(variance, 1e-24)));
    curve.source_level.push_back(in_band.fitter.source_level(hz));
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
  prepared->hash = fingerprint(stimulus.samples, stimulus.sweep.sample_rate);
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
  Responses raw = respond(*deconvolution, timing_of(stimulus.sweep), take.source, take.dut, take.sample_rate);
  raw.source_as_played = take.source_as_played;
  RatioCurve curve;
  const SweepExtent extent = extent_of(stimulus, raw);
  const std::optional<double> ended_s = sound_lost(take, raw.timing, extent);
  if (lost_for_good(extent, ended_s)) curve.quality.signal_lost_s = ended_s;
  curve.quality.dut_silent_s = dut_silent(take, raw.timing, extent);
  check_stimulus(raw, take, last_hz(raw, extent, curve.quality.signal_lost_s));
  if (!curve.quality.signal_lost_s) check_whole_sweep(raw, stimulus, take.name);

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
  const GateBand& lowest = bands.front();
  const double rounding = 1e-7 * std::max(curve.quality.source_peak, curve.quality.dut_peak);
  const StationaryLines lines =
      find_lines(raw, gated(raw, lowest.shape, every_third(lowest.empty_centres)), *deconvolution, rounding);
  curve.quality.mains_hz = lines.mains_hz;
  curve.quality.lines = named(lines, *deconvolution);
  Responses low = slowed(raw, 8.0 * lowest.to_hz);
  const CleanResponses clean{without_lines(std::move(raw), lines), without_lines(std::move(low), lines)};
  const SweepTrack track = track_of(clean.whole);
  const ClockOffset offset = curve.quality.signal_lost_s ? ClockOffset{} : clock_offset(track);
  curve.quality.dropouts_s =
      dropouts({take, stimulus, *deconvolution, clean.whole, clean.low, track, ended_s, 1e-6 * offset.ppm});
  if (curve.quality.dropouts_s.empty()) {
    curve.quality.clock_offset_ppm = offset.ppm;
    curve.quality.clock_offset_u95_ppm = offset.u95_ppm;
  }
  curve.harmonics = harmonic_curves(clean.whole);
  fill_curve(curve, clean, bands, lines);
  curve.findings = findings_of(curve);
  return curve;
}

}  // namespace ohmsweep
