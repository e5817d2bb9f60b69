#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <thread>

#include "cli/command.h"
#include "cli/equipment.h"
#include "cli/interrupt.h"
#include "cli/level_text.h"
#include "cli/single_keys.h"
#include "cli/surroundings.h"
#include "ohmsweep/core/error.h"
#include "ohmsweep/core/quantity_text.h"
#include "ohmsweep/workflow/levels.h"
#include "ohmsweep/workflow/take_state.h"

namespace ohmsweep::cli {
namespace {

using Clock = std::chrono::steady_clock;

/// The command line, parsed before anything is opened.
struct LevelsRequest {
  bool find = false;
  std::optional<Decibels> level;
  LimitRequest limits;
  std::optional<double> seconds;
  TakeState state{"open", "", "", 0};
};

/// What is connected to a virtual bench, in the words of a take.
TakeState parse_connected(const std::string& text) {
  if (!text.starts_with("headphone:")) return {device_state(text), "", "", 0};
  const HeadphoneChannel headphone = parse_headphone_load(text);
  return {headphone.channel, headphone.name, "", 0};
}

LevelsRequest request_of(const Arguments& arguments) {
  LevelsRequest request;
  request.find = arguments.flag("find");
  if (const auto level = arguments.value("level")) request.level = parse_level(*level);
  if (const auto level = arguments.value("max-level")) request.limits.max_level = parse_level(*level);
  if (const auto volts = arguments.value("max-voltage")) request.limits.max_voltage = parse_voltage(*volts);
  if (const auto power = arguments.value("max-power")) request.limits.max_power = parse_power(*power);
  if (const auto seconds = arguments.value("seconds")) request.seconds = parse_seconds(*seconds).value();
  if (const auto state = arguments.value("state")) request.state = parse_connected(*state);
  if (request.find && (request.level || request.seconds)) {
    throw usage_error(fmt::format("--find looks for a level by itself: leave --{} out.",
                                  request.level ? "level" : "seconds"));
  }
  return request;
}

void check_level(Decibels level, const LevelLimits& limits) {
  const LevelBound bound = highest_level(limits);
  if (level <= bound.level) return;
  throw usage_error(fmt::format("--level {:g}dBFS is too loud: {:.1f} dBFS is the limit because {}; {}.",
                                level.value(), bound.level.value(), reason(bound, limits),
                                bound.kind == LevelBoundKind::level
                                    ? "play less, or allow more with --max-level"
                                    : "play less, or allow more with --max-power and --max-voltage"));
}

/// Comes before the first sound, quiet or not.
void warn(Terminal& terminal, Decibels up_to, const LevelLimits& limits) {
  if (!limits.volts) {
    terminal.say(
        "Volts are unknown: state output_full_scale, the rms voltage of a sine at 0 dBFS, under [limits] of "
        "the rig file, and the power into a headphone is limited too.");
  }
  terminal.say(fmt::format("Sound comes out now: it begins at {:g} dBFS and rises to {:.1f} dBFS at most.",
                           std::min(quiet_start, up_to).value(), up_to.value()));
  if (!terminal.confirm("Are all headphones off the ears and in-ears out of them?", true)) {
    throw failure("Nothing was played: take the headphones off and start again.");
  }
}

/// Nothing where there is no library yet: looking does not make one.
std::optional<double> lowest_stored_impedance(const Arguments& arguments) {
  const std::filesystem::path folder = library_folder(arguments);
  std::error_code none;
  if (!std::filesystem::is_directory(folder, none) || std::filesystem::is_empty(folder, none)) return {};
  return lowest_impedance_ohm(Library(folder));
}

std::optional<double> smaller(std::optional<double> a, std::optional<double> b) {
  return a && b ? std::min(*a, *b) : (a ? a : b);
}

int find(const Invocation& invocation, AudioDevice& device, const FindLevelRequest& request) {
  Terminal& terminal = invocation.terminal;
  const std::optional<double> stored = lowest_stored_impedance(invocation.arguments);
  terminal.say("Connect nothing: the open is the loudest take, and its level suits every other.");
  warn(terminal, highest_level(request.limits).level, request.limits);
  const FoundLevel found = find_level(device, request, terminal.narrator());
  const std::optional<double> lowest = smaller(stored, found.impedance_ohm);
  terminal.print(invocation.json() ? found_level_json(found, request.limits, lowest)
                                   : found_level_text(found, request.limits, lowest));
  return done;
}

/// Shows a meter while it runs, and says when it is to end.
class MeterScreen {
 public:
  MeterScreen(const Invocation& invocation, std::optional<double> seconds)
      : terminal_(invocation.terminal),
        seconds_(seconds),
        logs_(!invocation.json() && isatty(STDOUT_FILENO) == 0) {}

  /// What ends it, for the person.
  [[nodiscard]] const char* ending() const {
    return keys_.taken() ? "q ends the meter." : "Enter ends the meter.";
  }
  /// Before there is a reading: whether the person has had enough.
  [[nodiscard]] bool key_ends() {
    while (const std::optional<char> key = keys_.pressed()) {
      if (ending_keys.find(*key) != std::string_view::npos) return true;
    }
    return false;
  }
  /// After each tenth of a second; whether to go on.
  bool show(const LevelMeter& meter) {
    check_interrupt();
    elapsed_s_ = meter.elapsed_s();
    if (terminal_.draws()) {
      keep_pace();
      terminal_.draw(meter_lines(meter.reading()));
    }
    if (logs_ && elapsed_s_ >= logged_s_ + 1.0) {
      logged_s_ += 1.0;
      terminal_.print(meter_log_line(meter.reading()));
    }
    return !ended();
  }

 private:
  /// A bench computes faster than anyone can watch.
  void keep_pace() {
    if (!begun_) begun_ = Clock::now();
    std::this_thread::sleep_until(
        *begun_ + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(elapsed_s_)));
  }

  /// q, Enter and Ctrl-D.
  static constexpr std::string_view ending_keys = "qQ\n\r\4";

  /// After the seconds stated, or with a key; where stdin is no terminal with a line, and without a word how
  /// long, also with the end of stdin, but not before a whole second was heard.
  bool ended() {
    if (seconds_ && elapsed_s_ >= *seconds_) return true;
    if (keys_.taken()) return key_ends();
    if (!input_ended_) {
      const Answer answer = terminal_.answered();
      if (answer == Answer::line) return true;
      input_ended_ = answer == Answer::end;
    }
    return input_ended_ && !seconds_ && elapsed_s_ >= 1.0;
  }

  Terminal& terminal_;
  std::optional<double> seconds_;
  bool logs_;
  SingleKeys keys_;
  bool input_ended_ = false;
  double elapsed_s_ = 0.0;
  double logged_s_ = 0.0;
  std::optional<Clock::time_point> begun_;  ///< the first reading was shown
};

int watch(const Invocation& invocation, AudioDevice& device, const MeterRequest& request,
          std::optional<double> seconds) {
  Terminal& terminal = invocation.terminal;
  MeterScreen screen(invocation, seconds);
  if (terminal.draws() && !seconds) terminal.say(screen.ending());
  Narrator narrator = terminal.narrator();
  narrator.progress = [&, rising = narrator.progress](const std::string& doing, double fraction) {
    if (screen.key_ends()) throw Interrupted{};
    rising(doing, fraction);
  };
  MeterReading last;
  watch_levels(device, request, narrator, [&](const LevelMeter& meter) {
    const bool going_on = screen.show(meter);
    if (!going_on) last = meter.reading();
    return going_on;
  });
  if (invocation.json()) {
    terminal.print(meter_json(last, request.level));
  } else if (isatty(STDOUT_FILENO) != 0) {
    terminal.print(meter_summary(last));
  }
  return done;
}

int run(const Invocation& invocation) {
  constexpr int usual_rate = 48000;
  const LevelsRequest request = request_of(invocation.arguments);
  const Rig rig = rig_of(invocation.arguments);
  const LevelLimits limits = level_limits(rig, request.limits);
  if (request.level) check_level(*request.level, limits);
  const AudioFormat format = audio_format(rig, rig.sample_rate.value_or(usual_rate));
  const auto device = make_device(invocation.arguments, rig);
  if (request.find) {
    return find(invocation, *device, {limits, format, request.state, rig.reference_ohm.value});
  }
  if (request.level) warn(invocation.terminal, *request.level, limits);
  return watch(invocation, *device, {format, request.state, request.level}, request.seconds);
}

}  // namespace

Command levels_command() {
  return {"levels",
          "",
          0,
          0,
          "Shows the levels of both inputs, or finds how loud the rig may play.",
          "ohmsweep levels --find --rig rig.toml",
          {{"find", "", "play from -50 dBFS up to the highest clean level, and say which to use"},
           {"level", "LEVEL", "play a tone of 997 Hz at this level; the meter alone is silent"},
           {"max-level", "LEVEL", "play no louder (default -12dBFS while volts are unknown)"},
           {"max-voltage", "VOLTAGE", "no more at a device; needs output_full_scale in the rig"},
           {"max-power", "POWER", "no more into a device (default 1mW); needs output_full_scale"},
           {"seconds", "N", "end the meter after so many seconds of sound (default: q ends it)"},
           {"state", "STATE", "what is connected to a virtual bench, 100ohm or headphone:NAME.left"}},
          run};
}

}  // namespace ohmsweep::cli
