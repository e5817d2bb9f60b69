// The ratio of two channels at a stepped sine's tones: docs/method.md, "Stepped sine, an independent check".
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>
#include <utility>

#include "ohmsweep/core/error.h"
#include "ohmsweep/signal/stepped_sine.h"
#include "ohmsweep/signal/tone_fit.h"
#include "signal/fingerprint.h"
#include "signal/median.h"
#include "signal/steady_lines.h"
#include "signal/take_checks.h"
#include "signal/take_findings.h"
#include "signal/tone_alignment.h"
#include "signal/tone_faults.h"

namespace ohmsweep {

namespace {

/// Lines farther from a tone than this reach neither it nor the noise beside it, in units of one over the
/// stretch's length.
constexpr double line_reach = 20.0;
/// E|δm|² of what a noiseless take leaves: the rounding of the stimulus, which repeats with the tone.
constexpr double rounding_variance = 1e-18;

void check_take(const Recording& take, const SteppedStimulus& stimulus) {
  if (take.sample_rate != stimulus.parameters.sample_rate) {
    throw failure(
        fmt::format("take '{}' has {} samples per second but the tones {}; record at the tones' rate",
                    take.name, take.sample_rate, stimulus.parameters.sample_rate));
  }
  if (take.source.size() != take.dut.size()) {
    throw failure(fmt::format("take '{}' has channels of different length", take.name));
  }
  const double seconds = static_cast<double>(take.source.size()) / take.sample_rate;
  const double sounding = stimulus.slots.back().ends_s() - stimulus.slots.front().begins_s;
  if (seconds < sounding) {
    throw failure(
        fmt::format("take '{}' lasts {:.2f} s, shorter than its tones of {:.2f} s; record all of them",
                    take.name, seconds, sounding));
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

/// One tone of the take.
struct TakenTone : FoundTone {
  ToneStretch stretch;
  double line_variance = 0.0;  ///< of the ratio, from lines that were taken out
};

class SteppedTake {
 public:
  SteppedTake(const Recording& take, const SteppedStimulus& stimulus)
      : take_(take),
        stimulus_(stimulus),
        rate_(take.sample_rate),
        clock_(locate_tones(take.source, take.sample_rate, stimulus.slots)) {
    for (const ToneSlot& slot : stimulus.slots) {
      TakenTone tone;
      tone.slot = slot;
      tone.window = window_of(slot, clock_, take.sample_rate);
      tone.cycles = clock_.hz(slot.hz) / rate_;
      if (!tone.window.inside(take.source.size())) continue;
      tone.stretch = {cut(take.source, tone.window), cut(take.dut, tone.window), tone.cycles};
      tone.fit = fit_tone(tone.stretch);
      tones_.push_back(std::move(tone));
    }
  }

  /// The tones are in it, and all of them.
  void check() const {
    // A take that lost much holds some of them where they belong, and is judged as broken.
    const auto held = std::count_if(tones_.begin(), tones_.end(),
                                    [](const TakenTone& tone) { return share_of_tone(tone) > 0.9; });
    constexpr double few = 0.25;
    if (held == 0 || static_cast<double>(held) < few * static_cast<double>(stimulus_.slots.size())) {
      throw failure(fmt::format(
          "take '{}' does not hold these tones (its peak is {:.0f} dBFS); record the stepped sine "
          "of this measurement, and check cables and level",
          take_.name, 20.0 * std::log10(std::max(peak_of(take_.source), 1e-12))));
    }
    const double begins = clock_.arrival_s(stimulus_.slots.front().begins_s);
    const double ends = clock_.arrival_s(stimulus_.slots.back().ends_s());
    const double length = static_cast<double>(take_.source.size()) / rate_;
    constexpr double slack_s = 0.005;
    if (begins < -slack_s) {
      throw failure(
          fmt::format("take '{}' begins {:.3f} s after its tones do; start recording before playing",
                      take_.name, -begins));
    }
    if (ends > length + slack_s) {
      throw failure(fmt::format("take '{}' ends {:.3f} s before its tones do; keep recording until the last",
                                take_.name, ends - length));
    }
  }

  /// Takes hum and other steady lines out of every tone.
  void remove_lines() {
    const double rounding = 1e-7 * std::max(peak_of(take_.source), peak_of(take_.dut));
    const SteadyLines lines(rests(), take_.source.size(), take_.sample_rate, rounding);
    seen_ = lines.seen();
    if (seen_.empty()) return;
    for (TakenTone& tone : tones_) {
      const double length_s = static_cast<double>(tone.window.size) / rate_;
      const std::vector<LocalLine> near =
          lines.around(tone.cycles * rate_, line_reach / length_s, tone.window.centre());
      for (const LocalLine& line : near) subtract(line, tone.stretch);
      if (near.empty()) continue;
      tone.fit = fit_tone(tone.stretch);
      for (const LocalLine& line : near) tone.line_variance += left_by(line, tone);
    }
  }

  void fill(RatioCurve& curve) const {
    std::map<double, const TakenTone*> ascending;
    for (const TakenTone& tone : tones_) ascending[tone.slot.hz] = &tone;
    std::vector<double> hz;
    std::vector<RatioScatter> scatter;
    for (const auto& [frequency, tone] : ascending) {
      hz.push_back(frequency);
      // Nothing is known of a tone that is not there, and its take is not used.
      const bool missing = is_missing(*tone);
      scatter.push_back(missing ? RatioScatter{1.0, {}} : scatter_of(tone->fit, tone->cycles));
      const double variance = scatter.back().variance + tone->line_variance + rounding_variance;
      curve.ratio.push_back(missing ? Complex(1.0) : tone->fit.ratio());
      curve.noise_variance.push_back(variance);
      curve.snr_db.push_back(-10.0 * std::log10(std::max(variance, 1e-24)));
      curve.source_level.push_back(std::abs(tone->fit.source) / stimulus_.parameters.amplitude);
    }
    curve.grid = FrequencyGrid(std::move(hz));
    curve.resolution_bias = unsettled(curve.grid, scatter);
    for (int order = 2; order <= 5; ++order) add_harmonics(order, ascending, curve);
  }

  [[nodiscard]] TakeQuality quality() const {
    TakeQuality quality;
    quality.source_peak = peak_of(take_.source);
    quality.dut_peak = peak_of(take_.dut);
    quality.delay_s = clock_.delay_s;
    quality.clock_offset_ppm = 1e6 * clock_.offset;
    quality.clock_offset_u95_ppm = 1e6 * clock_.offset_u95;
    quality.clipped_samples = clipped_samples(take_.source) + clipped_samples(take_.dut);
    std::tie(quality.source_noise_rms, quality.dut_noise_rms) = silence_rms();
    for (const SteadyLines::Seen& line : seen_) {
      quality.lines.push_back({line.hz, line.amplitude, true});
      const bool mains = std::abs(line.hz - 50.0) < 1.0 || std::abs(line.hz - 60.0) < 1.0;
      if (mains) quality.mains_hz = line.hz;
    }
    const ToneFaults faults = tone_faults({tones_.begin(), tones_.end()}, clock_, take_.sample_rate);
    quality.dropouts_s = faults.dropouts_s;
    quality.signal_lost_s = faults.lost_s;
    return quality;
  }

 private:
  static Column cut(const std::vector<double>& channel, const ToneWindow& window) {
    const auto first = channel.begin() + window.first;
    return {first, first + static_cast<std::ptrdiff_t>(window.size)};
  }

  static double power(const Column& samples) {
    double sum = 0.0;
    for (const double sample : samples) sum += sample * sample;
    return sum / static_cast<double>(samples.size());
  }

  /// Silence before and after the tones, in pieces as long as a tone.
  [[nodiscard]] std::vector<RestStretch> silences() const {
    constexpr double piece_s = 0.2;
    constexpr double before_s = 0.03;
    constexpr double after_s = 0.3;
    const auto piece = static_cast<std::size_t>(piece_s * rate_);
    const double begins = (clock_.arrival_s(stimulus_.slots.front().begins_s) - before_s) * rate_;
    const double ends = (clock_.arrival_s(stimulus_.slots.back().ends_s()) + after_s) * rate_;
    std::vector<RestStretch> found;
    for (std::size_t first = 0; first + piece <= take_.source.size(); first += piece) {
      const bool before = static_cast<double>(first + piece) <= begins;
      if (!before && static_cast<double>(first) < ends) continue;
      const ToneWindow window{static_cast<std::ptrdiff_t>(first), piece};
      found.push_back(
          {first, without_mean(cut(take_.source, window)), without_mean(cut(take_.dut, window)), 0.0});
    }
    return found;
  }

  static Column without_mean(Column samples) {
    double sum = 0.0;
    for (const double sample : samples) sum += sample;
    for (double& sample : samples) sample -= sum / static_cast<double>(samples.size());
    return samples;
  }

  [[nodiscard]] std::vector<RestStretch> rests() const {
    std::vector<RestStretch> all = silences();
    for (const TakenTone& tone : tones_) {
      all.push_back({static_cast<std::size_t>(tone.window.first), tone.fit.source_rest, tone.fit.dut_rest,
                     tone.cycles * rate_});
    }
    std::sort(all.begin(), all.end(),
              [](const RestStretch& a, const RestStretch& b) { return a.first < b.first; });
    return all;
  }

  void subtract(const LocalLine& line, ToneStretch& stretch) const {
    const std::size_t size = stretch.source.size();
    const double middle = middle_of(size);
    const Wave unit = wave(line.hz / rate_, middle, size);
    for (std::size_t n = 0; n < size; ++n) {
      const double u = static_cast<double>(n) - middle;
      const Complex source = line.source + u * line.source_slope;
      const Complex dut = line.dut + u * line.dut_slope;
      stretch.source[n] -= source.real() * unit.cosine[n] - source.imag() * unit.sine[n];
      stretch.dut[n] -= dut.real() * unit.cosine[n] - dut.imag() * unit.sine[n];
    }
  }

  /// What the uncertainty of a line does to the ratio of a tone: through the tone's window.
  [[nodiscard]] double left_by(const LocalLine& line, const TakenTone& tone) const {
    const std::size_t size = tone.window.size;
    const Wave beside = wave(line.hz / rate_ - tone.cycles, middle_of(size), size);
    const double leverage = 0.5 * std::abs(amplitude(beside.cosine, 0, hann(size), 0.0, 0.0));
    const double variance = line.dut_variance + std::norm(tone.fit.ratio()) * line.source_variance;
    return leverage * leverage * variance / std::norm(tone.fit.source);
  }

  /// A tone that has not settled differs between the halves of its stretch. What decays leaves at most half
  /// of that difference in the whole; only what exceeds chance counts, over half an octave either side.
  static std::vector<Complex> unsettled(const FrequencyGrid& grid, const std::vector<RatioScatter>& scatter) {
    constexpr double difference_over_whole = 4.0;  // in variance: half the time each, and two of them
    const double reach = std::sqrt(2.0) * (1 + 1e-9);
    std::vector<Complex> bias(grid.size());
    for (std::size_t i = 0; i < grid.size(); ++i) {
      double seen = 0.0;
      double expected = 0.0;
      double count = 0.0;
      for (std::size_t k = 0; k < grid.size(); ++k) {
        if (grid[k] > grid[i] * reach || grid[k] * reach < grid[i]) continue;
        seen += std::norm(scatter[k].settling);
        expected += difference_over_whole * scatter[k].variance;
        count += 1.0;
      }
      const double excess = seen - expected * (1.0 + 3.0 / std::sqrt(count));
      if (excess <= 0.0) continue;
      const double change = std::abs(scatter[i].settling);
      const Complex direction = change > 0.0 ? scatter[i].settling / change : Complex(1.0, 0.0);
      bias[i] = 0.5 * std::sqrt(excess / count) * direction;
    }
    return bias;
  }

  static void add_harmonics(int order, const std::map<double, const TakenTone*>& ascending,
                            RatioCurve& curve) {
    const auto which = static_cast<std::size_t>(order - 2);
    HarmonicCurve harmonic;
    harmonic.order = order;
    std::vector<double> hz;
    for (const auto& [frequency, tone] : ascending) {
      const ToneFit& fit = tone->fit;
      if (fit.source_harmonics.size() <= which) break;
      if (is_missing(*tone)) continue;
      hz.push_back(frequency);
      harmonic.source_ratio.push_back(std::abs(fit.source_harmonics[which] / fit.source));
      harmonic.dut_ratio.push_back(std::abs(fit.dut_harmonics[which] / fit.dut));
    }
    if (hz.empty()) return;
    harmonic.fundamental = FrequencyGrid(std::move(hz));
    curve.harmonics.push_back(std::move(harmonic));
  }

  [[nodiscard]] std::pair<double, double> silence_rms() const {
    double source = 0.0;
    double dut = 0.0;
    const std::vector<RestStretch> quiet = silences();
    for (const RestStretch& stretch : quiet) {
      source += power(stretch.source) / static_cast<double>(quiet.size());
      dut += power(stretch.dut) / static_cast<double>(quiet.size());
    }
    return {std::sqrt(source), std::sqrt(dut)};
  }

  const Recording& take_;
  const SteppedStimulus& stimulus_;
  double rate_;
  ToneClock clock_;
  std::vector<TakenTone> tones_;
  std::vector<SteadyLines::Seen> seen_;
};

}  // namespace

RatioCurve estimate_stepped(const Recording& take, const SteppedStimulus& stimulus) {
  check_take(take, stimulus);
  SteppedTake tones(take, stimulus);
  tones.check();
  tones.remove_lines();
  RatioCurve curve;
  curve.sample_rate = take.sample_rate;
  curve.stimulus_hash = fingerprint(stimulus.samples, take.sample_rate);
  curve.take_name = take.name;
  curve.take_hash = take.hash;
  tones.fill(curve);
  curve.quality = tones.quality();
  curve.findings = findings_of(curve);
  return curve;
}

}  // namespace ohmsweep
