#include "signal/programme_search.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

#include "signal/searched_channel.h"

namespace ohmsweep {

namespace {

/// A whole marker or sweep has a likeness of √(S/(S+N)) within 300 Hz to 3.6 kHz. What is unlike it stays
/// below 0.3: chance falls with the root of time times bandwidth, 800 for a marker.
constexpr double marker_likeness = 0.5;
constexpr double sweep_likeness = 0.45;
/// Of the clocks, beyond any crystal's; a wrong speed is thirty times as much or more.
constexpr double largest_offset = 1e-3;
/// Octaves of the sweep that are looked for one by one: each is so short that a clock does not blur it.
constexpr std::array octaves_from_hz{400.0, 800.0, 1600.0};
/// By how much an octave may come earlier or later than the clocks explain: group delay of the circuit.
constexpr double slack_s = 0.004;

std::vector<double> marker_pattern(double rate) {
  std::vector<double> pattern;
  const auto size = static_cast<int>(marker_duration.value() * rate);
  pattern.reserve(static_cast<std::size_t>(size));
  for (int n = 0; n < size; ++n) pattern.push_back(marker_value(Seconds(n / rate)));
  return pattern;
}

/// The sweep from a frequency to its double.
std::vector<double> octave_pattern(const ExponentialSweep& sweep, double from_hz, double rate) {
  std::vector<double> pattern;
  const double begins = sweep.time_of(Hertz(from_hz)).value();
  const double ends = sweep.time_of(Hertz(2.0 * from_hz)).value();
  const auto size = static_cast<int>((ends - begins) * rate);
  pattern.reserve(static_cast<std::size_t>(size));
  for (int n = 0; n < size; ++n) pattern.push_back(value_at(sweep, Seconds(begins + n / rate)));
  return pattern;
}

}  // namespace

struct ProgrammeSearch::Channel {
  SearchedChannel searched;
  Likeness marker;
  std::vector<Likeness> octaves;  ///< as octaves_from_hz
};

ProgrammeSearch::~ProgrammeSearch() = default;

ProgrammeSearch::ProgrammeSearch(const Recording& recording, const PlayerProgramme& programme)
    : programme_(programme), length_s_(static_cast<double>(recording.source.size()) / recording.sample_rate) {
  for (const auto* samples : {&recording.source, &recording.dut}) {
    Channel channel{SearchedChannel(*samples, recording.sample_rate), {}, {}};
    const double rate = channel.searched.rate();
    channel.marker = channel.searched.likeness(marker_pattern(rate));
    for (const double hz : octaves_from_hz) {
      channel.octaves.push_back(channel.searched.likeness(octave_pattern(programme.sweep, hz, rate)));
    }
    channels_.push_back(std::move(channel));
  }
}

namespace {

/// Where all octaves of a sweep agree that it begins, around `expected_s`; nothing where they do not.
std::optional<double> sweep_around(const std::vector<Likeness>& octaves, const ExponentialSweep& sweep,
                                   double expected_s, double reach_s) {
  std::vector<double> begins;
  for (std::size_t i = 0; i < octaves.size(); ++i) {
    const double passes = sweep.time_of(Hertz(octaves_from_hz[i])).value();
    const BestMatch match =
        best_within(octaves[i], expected_s + passes - reach_s, expected_s + passes + reach_s);
    if (match.likeness < sweep_likeness) return std::nullopt;
    begins.push_back(match.at_s - passes);
  }
  const auto [earliest, latest] = std::minmax_element(begins.begin(), begins.end());
  const double drift = largest_offset * sweep.rate_constant().value() * std::log(4.0);
  if (*latest - *earliest > slack_s + drift) return std::nullopt;
  // Delays of the circuit are least, and the pattern is sharpest, where the frequency is highest.
  return begins.back();
}

}  // namespace

std::optional<double> ProgrammeSearch::sweep_at(double expected_s, double reach_s) const {
  for (const Channel& channel : channels_) {
    if (const auto begins = sweep_around(channel.octaves, programme_.sweep, expected_s, reach_s))
      return begins;
  }
  return std::nullopt;
}

/// A passage of one channel is as loud there as the one of both, a player's sum of both 6 dB less; the quiet
/// one of a mono file is 20 dB less.
bool ProgrammeSearch::like_the_kind(PassageKind kind, double first_s, double sweep_s) const {
  if (kind != PassageKind::right_alone && kind != PassageKind::left_alone) return true;
  const double least_share = 2.0 * std::pow(programme_.quiet_amplitude, 2.0);
  const double from = programme_.sweep.time_of(Hertz(octaves_from_hz.front())).value();
  const double to = programme_.sweep.time_of(Hertz(2.0 * octaves_from_hz.back())).value();
  return std::any_of(channels_.begin(), channels_.end(), [&](const Channel& channel) {
    const double first = channel.searched.energy(first_s + from, first_s + to);
    return first > 0.0 && channel.searched.energy(sweep_s + from, sweep_s + to) > least_share * first;
  });
}

/// The only channel that should sound does not hear the passage of both either, or only what leaks from the
/// other one: it has no cable.
bool ProgrammeSearch::deaf(PassageKind kind, double first_s) const {
  if (kind != PassageKind::right_alone && kind != PassageKind::left_alone) return false;
  const Channel& sounding = kind == PassageKind::left_alone ? channels_.front() : channels_.back();
  if (!sweep_around(sounding.octaves, programme_.sweep, first_s, slack_s)) return true;
  constexpr double leaks = 1e-6;  // −60 dB
  const double from = first_s + programme_.sweep.time_of(Hertz(octaves_from_hz.front())).value();
  const double to = first_s + programme_.sweep.time_of(Hertz(2.0 * octaves_from_hz.back())).value();
  const Channel& other = kind == PassageKind::left_alone ? channels_.back() : channels_.front();
  return sounding.searched.energy(from, to) < leaks * other.searched.energy(from, to);
}

HeardRepeat ProgrammeSearch::repeat_at(double marker_s) const {
  HeardRepeat repeat;
  repeat.marker_s = marker_s;
  const ProgrammePlan plan = plan_of(programme_);
  const double duration = programme_.sweep.duration.value();
  const double needed = duration + 0.3;  // the end's own response
  double after = 0.0;
  const auto reach = [&] { return slack_s + largest_offset * (after + duration); };
  for (const Passage& passage : plan.passages) {
    if (passage.repeat > 0) break;
    after = passage.sweep_s - plan.markers_s.front();
    repeat.cut_off = marker_s + after + needed > length_s_;
    if (repeat.cut_off) return repeat;
    const std::optional<double> begins = sweep_at(marker_s + after, reach());
    if (!begins && !repeat.sweeps_s.empty() && deaf(passage.kind, repeat.sweeps_s.front())) {
      repeat.sweeps_s.push_back(repeat.sweeps_s.front() + passage.sweep_s - plan.passages.front().sweep_s);
      continue;
    }
    if (!begins) return repeat;
    repeat.sweeps_s.push_back(*begins);
    repeat.other_programme = !like_the_kind(passage.kind, repeat.sweeps_s.front(), *begins) &&
                             !deaf(passage.kind, repeat.sweeps_s.front());
    if (repeat.other_programme) return repeat;
  }
  // Where a repeat has ended there is silence, or a marker.
  after += duration + (programme_.sweep.lead_in + programme_.sweep.lead_out).value();
  repeat.other_programme = sweep_at(marker_s + after, reach()).has_value();
  repeat.whole = !repeat.other_programme;
  return repeat;
}

std::vector<HeardRepeat> ProgrammeSearch::repeats() const {
  std::vector<HeardRepeat> heard;
  const double apart = 0.5 * marker_duration.value();
  const auto size = channels_.front().marker.values.size();
  const double rate = channels_.front().marker.rate;
  const auto likeness_at = [&](std::size_t n) {
    return std::max(channels_.front().marker.values[n], channels_.back().marker.values[n]);
  };
  std::size_t n = 0;
  while (n < size) {
    if (likeness_at(n) < marker_likeness) {
      ++n;
      continue;
    }
    const auto until = std::min(size, n + static_cast<std::size_t>(apart * rate));
    std::size_t best = n;
    for (std::size_t i = n; i < until; ++i) best = likeness_at(i) > likeness_at(best) ? i : best;
    heard.push_back(repeat_at(static_cast<double>(best) / rate));
    n = best + static_cast<std::size_t>(apart * rate);
  }
  return heard;
}

std::vector<double> ProgrammeSearch::sweeps() const {
  constexpr double step_s = 0.05;
  std::vector<double> found;
  const double first_s = -programme_.sweep.duration.value();
  const int steps = static_cast<int>((length_s_ - first_s) / step_s);
  for (int step = 0; step < steps; ++step) {
    const double expected = first_s + step * step_s;
    for (const Channel& channel : channels_) {
      const auto begins = sweep_around(channel.octaves, programme_.sweep, expected, step_s);
      if (!begins || (!found.empty() && *begins < found.back() + 0.2)) continue;
      found.push_back(*begins);
    }
  }
  return found;
}

}  // namespace ohmsweep
