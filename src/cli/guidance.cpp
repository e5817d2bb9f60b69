#include "cli/guidance.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "cli/outcome.h"
#include "cli/wiring_drawings.h"
#include "ohmsweep/core/error.h"
#include "ohmsweep/core/name.h"
#include "ohmsweep/core/number_text.h"
#include "ohmsweep/core/quantity_text.h"
#include "ohmsweep/workflow/take_state.h"

namespace ohmsweep::cli {
namespace {

std::string lower(std::string answer) {
  for (char& letter : answer) {
    if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
  }
  return answer;
}

/// For a shell: as it is where that is safe, else between single quotes.
std::string quoted(const std::string& text) {
  constexpr const char* harmless = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-_.,:/@%=";
  if (!text.empty() && text.find_first_not_of(harmless) == std::string::npos) return text;
  std::string safe = "'";
  for (const char letter : text) safe += letter == '\'' ? std::string("'\\''") : std::string(1, letter);
  return safe + "'";
}

std::string takes_text(const StepPlace& place) {
  if (place.takes == 1) return place.tones ? " Steady tones follow." : "";
  return fmt::format(" {} takes follow{}.", place.takes, place.tones ? ", the last of steady tones" : "");
}

class Guidance {
 public:
  Guidance(const Invocation& invocation, const Rig& rig, std::vector<Standard> kit,
           const ExponentialSweep& sweep, const OutputConnection& output)
      : terminal_(invocation.terminal),
        output_(output),
        labels_{rig.source_channel, rig.dut_channel, {}, {}},
        kit_(std::move(kit)),
        level_dbfs_(amplitude_to_decibels(sweep.amplitude).value()) {}

  Preparation prepare(const StepPlace& place) {
    if (place.first_sound) warn();
    WiringLabels labels = labels_;
    labels.device = shown(place.step.state.device);
    labels.load = shown(place.step.stated);
    const Connection connection = connection_of(place.step);
    terminal_.tell(fmt::format("\nStep {} of {}: {}{}{}{}{}\n\n{}\n", place.number, place.total,
                               place.replugged ? "Pull the load out and put it in again. " : "",
                               wiring_sentence(connection, labels), takes_text(place),
                               place.foreseen.empty() ? "" : "\n", place.foreseen,
                               wiring_drawing(connection, labels)));
    return terminal_.assuming() ? Preparation::go : answer_before(place);
  }

  /// The output as it is without its load, before a probe of it.
  void unload(const Step& unloaded, const StepPlace& place) {
    if (place.first_sound) warn();
    WiringLabels labels = labels_;
    labels.device = shown(unloaded.state.device);
    const Connection connection = connection_of(unloaded);
    terminal_.tell(fmt::format(
        "\nBefore {} goes on, a quiet probe without it shows what it would take. {}\n\n{}\n",
        shown(place.step.stated), wiring_sentence(connection, labels), wiring_drawing(connection, labels)));
    while (!terminal_.assuming()) {
      const std::string answer = lower(terminal_.ask("No load on: Enter to play the probe, q to stop", ""));
      if (answer.empty()) return;
      if (answer == "q") throw Stopped{};
      terminal_.complain(fmt::format("'{}' is none of these.", shown(answer)));
    }
  }

  /// Nothing where nobody answers, or knows.
  [[nodiscard]] std::optional<double> rating(const std::string& sentence) const {
    if (terminal_.assuming()) return std::nullopt;
    terminal_.alert("\n" + sentence + "\n");
    while (true) {
      const std::string answer =
          terminal_.ask("What is it rated for, as 1W or 50mW (Enter if you do not know, q to stop)?", "");
      if (answer.empty()) return std::nullopt;
      if (lower(answer) == "q") throw Stopped{};
      try {
        return parse_power(answer).value();
      } catch (const Error& error) {
        terminal_.complain(error.what());
      }
    }
  }

  Judgement judge(const StepPlace& place, const TakeVerdict& verdict) {
    const std::string name = shown(place.step.stated) + (place.step.tones ? ", steady tones" : "");
    const bool bad = verdict.mark == TakeMark::repeat;
    if (bad) {
      terminal_.alert(verdict_text(name, verdict));
    } else {
      terminal_.tell(verdict_text(name, verdict));
    }
    if (terminal_.assuming() || (!bad && !place.last)) return Judgement::accept;
    return answer_after(bad);
  }

 private:
  void warn() {
    if (warned_) return;
    warned_ = true;
    terminal_.complain(fmt::format(
        "Take the headphones off your ears: every take plays a sweep at {:g} dBFS.", level_dbfs_));
  }

  [[nodiscard]] Preparation answer_before(const StepPlace& place) const {
    const std::string question =
        fmt::format("{}: Enter to record{}, {}s to {}, q to stop", shown(place.step.stated),
                    place.has_takes ? " again" : "", place.has_last ? "r to repeat the last, " : "",
                    place.has_takes ? "keep what it has" : "skip");
    while (true) {
      const std::string answer = lower(terminal_.ask(question, ""));
      if (answer.empty()) return Preparation::go;
      if (answer == "s") return Preparation::skip;
      if (answer == "q") return Preparation::quit;
      if (answer == "r" && place.has_last) return Preparation::repeat_last;
      terminal_.complain(fmt::format("'{}' is none of these.", shown(answer)));
    }
  }

  [[nodiscard]] Judgement answer_after(bool bad) const {
    const std::string question = bad ? "Enter to record it again, k to keep it, q to stop"
                                     : "Enter to finish, r to repeat this take, q to stop";
    while (true) {
      const std::string answer = lower(terminal_.ask(question, ""));
      if (answer == "q") return Judgement::quit;
      if (answer.empty()) return bad ? Judgement::repeat : Judgement::accept;
      if (answer == "r") return Judgement::repeat;
      if (answer == "k") return Judgement::accept;
      terminal_.complain(fmt::format("'{}' is none of these.", shown(answer)));
    }
  }

  [[nodiscard]] Connection connection_of(const Step& step) const {
    if (!step.state.output.empty()) return output_connection(step.state.state);
    if (!step.state.device.empty()) {
      return step.state.state == "right" ? Connection::headphone_right : Connection::headphone_left;
    }
    switch (parse_standard_state(step.stated, kit_).standard.kind) {
      case StandardKind::open:
        return Connection::open;
      case StandardKind::short_circuit:
        return Connection::short_circuit;
      case StandardKind::load:
        break;
    }
    return Connection::load;
  }

  [[nodiscard]] Connection output_connection(const std::string& state) const {
    const bool unloaded = state == "unloaded";
    const bool driven = output_.ground != OutputGround::grounded;
    switch (output_.wiring) {
      case OutputWiring::balanced:
        if (state == common_state) return Connection::balanced_common;
        return unloaded ? Connection::balanced_unloaded : Connection::balanced_loaded;
      case OutputWiring::player:
        if (driven) return unloaded ? Connection::driven_player_unloaded : Connection::driven_player_loaded;
        return unloaded ? Connection::player_unloaded : Connection::player_loaded;
      case OutputWiring::looped:
        break;
    }
    if (driven) return unloaded ? Connection::driven_sleeve_unloaded : Connection::driven_sleeve_loaded;
    return unloaded ? Connection::looped_unloaded : Connection::looped_loaded;
  }

  Terminal& terminal_;
  OutputConnection output_;
  WiringLabels labels_;
  std::vector<Standard> kit_;
  double level_dbfs_;
  bool warned_ = false;
};

std::string peak_text(double dbfs) {
  constexpr double of_any_converter = -200.0;
  return dbfs < of_any_converter ? "silent" : fmt::format("{:.1f} dBFS", dbfs);
}

std::string mains_text(const TakeVerdict& verdict) {
  if (verdict.lines == 0) return "no hum";
  const std::string mains =
      verdict.mains_hz > 0.0 ? fmt::format("mains at {:.2f} Hz, ", verdict.mains_hz) : "";
  return fmt::format("{}{} steady tone{}, the loudest {:.0f} dBFS", mains, verdict.lines,
                     verdict.lines == 1 ? "" : "s", verdict.loudest_line_dbfs);
}

std::string snr_text(const TakeVerdict& verdict) {
  constexpr double of_any_converter = 150.0;
  std::string text;
  for (const BandSnr& band : verdict.snr) {
    text += fmt::format("{}{} {}{:.0f} dB", text.empty() ? "SNR " : ", ", band.band,
                        band.worst_db > of_any_converter ? "over " : "",
                        std::min(band.worst_db, of_any_converter));
  }
  return text;
}

std::string distortion_text(const WorstDistortion& distortion) {
  if (distortion.ratio <= 0.0) return "no distortion above the noise";
  return fmt::format("distortion {} % at {}", significant(100.0 * distortion.ratio, 2),
                     format_hz(distortion.at_hz));
}

}  // namespace

OptionSpec guided_option() {
  return {"guided", "", "ask before every take on a virtual bench, as on an interface"};
}

Guide guide_on(const Invocation& invocation, const Rig& rig, const std::vector<Standard>& kit,
               const ExponentialSweep& sweep, const OutputConnection& output) {
  const auto guidance = std::make_shared<Guidance>(invocation, rig, kit, sweep, output);
  return {[guidance](const StepPlace& place) { return guidance->prepare(place); },
          [guidance](const StepPlace& place, const TakeVerdict& verdict) {
            return guidance->judge(place, verdict);
          },
          [guidance](const std::string& sentence) { return guidance->rating(sentence); },
          [guidance](const Step& unloaded, const StepPlace& place) { guidance->unload(unloaded, place); }};
}

std::string verdict_text(const std::string& name, const TakeVerdict& verdict) {
  return fmt::format("  {}: peaks {} (source) and {} (dut); {}\n  {}; {}\n  {}\n", name,
                     peak_text(verdict.source_peak_dbfs), peak_text(verdict.dut_peak_dbfs), snr_text(verdict),
                     distortion_text(verdict.distortion), mains_text(verdict), verdict.sentence);
}

std::vector<std::string> options_that_state_takes() { return {"take", "tones", "step", "load", "rounds"}; }

std::string kept_takes_sentence(const Arguments& arguments, const KeptTakes& takes,
                                const std::vector<std::string>& replaced) {
  std::string command = "ohmsweep";
  for (const std::string& word : arguments.operands()) command += " " + quoted(word);
  for (const GivenOption& option : arguments.given()) {
    if (std::find(replaced.begin(), replaced.end(), option.name) != replaced.end()) continue;
    command += " --" + option.name;
    if (option.value) command += " " + quoted(*option.value);
  }
  for (const KeptTake& take : takes.kept) {
    command += fmt::format(" --{} {}", take.tones ? "tones" : "take",
                           quoted(fmt::format("{}={}", take.stated, take.file.string())));
  }
  for (const std::string& state : takes.missing) command += " --take " + quoted(state);
  if (!arguments.flag("audio")) command += " --audio portaudio";
  const char* again = takes.missing.empty()
                          ? "To use them again, give this command (a state without its file, after the "
                            "others, is recorded anew)"
                          : "To go on, give this command";
  return fmt::format("The finished takes are kept. {}:\n  {}", again, command);
}

}  // namespace ohmsweep::cli
