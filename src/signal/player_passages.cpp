#include "ohmsweep/signal/player_passages.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

#include "ohmsweep/core/error.h"
#include "ohmsweep/core/quantity_text.h"
#include "ohmsweep/signal/clipping.h"
#include "signal/heard_sweep.h"
#include "signal/passage_clock.h"
#include "signal/programme_search.h"

namespace ohmsweep {

namespace {

void check_channels(const Recording& recording) {
  if (recording.source.size() != recording.dut.size()) {
    throw failure(fmt::format("recording '{}' has channels of different length", recording.name));
  }
  for (const auto* channel : {&recording.source, &recording.dut}) {
    if (std::all_of(channel->begin(), channel->end(), [](double x) { return std::isfinite(x); })) continue;
    throw failure(
        fmt::format("recording '{}' holds a sample that is not a number; export it again", recording.name));
  }
}

/// A file that is played at another rate than its own.
struct WrongSpeed {
  double speed;
  int written;
  int played;
};

std::vector<WrongSpeed> wrong_speeds() {
  constexpr std::array rates{44100, 48000, 88200, 96000, 176400, 192000};
  std::vector<WrongSpeed> speeds;
  for (const int written : rates) {
    for (const int played : rates) {
      const double speed = static_cast<double>(played) / written;
      const bool known = std::any_of(speeds.begin(), speeds.end(), [&](const WrongSpeed& other) {
        return std::abs(other.speed / speed - 1.0) < 1e-9;
      });
      if (written != played && !known) speeds.push_back({speed, written, played});
    }
  }
  return speeds;
}

/// The sweep that was heard is the programme's at another speed: shorter by it, and higher as far as the
/// recorder hears.
std::optional<WrongSpeed> wrong_speed(const HeardSweep& heard, const PlayerProgramme& programme,
                                      int sample_rate) {
  constexpr double same_length = 0.012;
  const double expected_s = programme.sweep.rate_constant().value();
  for (const WrongSpeed& speed : wrong_speeds()) {
    if (std::abs(heard.rate_constant_s * speed.speed / expected_s - 1.0) > same_length) continue;
    const double top_hz = std::min(speed.speed * programme.sweep.to.value(), 0.44 * sample_rate);
    if (heard.to_hz > 0.85 * top_hz && heard.to_hz < 1.1 * top_hz) return speed;
  }
  return std::nullopt;
}

std::string sweep_text(double rate_constant_s, double to_hz) {
  return fmt::format("rises an octave in {:.3f} s up to {}", rate_constant_s * std::log(2.0),
                     format_hz(to_hz));
}

Error other_sweep(const Recording& recording, const PlayerProgramme& programme, const HeardSweep& heard) {
  if (const auto speed = wrong_speed(heard, programme, recording.sample_rate)) {
    return rejection(fmt::format(
        "'{}' holds the programme {:.1f} % too {}, as when a file of {} samples per second is played at {}; "
        "let the player play it at its own rate, or write it with --rate {}",
        recording.name, 100.0 * std::abs(speed->speed - 1.0), speed->speed > 1.0 ? "fast" : "slow",
        speed->written, speed->played, speed->played));
  }
  const ExponentialSweep& sweep = programme.sweep;
  return rejection(fmt::format(
      "'{}' holds another sweep than the programme: it {}, the programme's {}; name the file that was played",
      recording.name, sweep_text(heard.rate_constant_s, heard.to_hz),
      sweep_text(sweep.rate_constant().value(), sweep.to.value())));
}

/// The same sweep, but no whole repeat of the programme.
Error not_whole(const Recording& recording, const PlayerProgramme& programme,
                const std::vector<HeardRepeat>& heard, const std::vector<double>& sweeps) {
  const ProgrammePlan plan = plan_of(programme);
  const double last_s =
      plan.passages.at(plan.passages.size() / static_cast<std::size_t>(programme.repeats) - 1).sweep_s;
  const double repeat_s = last_s + programme.sweep.duration.value() - plan.markers_s.front();
  const double length_s = static_cast<double>(recording.source.size()) / recording.sample_rate;
  for (const HeardRepeat& repeat : heard) {
    if (!repeat.cut_off) continue;
    return rejection(fmt::format(
        "'{}' ends {:.1f} s before the programme does; keep recording until the player has stopped",
        recording.name, std::max(0.1, repeat.marker_s + repeat_s + 0.3 - length_s)));
  }
  if (heard.empty() && sweeps.size() > 1) {
    return rejection(fmt::format(
        "'{}' begins after the programme did: {} of its sweeps are heard, and no marker before them; start "
        "recording before playing",
        recording.name, sweeps.size()));
  }
  if (heard.empty()) {
    return rejection(fmt::format(
        "'{}' holds one sweep like the programme's and no marker: a plain sweep was played, or the recording "
        "begins too late; play the file that 'ohmsweep sweep FILE --player' wrote, from its beginning",
        recording.name));
  }
  return rejection(fmt::format(
      "'{}' holds a marker {:.1f} s after its beginning, and the passages after it are not those of the "
      "programme; name the file that was played",
      recording.name, heard.front().marker_s));
}

/// First and last moment at which either channel is loud, seconds; nothing in a recording without sound, or
/// where it lasts to the end.
struct SoundingTime {
  double from_s;
  double to_s;
};

std::optional<SoundingTime> sounding_time(const Recording& recording) {
  constexpr double least_peak = 1e-3;
  constexpr double loud = 0.1;
  constexpr double silence_s = 1.0;
  const double most = std::max(peak_of(recording.source), peak_of(recording.dut));
  if (most < least_peak) return std::nullopt;
  std::optional<std::size_t> first;
  std::size_t last = 0;
  for (std::size_t n = 0; n < recording.source.size(); ++n) {
    if (std::max(std::abs(recording.source[n]), std::abs(recording.dut[n])) < loud * most) continue;
    if (!first) first = n;
    last = n;
  }
  const double rate = recording.sample_rate;
  if (static_cast<double>(recording.source.size() - last) < silence_s * rate) return std::nullopt;
  return SoundingTime{static_cast<double>(first.value_or(0)) / rate, static_cast<double>(last) / rate};
}

/// The sound stops within the marker or the first sweep, and nothing comes after.
std::optional<SoundingTime> broken_off(const Recording& recording, const PlayerProgramme& programme,
                                       const std::vector<HeardRepeat>& heard) {
  constexpr double near_the_end = 0.97;
  const auto sounding = sounding_time(recording);
  if (!sounding) return std::nullopt;
  if (heard.empty()) {
    const bool within_marker = sounding->to_s - sounding->from_s < marker_duration.value();
    return within_marker ? sounding : std::nullopt;
  }
  const ProgrammePlan plan = plan_of(programme);
  const double begins_s = heard.front().marker_s + plan.passages.front().sweep_s - plan.markers_s.front();
  const bool within_marker = sounding->to_s < heard.front().marker_s + marker_duration.value();
  const bool within_sweep = sounding->to_s > begins_s &&
                            sounding->to_s < begins_s + near_the_end * programme.sweep.duration.value();
  return within_marker || within_sweep ? sounding : std::nullopt;
}

Error sound_broken_off(const Recording& recording, const SoundingTime& sounding) {
  return rejection(fmt::format(
      "'{}' sounds for {:.2f} s and is silent on both channels from then on, while the programme goes on: "
      "where only the takes with a load do so, protection switches the output off (use a higher load or a "
      "lower level); else the player stopped or a cable came off",
      recording.name, sounding.to_s - sounding.from_s));
}

Error nothing_whole(const Recording& recording, const PlayerProgramme& programme,
                    const std::vector<HeardRepeat>& heard, const std::vector<double>& sweeps) {
  if (const auto sounding = broken_off(recording, programme, heard))
    return sound_broken_off(recording, *sounding);
  const bool at_its_speed = std::any_of(
      heard.begin(), heard.end(), [](const HeardRepeat& r) { return r.cut_off || !r.sweeps_s.empty(); });
  if (at_its_speed || !sweeps.empty()) return not_whole(recording, programme, heard, sweeps);
  std::vector<HeardSweep> others = heard_sweeps(recording);
  if (!others.empty()) {
    const auto longest = std::max_element(others.begin(), others.end(),
                                          [](const auto& a, const auto& b) { return a.to_hz < b.to_hz; });
    return other_sweep(recording, programme, *longest);
  }
  if (!heard.empty()) return not_whole(recording, programme, heard, sweeps);
  const double peak = std::max(peak_of(recording.source), peak_of(recording.dut));
  return rejection(fmt::format(
      "'{}' holds nothing of the programme (peak {:.0f} dBFS); check the cables and the player's volume, and "
      "start recording before playing",
      recording.name, 20.0 * std::log10(std::max(peak, 1e-9))));
}

/// From passage_guard inside the silence before the sweep to as much inside the silence after it.
FoundPassage placed(const Recording& recording, const PlayerProgramme& programme, PassageKind kind,
                    int repeat, double sweep_s) {
  const ExponentialSweep& sweep = programme.sweep;
  const double rate = recording.sample_rate;
  const double begins = std::max(0.0, sweep_s - (sweep.lead_in - passage_guard).value());
  const double ends = sweep_s + (sweep.duration + sweep.lead_out - passage_guard).value();
  FoundPassage passage{kind, repeat, sweep_s, static_cast<std::size_t>(begins * rate), 0};
  const auto end = std::min(recording.source.size(), static_cast<std::size_t>(ends * rate));
  passage.length = end - passage.first;
  return passage;
}

void add_passages(FoundProgramme& found, const Recording& recording, const PlayerProgramme& programme,
                  const HeardRepeat& repeat) {
  const ProgrammePlan plan = plan_of(programme);
  for (std::size_t i = 0; i < repeat.sweeps_s.size(); ++i) {
    found.passages.push_back(
        placed(recording, programme, plan.passages[i].kind, found.repeats, repeat.sweeps_s[i]));
  }
  ++found.repeats;
}

void add_cut_off(FoundProgramme& found, const PlayerProgramme& programme,
                 const std::vector<HeardRepeat>& heard) {
  const bool at_the_end =
      std::any_of(heard.begin(), heard.end(), [](const HeardRepeat& r) { return r.cut_off; });
  if (!at_the_end && found.repeats >= programme.repeats) return;
  found.findings.push_back(
      {Severity::note, FindingCode::signal_lost,
       fmt::format("{} whole repeat{} of the programme {} used; another is cut off at the recording's {}",
                   found.repeats, found.repeats == 1 ? "" : "s", found.repeats == 1 ? "is" : "are",
                   at_the_end ? "end" : "beginning")});
}

void add_clock(FoundProgramme& found, const Recording& recording, const PlayerProgramme& programme) {
  const PassageClock clock = passage_clock(recording, programme, found.passages);
  found.clock_offset_ppm = clock.offset_ppm;
  if (!clock.irregular_s) return;
  found.findings.push_back(
      {Severity::warning, FindingCode::dropout,
       fmt::format(
           "the passages' spacing differs by {:.2f} ms from that of the programme: the player paused or "
           "samples were lost between two passages; those within a passage are looked for apart",
           1e3 * *clock.irregular_s)});
}

}  // namespace

FoundProgramme find_passages(const Recording& recording, const PlayerProgramme& programme) {
  check_channels(recording);
  check(programme);
  const ProgrammeSearch search(recording, programme);
  const std::vector<HeardRepeat> heard = search.repeats();
  FoundProgramme found;
  for (const HeardRepeat& repeat : heard) {
    if (repeat.whole) add_passages(found, recording, programme, repeat);
  }
  if (found.passages.empty()) throw nothing_whole(recording, programme, heard, search.sweeps());
  add_cut_off(found, programme, heard);
  add_clock(found, recording, programme);
  return found;
}

Recording cut_out(const Recording& recording, const FoundPassage& passage) {
  const auto begin = static_cast<std::ptrdiff_t>(passage.first);
  const auto end = begin + static_cast<std::ptrdiff_t>(passage.length);
  Recording take;
  take.sample_rate = recording.sample_rate;
  take.source.assign(recording.source.begin() + begin, recording.source.begin() + end);
  take.dut.assign(recording.dut.begin() + begin, recording.dut.begin() + end);
  take.name = fmt::format("{} ({}{})", recording.name, name_of(passage.kind),
                          passage.repeat > 0 ? fmt::format(", repeat {}", passage.repeat + 1) : "");
  take.hash = recording.hash.empty() ? "" : fmt::format("{}+{}", recording.hash, passage.first);
  take.flags = recording.flags;
  return take;
}

}  // namespace ohmsweep
