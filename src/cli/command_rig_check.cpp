#include <fmt/format.h>

#include "cli/cable_json.h"
#include "cli/command.h"
#include "cli/equipment.h"
#include "cli/rig_questions.h"
#include "cli/table_format.h"
#include "ohmsweep/core/error.h"
#include "ohmsweep/core/quantity_text.h"
#include "ohmsweep/report/cable_table.h"
#include "ohmsweep/workflow/cable_check.h"
#include "ohmsweep/workflow/rig_check.h"

namespace ohmsweep::cli {
namespace {

/// A minute at 192 kHz takes half a gigabyte.
constexpr double longest_s = 300.0;
constexpr double shortest_s = 1.0;

constexpr const char* both_drawing =
    "  output {0:<2} ---+------ input {1}\n"
    "               |\n"
    "               +------ input {2}\n";
constexpr const char* single_drawing =
    "  output {0:<2} ---------- input {1}\n"
    "\n"
    "  (nothing)            input {2}, a shorting plug if there is one\n";

CableCheckRequest request_of(const Arguments& arguments, const Rig& rig) {
  CableCheckRequest request;
  request.format = audio_format(rig, rig.sample_rate.value_or(usual_sample_rate));
  if (const auto level = arguments.value("level")) request.level = parse_level(*level);
  if (const auto duration = arguments.value("duration")) request.duration = parse_seconds(*duration);
  request.crosstalk = !arguments.flag("no-crosstalk");
  const double seconds = request.duration.value();
  if (seconds < shortest_s || seconds > longest_s) {
    throw usage_error(fmt::format("--duration {:g}s cannot be played; write {:g}s to {:g}s.", seconds,
                                  shortest_s, longest_s));
  }
  return request;
}

/// Comes before the first sound, quiet or not.
void confirm_ears(const Invocation& invocation, const CableCheckRequest& request) {
  invocation.terminal.say(
      "Direct monitoring off and gains low: through the cable the interface would hear itself and howl.");
  invocation.terminal.say(
      fmt::format("Sound comes out for some {:.0f} s: it begins at -50 dBFS and rises to {:g} dBFS.",
                  request.duration.value() + (request.crosstalk ? 60.0 : 40.0), request.level.value()));
  if (!invocation.terminal.confirm("Are all headphones off the ears and unplugged?", true)) {
    throw failure("Nothing was played: take the headphones off and start again.");
  }
}

class Hands {
 public:
  Hands(const Invocation& invocation, const AudioDevice& device, const AudioFormat& format)
      : terminal_(invocation.terminal), attended_(device.attended()), format_(format) {}

  void connect(CableEnd end) const {
    const auto [first, second] = end == CableEnd::dut
                                     ? std::pair{format_.dut_channel, format_.source_channel}
                                     : std::pair{format_.source_channel, format_.dut_channel};
    terminal_.say(end == CableEnd::both
                      ? "Connect the output to both inputs, by a Y cable:"
                      : fmt::format("Leave the cable in input {} alone, and input {} empty:", first, second));
    const char* drawing = end == CableEnd::both ? both_drawing : single_drawing;
    terminal_.tell(fmt::format(fmt::runtime(drawing), format_.output_channel, first, second));
    if (attended_) (void)terminal_.ask("Press Enter when it is so.", "");
  }

  /// Only a person can mend it, and only where one is there.
  [[nodiscard]] bool try_again(const std::string& fault) const {
    if (!attended_ || terminal_.assuming()) return false;
    terminal_.complain(fault);
    return terminal_.confirm("Try again?", true);
  }

 private:
  Terminal& terminal_;
  bool attended_;
  AudioFormat format_;
};

int run(const Invocation& invocation) {
  const OutputFormat format = output_format(invocation.arguments);
  const Rig rig = with_stated_interface(invocation.arguments, rig_of(invocation.arguments));
  const CableCheckRequest request = request_of(invocation.arguments, rig);
  const std::unique_ptr<AudioDevice> device = make_device(invocation.arguments, rig);
  confirm_ears(invocation, request);
  const Hands hands(invocation, *device, request.format);
  const CableReport report = check_cable(*device, request,
                                         {[&](CableEnd end) { hands.connect(end); },
                                          [&](const std::string& fault) { return hands.try_again(fault); }},
                                         invocation.terminal.narrator());
  invocation.terminal.print(format == OutputFormat::json ? cable_json(report)
                                                         : cable_table(report, table_format(format)));
  return has_blocking(report.findings) ? rejected : done;
}

}  // namespace

Command rig_check_command() {
  std::vector<OptionSpec> options = interface_options();
  options.push_back({"level", "LEVEL", "the loudest peak of what is played (default -12dBFS)"});
  options.push_back({"duration", "TIME", "of the sound listened to for dropouts, 1s to 300s (default 60s)"});
  options.push_back({"no-crosstalk", "", "leave the cable in both inputs"});
  options.push_back(format_option());
  return {
      "rig check",
      "",
      0,
      0,
      "Measures an interface through a plain cable from its output to its inputs, and says what it is worth.",
      "ohmsweep rig check --device Scarlett",
      std::move(options),
      run};
}

}  // namespace ohmsweep::cli
