#include "cli/stimulus_choice.h"

#include <fmt/format.h>

#include <charconv>
#include <utility>

#include "ohmsweep/audio/sound_file.h"
#include "ohmsweep/core/error.h"
#include "ohmsweep/core/name.h"
#include "ohmsweep/workflow/sweep_file.h"

namespace ohmsweep::cli {
namespace {

constexpr const char* preview_duration = "2s";
constexpr const char* precision_duration = "10s";
constexpr int precision_average = 4;
constexpr int largest_average = 64;

/// Pairs of options that say different things of one stimulus.
void check_contradictions(const Arguments& arguments) {
  using Pair = std::pair<const char*, const char*>;
  for (const auto& [one, other] :
       {Pair{"precision", "preview"}, Pair{"stimulus", "preview"}, Pair{"stimulus", "precision"},
        Pair{"stimulus", "duration"}, Pair{"stimulus", "level"}, Pair{"precision", "duration"},
        Pair{"preview", "duration"}, Pair{"precision", "average"}}) {
    if (arguments.flag(one) && arguments.flag(other)) {
      throw usage_error(
          fmt::format("--{} and --{} contradict each other: leave one of them out.", one, other));
    }
  }
}

}  // namespace

std::vector<OptionSpec> stimulus_options() {
  return {{"stimulus", "SWEEP.wav", "what was played, or is to be played (default: a sweep of 5 s)"},
          {"duration", "TIME", "of the default sweep (default 5s)"},
          {"level", "LEVEL", "of the default sweep, its peak (default -12dBFS)"},
          {"preview", "", "a sweep of 2 s: quick, with a wider interval"},
          {"precision", "", "a sweep of 10 s, averaged 4 times"},
          {"average", "N", "record each connection N times and average, 1 to 64"}};
}

namespace {

SweepRequest request_of(const Arguments& arguments, const Rig& rig) {
  SweepRequest request;
  if (rig.sample_rate) request.rate = fmt::format("{}", *rig.sample_rate);
  request.duration = arguments.value("duration");
  if (arguments.flag("preview")) request.duration = preview_duration;
  if (arguments.flag("precision")) request.duration = precision_duration;
  request.level = arguments.value("level");
  return request;
}

}  // namespace

Stimulus stimulus_of(const Arguments& arguments, const Rig& rig) {
  check_contradictions(arguments);
  if (const auto file = arguments.value("stimulus")) return read_stimulus(*file);
  return render(sweep_from(request_of(arguments, rig)));
}

std::optional<PlayerProgramme> programme_of(const Arguments& arguments, const Rig& rig) {
  if (arguments.value("wiring") != "player") return std::nullopt;
  check_contradictions(arguments);
  if (const auto file = arguments.value("stimulus")) {
    if (!holds_player_programme(*file)) return std::nullopt;
    return read_player_programme(*file);
  }
  return programme_from({request_of(arguments, rig), true, fmt::format("{}", average_of(arguments))});
}

int average_of(const Arguments& arguments) {
  check_contradictions(arguments);
  if (arguments.flag("precision")) return precision_average;
  const std::string text = arguments.value("average").value_or("1");
  int average = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), average);
  if (problem != std::errc{} || end != text.data() + text.size() || average < 1 ||
      average > largest_average) {
    throw usage_error(
        fmt::format("--average '{}' is not a number of takes: write a whole number from 1 to {}.",
                    shown(text), largest_average));
  }
  return average;
}

}  // namespace ohmsweep::cli
