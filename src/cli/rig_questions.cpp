#include "cli/rig_questions.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <charconv>

#include "cli/rig_text.h"
#include "ohmsweep/audio/live_audio.h"
#include "ohmsweep/core/error.h"
#include "ohmsweep/core/name.h"
#include "ohmsweep/core/quantity_text.h"
#include "ohmsweep/workflow/rig_check.h"

namespace ohmsweep::cli {
namespace {

constexpr int most_channels = 256;
constexpr double usual_tolerance = 0.001;

template <typename Reader>
auto read_flag(const std::string& option, const std::string& value, Reader reader) {
  try {
    return reader(value);
  } catch (const Error& error) {
    throw usage_error(fmt::format("--{}: {}", option, error.what()));
  }
}

/// The flag's value, or else an answer; `reader` understands both.
template <typename Reader>
auto stated_or_asked(const Invocation& invocation, const std::string& option, const std::string& question,
                     const std::string& usual, Reader reader) {
  if (const auto value = invocation.arguments.value(option)) return read_flag(option, *value, reader);
  while (true) {
    const std::string answer = invocation.terminal.ask(question, usual);
    try {
      return reader(answer);
    } catch (const Error& error) {
      if (invocation.arguments.flag("yes")) throw;  // the usual answer would be the same again
      invocation.terminal.complain(error.what());
    }
  }
}

int read_channel(const std::string& text) {
  int channel = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), channel);
  if (problem == std::errc{} && end == text.data() + text.size() && channel >= 1 &&
      channel <= most_channels) {
    return channel;
  }
  throw usage_error(
      fmt::format("'{}' is not a channel; write a whole number from 1 to {}.", shown(text), most_channels));
}

InputMode read_mode(const std::string& text) {
  std::string mode = text;
  std::ranges::transform(mode, mode.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  if (mode == "line") return InputMode::line;
  if (mode == "hi-z") return InputMode::hi_z;
  throw usage_error(fmt::format("'{}' is not a mode of inputs; write line or hi-z.", shown(text)));
}

double read_impedance(const std::string& text) {
  if (text == "unknown") return 0.0;
  const double ohms = parse_resistance(text).value();
  if (ohms > 0.0) return ohms;
  throw usage_error("An input impedance must be above zero; write unknown where it is not known.");
}

Uncertain read_reference(const std::string& text) {
  const StatedQuantity stated = parse_stated_resistance(text);
  const double half_width = stated.half_width.value_or(usual_tolerance * stated.value);
  if (stated.value > 0.0 && half_width < stated.value) return from_tolerance(stated.value, half_width);
  throw usage_error(
      fmt::format("'{}' is no reference resistor; write for example 100ohm+-0.1%.", shown(text)));
}

/// Any text on one line.
std::string read_device(const std::string& text) {
  if (!text.empty()) check_name(text, "device");
  return text;
}

/// The interfaces that are connected; none where nobody listens or the sound system does not answer.
std::vector<LiveDevice> offered_devices(const Invocation& invocation) {
  const bool live = invocation.arguments.value("audio").value_or("portaudio") == "portaudio";
  if (!live || invocation.arguments.flag("no-listen") || invocation.arguments.value("device")) return {};
  try {
    return list_live_devices();
  } catch (const Error& error) {
    invocation.terminal.say(error.what());
    return {};
  }
}

/// The name of the interface: one of those that are connected, where any are.
std::string ask_device(const Invocation& invocation, const std::string& like) {
  const std::vector<LiveDevice> devices = offered_devices(invocation);
  std::string usual = like;
  for (const LiveDevice& device : devices) {
    invocation.terminal.say(fmt::format("Connected: {}", shown(device.name)));
    if (usual.empty() && device.full_duplex()) usual = device.name;
  }
  return stated_or_asked(invocation, "device", "Which interface is it (its name; may be left empty)?", usual,
                         [&](const std::string& text) {
                           if (devices.empty() || text.empty()) return read_device(text);
                           return find_live_device(devices, text).name;
                         });
}

void ask_interface(const Invocation& invocation, Rig& rig) {
  rig.device = ask_device(invocation, rig.device);
  if (const auto output = invocation.arguments.value("output-device"))
    rig.output_device = read_device(*output);
  rig.sample_rate = stated_or_asked(invocation, "rate", "At which sample rate?",
                                    fmt::format("{}kHz", rig.sample_rate.value_or(usual_sample_rate) / 1e3),
                                    [](const std::string& text) { return parse_sample_rate(text); });
}

void ask_channels(const Invocation& invocation, Rig& rig) {
  rig.output_channel = stated_or_asked(invocation, "output-channel", "Which output channel plays?",
                                       fmt::format("{}", rig.output_channel), read_channel);
  rig.source_channel = stated_or_asked(invocation, "source-channel",
                                       "Which input is the source channel, before the reference resistor?",
                                       fmt::format("{}", rig.source_channel), read_channel);
  const int usual_dut = rig.dut_channel != rig.source_channel ? rig.dut_channel
                        : rig.source_channel == 1             ? 2
                                                              : 1;
  rig.dut_channel =
      stated_or_asked(invocation, "dut-channel", "Which input is the dut channel, after it?",
                      fmt::format("{}", usual_dut), [&](const std::string& text) {
                        const int channel = read_channel(text);
                        if (channel != rig.source_channel) return channel;
                        throw usage_error(fmt::format(
                            "Channel {} cannot be both source and dut; they are two inputs.", channel));
                      });
}

void ask_inputs(const Invocation& invocation, Rig& rig) {
  const InputLoading source_before = rig.source_input;
  const InputLoading dut_before = rig.dut_input;
  rig.input_mode = stated_or_asked(invocation, "inputs", "Are both inputs switched to line or to hi-z?",
                                   rig.input_mode == InputMode::hi_z ? "hi-z" : "line", read_mode);
  rig.source_input.resistance_ohm = stated_or_asked(invocation, "source-impedance",
                                                    "What is the source input's impedance (unknown is fine)?",
                                                    impedance_text(rig.source_input), read_impedance);
  const bool dut_known = rig.dut_input.resistance_ohm > 0.0;
  rig.dut_input.resistance_ohm =
      stated_or_asked(invocation, "dut-impedance", "And the dut input's?",
                      impedance_text(dut_known ? rig.dut_input : rig.source_input), read_impedance);
  if (rig.source_input != source_before || rig.dut_input != dut_before) rig.inputs_according_to.clear();
}

/// A flag that cannot be read is refused before anybody answers a question.
void check_flags(const Arguments& arguments) {
  const auto check = [&](const std::string& option, const auto& reader) {
    if (const auto value = arguments.value(option)) (void)read_flag(option, *value, reader);
  };
  for (const char* option : {"device", "output-device"}) check(option, read_device);
  for (const char* option : {"output-channel", "source-channel", "dut-channel"}) check(option, read_channel);
  for (const char* option : {"source-impedance", "dut-impedance"}) check(option, read_impedance);
  check("rate", [](const std::string& text) { return parse_sample_rate(text); });
  check("inputs", read_mode);
  check("reference", read_reference);
}

bool is_plain(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 ||
         std::string_view("-+%._:/").find(c) != std::string_view::npos;
}

/// As a shell reads it back.
std::string for_shell(const std::string& value) {
  if (!value.empty() && std::ranges::all_of(value, is_plain)) return value;
  std::string quoted = "'";
  for (const char c : value) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + "'";
}

}  // namespace

std::vector<OptionSpec> interface_options() {
  return {{"device", "D", "the interface's name"},
          {"output-device", "D", "the device that plays, where it is another one"},
          {"rate", "RATE", "sample rate, 48kHz"},
          {"output-channel", "N", "the output that plays, 1"},
          {"source-channel", "N", "the input before the reference resistor, 1"},
          {"dut-channel", "N", "the input after it, 2"}};
}

std::vector<OptionSpec> rig_options() {
  std::vector<OptionSpec> options = interface_options();
  options.push_back({"reference", "R", "the reference resistor with its tolerance, 100ohm+-0.1%"});
  options.push_back({"inputs", "line|hi-z", "what both inputs are switched to"});
  options.push_back({"source-impedance", "Z", "of the source input, 20kohm or unknown"});
  options.push_back({"dut-impedance", "Z", "of the dut input"});
  return options;
}

Rig with_stated_interface(const Arguments& arguments, Rig rig) {
  const auto read = [&](const std::string& option, auto& target, const auto& reader) {
    if (const auto value = arguments.value(option)) target = read_flag(option, *value, reader);
  };
  read("device", rig.device, read_device);
  read("output-device", rig.output_device, read_device);
  read("rate", rig.sample_rate, [](const std::string& text) { return parse_sample_rate(text); });
  read("output-channel", rig.output_channel, read_channel);
  read("source-channel", rig.source_channel, read_channel);
  read("dut-channel", rig.dut_channel, read_channel);
  if (rig.source_channel == rig.dut_channel) {
    throw usage_error(
        fmt::format("Channel {} cannot be both source and dut; they are two inputs.", rig.dut_channel));
  }
  return rig;
}

Rig asked_rig(const Invocation& invocation, Rig rig) {
  check_flags(invocation.arguments);
  ask_interface(invocation, rig);
  ask_channels(invocation, rig);
  rig.reference_ohm = stated_or_asked(invocation, "reference", "The reference resistor, with its tolerance?",
                                      reference_text(rig), read_reference);
  ask_inputs(invocation, rig);
  return rig;
}

std::string rig_flags(const Rig& rig) {
  std::string flags = fmt::format(
      "--device {} --rate {} --output-channel {} --source-channel {} --dut-channel {} --reference {} "
      "--source-impedance {} --dut-impedance {}",
      for_shell(rig.device), rig.sample_rate.value_or(usual_sample_rate), rig.output_channel,
      rig.source_channel, rig.dut_channel, for_shell(reference_text(rig)), impedance_text(rig.source_input),
      impedance_text(rig.dut_input));
  if (!rig.output_device.empty()) flags += " --output-device " + for_shell(rig.output_device);
  if (!mode_text(rig).empty()) flags += " --inputs " + mode_text(rig);
  return flags;
}

}  // namespace ohmsweep::cli
