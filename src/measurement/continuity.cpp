#include "ohmsweep/measurement/continuity.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "measurement/steady_phase.h"
#include "measurement/stimulus_delay.h"
#include "ohmsweep/core/error.h"
#include "ohmsweep/core/median.h"
#include "ohmsweep/signal/clipping.h"

namespace ohmsweep {

namespace {

constexpr double turn = 2.0 * std::numbers::pi;
/// They come together again after ten seconds only, so that no shorter loss looks like another.
constexpr std::array<double, 3> all_tones_hz{997.0, 3301.3, 7919.7};
constexpr double highest_share = 0.44;  ///< of the rate
constexpr double lead_in_s = 0.5;
constexpr double lead_out_s = 1.0;
constexpr double fade_s = 0.05;
/// Left out at both ends: the fades, and what a coupling needs to settle.
constexpr double margin_s = 0.1;
/// Spikes closer together belong to one gap.
constexpr double one_gap_s = 0.03;
constexpr double phase_stretch_s = 0.2;
constexpr double phase_block_s = 0.1;
constexpr double farthest_s = 1.5;
/// Beyond so many gaps only their times are told.
constexpr std::size_t most_examined = 200;

using Samples = std::vector<double>;

std::size_t samples_in(double seconds, double rate) {
  return static_cast<std::size_t>(std::lround(seconds * rate));
}

/// Zeros on the unit circle at each tone: ∏ (1 − 2 cos ω z⁻¹ + z⁻²).
Samples silencing_filter(const std::vector<double>& tones_hz, double rate) {
  Samples filter{1.0};
  for (const double hz : tones_hz) {
    const double middle = -2.0 * std::cos(turn * hz / rate);
    Samples longer(filter.size() + 2, 0.0);
    for (std::size_t k = 0; k < filter.size(); ++k) {
      longer[k] += filter[k];
      longer[k + 1] += middle * filter[k];
      longer[k + 2] += filter[k];
    }
    filter = std::move(longer);
  }
  return filter;
}

/// What the tones do not explain at each sample of a stretch.
Samples unexplained(const Samples& channel, const Stretch& stretch, const Samples& filter) {
  Samples rest(stretch.size(), 0.0);
  for (std::size_t n = filter.size(); n < rest.size(); ++n) {
    double sum = 0.0;
    for (std::size_t k = 0; k < filter.size(); ++k) sum += filter[k] * channel[stretch.from + n - k];
    rest[n] = std::abs(sum);
  }
  return rest;
}

/// The sound's extent, from the first to the last hundredth of a second that is loud; the difference of
/// neighbouring samples leaves DC and hum out.
Stretch extent_of(const Samples& channel, double rate) {
  constexpr double block_s = 0.01;
  constexpr double loud = 0.1;  // of the loudest
  const std::size_t block = samples_in(block_s, rate);
  Samples power;
  for (std::size_t from = 1; from + block <= channel.size(); from += block) {
    double sum = 0.0;
    for (std::size_t n = from; n < from + block; ++n) sum += std::pow(channel[n] - channel[n - 1], 2);
    power.push_back(sum);
  }
  if (power.empty()) return {};
  const double limit = loud * loud * *std::max_element(power.begin(), power.end());
  if (limit <= 0.0) return {};
  const auto is_loud = [&](double each) { return each >= limit; };
  const auto first = std::find_if(power.begin(), power.end(), is_loud) - power.begin();
  const auto last = power.rend() - std::find_if(power.rbegin(), power.rend(), is_loud);
  return {static_cast<std::size_t>(first) * block, static_cast<std::size_t>(last) * block};
}

/// Where the sound does not go on as it was.
struct Break {
  Stretch where;  ///< first and one past the last sample concerned
  bool on_source = false;
  bool on_dut = false;
};

class ContinuityReader {
 public:
  ContinuityReader(const Recording& take, const SteadySound& sound)
      : take_(take),
        rate_(take.sample_rate),
        louder_(peak_of(take.source) >= peak_of(take.dut) ? take.source : take.dut),
        duration_s_(sound.stimulus.sweep.duration.value()),
        sound_(extent_of(louder_, rate_)),
        filter_(silencing_filter(sound.tones_hz, rate_)) {
    for (const double hz : sound.tones_hz) cycles_.push_back(hz / rate_);
  }

  Continuity result() {
    const std::size_t margin = samples_in(margin_s, rate_);
    if (sound_.size() < 4 * margin) {
      throw rejection(
          fmt::format("The take '{}' holds no steady sound; check the cable and the channels.", take_.name));
    }
    inner_ = {sound_.from + margin, sound_.to - margin};
    find_breaks();
    Continuity found;
    found.heard_s = static_cast<double>(inner_.size()) / rate_;
    measure_clock(found);
    long missing = 0;
    for (std::size_t i = 0; i < breaks_.size(); ++i) {
      found.gaps.push_back(gap_of(i));
      if (found.gaps.back().kind == GapKind::lost) missing += found.gaps.back().frames;
    }
    const double short_by = duration_s_ - static_cast<double>(sound_.size()) / rate_;
    constexpr double tolerance_s = 0.15;
    if (short_by - static_cast<double>(missing) / rate_ > tolerance_s) {
      found.ended_s = static_cast<double>(sound_.size()) / rate_;
    }
    return found;
  }

 private:
  void find_breaks() {
    const Samples source = unexplained(take_.source, inner_, filter_);
    const Samples dut = unexplained(take_.dut, inner_, filter_);
    const double source_limit = limit_of(source, peak_of(take_.source));
    const double dut_limit = limit_of(dut, peak_of(take_.dut));
    const std::size_t together = samples_in(one_gap_s, rate_);
    for (std::size_t n = 0; n < source.size(); ++n) {
      const bool on_source = source[n] > source_limit;
      const bool on_dut = dut[n] > dut_limit;
      if (!on_source && !on_dut) continue;
      const std::size_t at = inner_.from + n;
      if (breaks_.empty() || at > breaks_.back().where.to + together) {
        breaks_.push_back({{at, std::max(at + 1, silence_after(at))}, false, false});
      }
      Break& current = breaks_.back();
      current.where.to = std::max(current.where.to, at + 1);
      current.on_source = current.on_source || on_source;
      current.on_dut = current.on_dut || on_dut;
    }
  }

  /// Noise alone does not reach it: 8 standard deviations, and the rounding of a float.
  static double limit_of(const Samples& rest, double peak) {
    constexpr double medians = 12.0;
    return medians * median(rest) + 1e-6 * peak + 1e-12;
  }

  /// One past the last sample of a silence that begins within a few samples of `at`; `at` where there is
  /// none. The tones together are never as quiet for as long.
  [[nodiscard]] std::size_t silence_after(std::size_t at) const {
    const double quiet = 0.02 * peak_of(louder_);
    const std::size_t shortest = samples_in(5e-4, rate_);
    std::size_t end = at;
    std::size_t exact = 0;
    for (; end < sound_.to && std::abs(louder_[end]) < quiet; ++end) {
      if (louder_[end] == 0.0) ++exact;
    }
    constexpr std::size_t no_accident = 4;
    return end - at >= shortest || (exact >= no_accident && exact == end - at) ? end : at;
  }

  /// The sound between a break and its neighbour, or the end.
  [[nodiscard]] Stretch before(std::size_t i) const {
    const std::size_t clear = filter_.size();
    const std::size_t from = i == 0 ? inner_.from : breaks_[i - 1].where.to + clear;
    const std::size_t to = breaks_[i].where.from;
    const std::size_t reach = samples_in(phase_stretch_s, rate_);
    return {std::max(from, to > reach ? to - reach : 0), std::max(from, to)};
  }
  [[nodiscard]] Stretch after(std::size_t i) const {
    const std::size_t from = breaks_[i].where.to;
    const std::size_t to = i + 1 < breaks_.size() ? breaks_[i + 1].where.from : inner_.to;
    return {from, std::max(from, std::min(to, from + samples_in(phase_stretch_s, rate_)))};
  }

  [[nodiscard]] Gap gap_of(std::size_t i) const {
    const Break& found = breaks_[i];
    Gap gap{static_cast<double>(found.where.from - sound_.from) / rate_, GapKind::broken,
            static_cast<long>(found.where.size()), found.on_source, found.on_dut};
    const std::size_t quiet_until = silence_after(found.where.from);
    if (quiet_until > found.where.from) {
      gap.kind = GapKind::silent;
      gap.frames = static_cast<long>(quiet_until - found.where.from);
      return gap;
    }
    if (i >= most_examined || !found.on_source || !found.on_dut) return gap;
    const auto ahead = frames_ahead(louder_, before(i), after(i), exact_cycles_,
                                    static_cast<long>(samples_in(farthest_s, rate_)));
    if (!ahead) return gap;
    if (*ahead != 0) {
      gap.kind = *ahead > 0 ? GapKind::lost : GapKind::repeated;
      gap.frames = std::abs(*ahead);
    } else if (const long again = repeated_in_place(found.where)) {
      gap.kind = GapKind::repeated;
      gap.frames = again;
    }
    return gap;
  }

  /// The samples of a gap that are those before it, once more; 0 where they are others.
  [[nodiscard]] long repeated_in_place(const Stretch& where) const {
    const std::size_t reach = filter_.size() - 1;
    if (where.size() <= reach) return 0;
    const std::size_t longest = where.size() - reach;
    for (std::size_t length = longest; length + 3 > longest && length > 0; --length) {
      bool same = where.from >= length;
      for (std::size_t n = where.from; same && n < where.from + length; ++n) {
        same = louder_[n] == louder_[n - length];
      }
      if (same) return static_cast<long>(length);
    }
    return 0;
  }

  void measure_clock(Continuity& found) {
    std::vector<Stretch> whole;
    std::size_t from = inner_.from;
    for (const Break& each : breaks_) {
      if (each.where.from > from) whole.push_back({from, each.where.from});
      from = each.where.to + filter_.size();
    }
    if (inner_.to > from) whole.push_back({from, inner_.to});
    const ToneSpeed speed = tone_speed(louder_, whole, cycles_, samples_in(phase_block_s, rate_));
    found.clock_offset_ppm = speed.ppm;
    found.clock_offset_u95_ppm = speed.u95_ppm;
    exact_cycles_ = cycles_;
    for (double& cycles : exact_cycles_) cycles *= 1.0 + 1e-6 * speed.ppm;
  }

  const Recording& take_;
  double rate_;
  const Samples& louder_;
  double duration_s_;
  Stretch sound_;
  Stretch inner_;
  Samples filter_;
  std::vector<double> cycles_;        ///< per sample, as played
  std::vector<double> exact_cycles_;  ///< as recorded
  std::vector<Break> breaks_;
};

}  // namespace

SteadySound steady_sound(Decibels level, Seconds duration, int sample_rate) {
  SteadySound sound;
  for (const double hz : all_tones_hz) {
    if (hz <= highest_share * sample_rate) sound.tones_hz.push_back(hz);
  }
  ExponentialSweep& sweep = sound.stimulus.sweep;
  sweep.sample_rate = sample_rate;
  sweep.amplitude = decibels_to_amplitude(level);
  sweep.lead_in = Seconds(lead_in_s);
  sweep.duration = duration;
  sweep.lead_out = Seconds(lead_out_s);
  const std::size_t count = samples_in(duration.value(), sample_rate);
  Samples& samples = sound.stimulus.samples;
  samples.assign(samples_in(lead_in_s, sample_rate), 0.0);
  const double amplitude = sweep.amplitude / static_cast<double>(sound.tones_hz.size());
  for (std::size_t n = 0; n < count; ++n) {
    const double from_edge = static_cast<double>(std::min(n, count - 1 - n)) / (fade_s * sample_rate);
    const double weight = 0.5 - 0.5 * std::cos(std::numbers::pi * std::min(1.0, from_edge));
    double sum = 0.0;
    for (const double hz : sound.tones_hz) {
      const double cycles = hz * static_cast<double>(n) / sample_rate;
      sum += std::sin(turn * (cycles - std::floor(cycles)));
    }
    samples.push_back(weight * amplitude * sum);
  }
  samples.resize(samples.size() + samples_in(lead_out_s, sample_rate), 0.0);
  return sound;
}

std::string_view to_string(GapKind kind) {
  switch (kind) {
    case GapKind::lost:
      return "lost";
    case GapKind::repeated:
      return "repeated";
    case GapKind::silent:
      return "silent";
    case GapKind::broken:
      return "broken";
  }
  return {};
}

Continuity read_continuity(const Recording& take, const SteadySound& sound) {
  check_recorded(take, sound.stimulus, 0);  // a sound that ended early is for it to say
  return ContinuityReader(take, sound).result();
}

}  // namespace ohmsweep
