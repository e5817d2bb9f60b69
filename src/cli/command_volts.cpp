#include <fmt/format.h>

#include <chrono>
#include <cmath>
#include <thread>

#include "cli/command.h"
#include "cli/equipment.h"
#include "cli/interrupt.h"
#include "cli/json_text.h"
#include "cli/outcome.h"
#include "cli/rig_questions.h"
#include "cli/text_file.h"
#include "ohmsweep/audio/sound_file.h"
#include "ohmsweep/core/covariance.h"
#include "ohmsweep/core/error.h"
#include "ohmsweep/core/name.h"
#include "ohmsweep/core/number_text.h"
#include "ohmsweep/core/voltage_text.h"
#include "ohmsweep/workflow/rig_check.h"
#include "ohmsweep/workflow/volts.h"

namespace ohmsweep::cli {
namespace {

constexpr Decibels usual_level{-12.0};
constexpr Decibels loudest{-1.0};

constexpr const char* drawing =
    "  output {0:<2} ---+------ input {1}\n"
    "               +------ input {2}\n"
    "               |\n"
    "            ( V~ )      multimeter, AC volts\n"
    "               |\n"
    "  gnd      ----+\n";

/// The rig with the text it was read from.
struct RigText {
  std::string file;
  std::string text;
  Rig rig;
};

RigText rig_text_of(const Arguments& arguments) {
  RigText of;
  of.rig = with_stated_interface(arguments, rig_of(arguments));
  of.file = arguments.value("rig").value_or("");
  if (!of.file.empty()) of.text = read_text_file(of.file, "rig");
  return of;
}

Uncertain reading_of(const std::string& text) {
  const StatedQuantity stated = parse_stated_voltage(text);
  return from_tolerance(stated.value, stated.half_width.value_or(usual_meter_tolerance * stated.value));
}

Decibels level_of(const Arguments& arguments) {
  const auto stated = arguments.value("level");
  const Decibels level = stated ? parse_level(*stated) : usual_level;
  if (level <= loudest) return level;
  throw usage_error(fmt::format("--level {:g}dBFS leaves no room to full scale; write {:g}dBFS or less.",
                                level.value(), loudest.value()));
}

void check_options(const Arguments& arguments) {
  const bool declared = arguments.flag("declare");
  for (const char* other : {"reading", "take", "level"}) {
    if (declared && arguments.flag(other)) {
      throw usage_error(fmt::format("--declare states full scale without measuring: leave --{} out.", other));
    }
  }
  if (declared || arguments.flag("reading")) return;
  if (arguments.flag("take"))
    throw usage_error("A recorded tone needs what the meter showed: give --reading 1.234V.");
  if (arguments.flag("yes")) throw usage_error("--yes cannot read a meter: give --reading 1.234V.");
}

/// Asks while the tone plays; what is typed then is the reading.
class MeterReader {
 public:
  explicit MeterReader(const Invocation& invocation) : terminal_(invocation.terminal) {
    const auto stated = invocation.arguments.value("reading");
    if (stated) reading_ = reading_of(*stated);
  }

  [[nodiscard]] bool known() const { return reading_.has_value(); }
  [[nodiscard]] Uncertain reading() const { return *reading_; }
  /// After each tenth of a second of sound; whether it is to go on.
  bool listen() {
    check_interrupt();
    if (reading_) return false;
    // A bench computes faster than anyone types.
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    const Typed typed = terminal_.typed();
    if (typed.answer == Answer::end) {
      throw failure("The meter's reading is missing: standard input has ended; give --reading 1.234V.");
    }
    if (typed.answer == Answer::line) take(typed.line);
    return !reading_;
  }

 private:
  void take(const std::string& line) {
    try {
      reading_ = reading_of(line);
    } catch (const Error& error) {
      terminal_.complain(error.what());
      terminal_.complain("The tone goes on; type the reading again.");
    }
  }

  Terminal& terminal_;
  std::optional<Uncertain> reading_;
};

void warn(const Invocation& invocation, const AudioFormat& format, Decibels level) {
  Terminal& terminal = invocation.terminal;
  terminal.say(
      "Connect the output to both inputs by a plain cable, no resistor, nothing else, and the meter across "
      "it:");
  terminal.tell(
      fmt::format(fmt::runtime(drawing), format.output_channel, format.source_channel, format.dut_channel));
  terminal.say(
      "Direct monitoring off, and the inputs' gains as they are to stay: the result holds for them alone.");
  terminal.say(fmt::format("A tone of {:g} Hz begins at -50 dBFS and rises to {:g} dBFS.", volts_tone.value(),
                           level.value()));
  if (!terminal.confirm("Are all headphones off the ears and unplugged?", true)) {
    throw failure("Nothing was played: take the headphones off and start again.");
  }
}

struct Measured {
  VoltsFound found;
  Uncertain reading;
  std::optional<Decibels> played;
  double frequency_hz = 0.0;
};

Measured measured_of(const Recording& take, const Uncertain& reading, std::optional<Decibels> played) {
  const SteadyHearing hearing = hear_steady(take, volts_tone);
  return {volts_from(hearing, reading, played), reading, played, hearing.frequency_hz};
}

Measured from_take(const Invocation& invocation, const Rig& rig) {
  const TakeArgument take = parse_take_argument(*invocation.arguments.value("take"));
  if (take.state != "tone" || take.file.empty()) {
    throw usage_error(fmt::format("--take '{}' is none here; write --take tone=FILE.",
                                  shown(*invocation.arguments.value("take"))));
  }
  const Uncertain reading = reading_of(*invocation.arguments.value("reading"));
  const Recording recording = read_take(take.file, rig.source_channel, rig.dut_channel);
  // Another program played it: its level is known only where it is stated.
  const bool stated = invocation.arguments.flag("level");
  return measured_of(recording, reading,
                     stated ? std::optional(level_of(invocation.arguments)) : std::nullopt);
}

Measured from_device(const Invocation& invocation, const Rig& rig) {
  const VoltsRequest request{audio_format(rig, rig.sample_rate.value_or(usual_sample_rate)),
                             level_of(invocation.arguments)};
  MeterReader reader(invocation);
  const std::unique_ptr<AudioDevice> device = make_device(invocation.arguments, rig);
  warn(invocation, request.format, request.level);
  if (!reader.known()) {
    invocation.terminal.alert("Reading of the meter while the tone plays, like 1.234V or 1.234V+-1%: \n");
  }
  const Recording heard =
      listen_for_volts(*device, request, invocation.terminal.narrator(), [&] { return reader.listen(); });
  return measured_of(heard, reader.reading(), request.level);
}

std::string scale_text(const char* what, const Uncertain& scale) {
  return fmt::format("{:<8} full scale {} Vrms ({:+.1f} dBu)\n", what,
                     with_interval(scale.value, coverage_factor * scale.standard_uncertainty),
                     20.0 * std::log10(scale.value / dbu_reference_v));
}

std::string measured_text(const Measured& measured) {
  const VoltsFound& found = measured.found;
  return scale_text("source", found.source_vrms) + scale_text("dut", found.dut_vrms) +
         (found.output_vrms ? scale_text("output", *found.output_vrms) : "") + finding_lines(found.findings);
}

using Members = std::vector<std::pair<std::string, std::string>>;

std::string or_null(const std::optional<double>& value) { return value ? json_number(*value) : "null"; }

std::string scales_json(const FullScales& scales, const std::optional<Measured>& measured,
                        const std::string& written) {
  Members members{{"input_full_scale_vrms", or_null(scales.input_vrms)},
                  {"source_full_scale_vrms", or_null(scales.source_vrms)},
                  {"dut_full_scale_vrms", or_null(scales.dut_vrms)},
                  {"output_full_scale_vrms", or_null(scales.output_vrms)},
                  {"full_scale_tolerance", or_null(scales.tolerance)},
                  {"written", written.empty() ? "null" : json_string(shown(written))}};
  const Findings findings = measured ? measured->found.findings : Findings{};
  if (measured) {
    members.push_back({"reading_vrms", json_number(measured->reading.value)});
    members.push_back(
        {"reading_u95_vrms", json_number(coverage_factor * measured->reading.standard_uncertainty)});
    members.push_back({"level_dbfs", measured->played ? json_number(measured->played->value()) : "null"});
    members.push_back({"frequency_hz", json_number(measured->frequency_hz)});
  }
  members.push_back({"findings", json_findings(findings)});
  return json_object(members) + "\n";
}

void finish(const Invocation& invocation, const RigText& rig, const FullScales& scales,
            const std::optional<Measured>& measured) {
  if (!rig.file.empty()) write_text_file(rig.file, replace_full_scales(rig.text, rig.file, scales));
  if (invocation.json()) {
    invocation.terminal.print(scales_json(scales, measured, rig.file));
  } else {
    if (measured) invocation.terminal.print(measured_text(*measured));
    if (rig.file.empty()) {
      invocation.terminal.print("For the rig file:\n[limits]\n" + full_scale_lines(scales));
    }
  }
  if (!rig.file.empty()) invocation.terminal.say(fmt::format("Written to '{}'.", shown(rig.file)));
}

int declare(const Invocation& invocation, const RigText& rig, const std::string& text) {
  const StatedQuantity stated = parse_stated_voltage(text);
  check_full_scale(stated.value, "both inputs");
  std::optional<double> tolerance;
  if (stated.half_width) tolerance = *stated.half_width / stated.value;
  if (tolerance && *tolerance >= 1.0) {
    throw usage_error(
        fmt::format("--declare '{}' is less certain than it is large; state less than 100%.", shown(text)));
  }
  finish(invocation, rig, declared_scales(full_scales_of(rig.rig), stated.value, tolerance), {});
  return done;
}

int run(const Invocation& invocation) {
  check_options(invocation.arguments);
  const RigText rig = rig_text_of(invocation.arguments);
  if (const auto declared = invocation.arguments.value("declare")) return declare(invocation, rig, *declared);
  const Measured measured =
      invocation.arguments.flag("take") ? from_take(invocation, rig.rig) : from_device(invocation, rig.rig);
  finish(invocation, rig, measured_scales(full_scales_of(rig.rig), measured.found), measured);
  return done;
}

}  // namespace

Command volts_command() {
  std::vector<OptionSpec> options = interface_options();
  options.push_back(
      {"reading", "VOLTAGE", "what a multimeter reads of the tone, 1.234V or 1.234V+-1% (default +-2%)"});
  options.push_back({"level", "LEVEL", "of the tone (default -12dBFS)"});
  options.push_back({"take", "tone=FILE", "a recording of the tone through the cable"});
  options.push_back(
      {"declare", "VOLTAGE", "full scale of both inputs as the maker states it, 12.3Vrms or +24dBu"});
  return {"volts",
          "",
          0,
          0,
          "Finds what full scale is in volts, by a multimeter, and writes it into the rig file.",
          "ohmsweep volts --rig desk.toml",
          std::move(options),
          run};
}

}  // namespace ohmsweep::cli
