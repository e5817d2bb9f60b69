#include "ohmsweep/signal/player_programme.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <numbers>
#include <string_view>

#include "ohmsweep/core/error.h"
#include "signal/metadata_number.h"

namespace ohmsweep {

namespace {

constexpr double pi = std::numbers::pi;
constexpr std::string_view metadata_mark = "ohmsweep player programme:";

/// Players fade in when a track begins, and some swallow its first moments.
constexpr double silence_before_s = 1.0;
constexpr double silence_after_s = 0.5;
constexpr double marker_from_hz = 3400.0;
constexpr double marker_to_hz = 400.0;
constexpr double longest_file_s = 600.0;
constexpr int most_repeats = 20;

std::vector<PassageKind> kinds_of(const PlayerProgramme& programme) {
  if (!programme.stereo) return {PassageKind::both, PassageKind::both_quiet};
  return {PassageKind::both, PassageKind::right_alone, PassageKind::left_alone, PassageKind::both_quiet};
}

bool sounds_left(PassageKind kind) { return kind != PassageKind::right_alone; }
bool sounds_right(PassageKind kind) { return kind != PassageKind::left_alone; }

double amplitude_of(const PlayerProgramme& programme, PassageKind kind) {
  const double share = kind == PassageKind::both_quiet ? programme.quiet_amplitude : 1.0;
  return share * programme.sweep.amplitude;
}

/// Times are counted in samples of the file, so that every passage begins on one.
class Clock {
 public:
  explicit Clock(int rate) : rate_(rate) {}
  [[nodiscard]] double now_s() const { return static_cast<double>(samples_) / rate_; }
  void advance(double seconds) { samples_ += std::llround(seconds * rate_); }

 private:
  int rate_;
  long long samples_ = 0;
};

void check_sweep(const ExponentialSweep& sweep) {
  check(sweep);
  if (sweep.sample_rate < 44100 || sweep.sample_rate > 192000) {
    throw usage_error(fmt::format(
        "a player's file of {} samples per second is out of range; use 44100 to 192000", sweep.sample_rate));
  }
  if (sweep.from.value() > 200.0 || sweep.to.value() < 4000.0) {
    throw usage_error(
        fmt::format("a player's sweep from {} Hz to {} Hz is too narrow to be found in a recording; cover at "
                    "least 200 Hz "
                    "to 4 kHz",
                    sweep.from.value(), sweep.to.value()));
  }
  if (sweep.duration < Seconds(1.0) || sweep.duration > Seconds(30.0)) {
    throw usage_error(
        fmt::format("a player's sweep of {} s is out of range; use 1 s to 30 s", sweep.duration.value()));
  }
  if (sweep.lead_in < Seconds(0.25) || sweep.lead_out < Seconds(0.5)) {
    throw usage_error(fmt::format(
        "{} s of silence before and {} s after a player's sweep are too short; use at least 0.25 s and 0.5 s",
        sweep.lead_in.value(), sweep.lead_out.value()));
  }
}

/// Writes `value(t)` over the samples that lie within [begins_s, ends_s).
template <typename Value>
void add_sound(std::vector<double>& channel, int rate, double begins_s, double ends_s, Value value) {
  const auto first = static_cast<std::size_t>(std::ceil(begins_s * rate - 1e-6));
  for (std::size_t n = first; n < channel.size(); ++n) {
    const double t = static_cast<double>(n) / rate;
    if (t >= ends_s) break;
    channel[n] += value(Seconds(std::max(0.0, t - begins_s)));
  }
}

/// A sweep that goes no higher than a rate can hold, otherwise the same.
ExponentialSweep within_rate(ExponentialSweep sweep, int sample_rate) {
  sweep.sample_rate = sample_rate;
  const Hertz highest(0.46 * sample_rate);
  if (sweep.to <= highest) return sweep;
  sweep.duration = sweep.time_of(highest);
  sweep.to = highest;
  return sweep;
}

}  // namespace

std::string name_of(PassageKind kind) {
  switch (kind) {
    case PassageKind::both:
      return "both channels";
    case PassageKind::right_alone:
      return "right channel alone";
    case PassageKind::left_alone:
      return "left channel alone";
    case PassageKind::both_quiet:
      break;
  }
  return "both channels, quiet";
}

void check(const PlayerProgramme& programme) {
  check_sweep(programme.sweep);
  if (programme.repeats < 1 || programme.repeats > most_repeats) {
    throw usage_error(
        fmt::format("{} repeats are out of range; use 1 to {}", programme.repeats, most_repeats));
  }
  if (!(programme.quiet_amplitude > 0.0 && programme.quiet_amplitude < 1.0)) {
    throw usage_error(fmt::format("a quiet passage of {} of the other ones' amplitude is none; use 0 to 1",
                                  programme.quiet_amplitude));
  }
  const double length = plan_of(programme).length_s;
  if (length > longest_file_s) {
    throw usage_error(
        fmt::format("a programme of {:.0f} s is too long: it may last up to {:g} s; use fewer repeats or a "
                    "shorter sweep",
                    length, longest_file_s));
  }
}

ProgrammePlan plan_of(const PlayerProgramme& programme) {
  const ExponentialSweep& sweep = programme.sweep;
  ProgrammePlan plan;
  Clock clock(sweep.sample_rate);
  clock.advance(silence_before_s);
  for (int repeat = 0; repeat < programme.repeats; ++repeat) {
    plan.markers_s.push_back(clock.now_s());
    clock.advance(marker_duration.value());
    for (const PassageKind kind : kinds_of(programme)) {
      clock.advance(sweep.lead_in.value());
      plan.passages.push_back({kind, repeat, clock.now_s()});
      clock.advance(sweep.duration.value());
      clock.advance(sweep.lead_out.value());
    }
  }
  clock.advance(silence_after_s);
  plan.length_s = clock.now_s();
  return plan;
}

double marker_value(Seconds since) {
  constexpr double edge_s = 0.01;
  const double t = since.value();
  const double length = marker_duration.value();
  if (t < 0.0 || t >= length) return 0.0;
  const double from_edge = std::min({1.0, t / edge_s, (length - t) / edge_s});
  const double phase = 2.0 * pi * (marker_from_hz + 0.5 * (marker_to_hz - marker_from_hz) * t / length) * t;
  return 0.5 * (1.0 - std::cos(pi * from_edge)) * std::sin(phase);
}

PlayerSamples render_player(const PlayerProgramme& programme, int sample_rate) {
  check(programme);
  if (sample_rate < 8000 || sample_rate > 384000) {
    throw usage_error(
        fmt::format("a sample rate of {} is not possible for a player; use 44100 to 192000", sample_rate));
  }
  const ProgrammePlan plan = plan_of(programme);
  const auto size = static_cast<std::size_t>(std::llround(plan.length_s * sample_rate));
  PlayerSamples samples{sample_rate, std::vector<double>(size, 0.0), std::vector<double>(size, 0.0)};
  const ExponentialSweep sweep = within_rate(programme.sweep, sample_rate);
  for (const double begins : plan.markers_s) {
    add_sound(samples.left, sample_rate, begins, begins + marker_duration.value(),
              [&](Seconds t) { return sweep.amplitude * marker_value(t); });
  }
  samples.right = samples.left;
  for (const Passage& passage : plan.passages) {
    ExponentialSweep played = sweep;
    played.amplitude = amplitude_of(programme, passage.kind);
    std::vector<double>& first = sounds_left(passage.kind) ? samples.left : samples.right;
    const auto value = [&](Seconds t) { return value_at(played, t); };
    const double ends = passage.sweep_s + sweep.duration.value();
    add_sound(first, sample_rate, passage.sweep_s, ends, value);
    if (sounds_left(passage.kind) && sounds_right(passage.kind)) {
      const auto begin = static_cast<std::ptrdiff_t>(std::floor(passage.sweep_s * sample_rate));
      const auto end = std::min(static_cast<std::ptrdiff_t>(size),
                                static_cast<std::ptrdiff_t>(std::ceil(ends * sample_rate)));
      std::copy(samples.left.begin() + begin, samples.left.begin() + end, samples.right.begin() + begin);
    }
  }
  return samples;
}

Stimulus passage_stimulus(const PlayerProgramme& programme, PassageKind kind, int sample_rate) {
  ExponentialSweep sweep = within_rate(programme.sweep, sample_rate);
  sweep.amplitude = amplitude_of(programme, kind);
  sweep.lead_in = sweep.lead_in - passage_guard;
  sweep.lead_out = sweep.lead_out - passage_guard;
  return render(sweep);
}

std::string to_metadata(const PlayerProgramme& programme) {
  return fmt::format("{} stereo={} repeats={} quiet={:.17g}; {}", metadata_mark, programme.stereo ? 1 : 0,
                     programme.repeats, programme.quiet_amplitude, to_metadata(programme.sweep));
}

bool parse_metadata(const std::string& text, PlayerProgramme& programme) {
  const auto mark = text.find(metadata_mark);
  if (mark == std::string::npos) return false;
  const std::string line = text.substr(mark);
  double stereo = 0.0;
  double repeats = 0.0;
  PlayerProgramme read;
  if (!read_number(line, "stereo", stereo) || !read_number(line, "repeats", repeats) ||
      !read_number(line, "quiet", read.quiet_amplitude) || !parse_metadata(line, read.sweep)) {
    return false;
  }
  if (!(repeats >= 1.0 && repeats <= most_repeats)) return false;
  read.stereo = stereo != 0.0;
  read.repeats = static_cast<int>(repeats);
  try {
    check(read);
  } catch (const Error&) {
    return false;  // a damaged comment: the file is refused by whoever reads it, with its name
  }
  programme = read;
  return true;
}

}  // namespace ohmsweep
