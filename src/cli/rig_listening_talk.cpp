#include "cli/rig_listening_talk.h"

#include <fmt/format.h>

#include <cmath>

#include "cli/equipment.h"
#include "cli/outcome.h"
#include "cli/rig_text.h"
#include "ohmsweep/core/error.h"

namespace ohmsweep::cli {
namespace {

constexpr std::string_view open_drawing = R"(
     output, hot ---+-------[ R ]-------+---      nothing here
                    |                   |
              source input         dut input
     output, ground ------------------------
)";

constexpr std::string_view short_drawing = R"(
     output, hot ---+-------[ R ]-------+---.
                    |                   |   |     a short thick wire
              source input         dut input|
     output, ground ------------------------'
)";

void confirm_switches(const Invocation& invocation, const Rig& rig) {
  const std::string mode = rig.input_mode == InputMode::hi_z ? "Hi-Z" : "line";
  const std::string question = fmt::format(
      "Are 48 V, pad, 'air', high-pass, loudness, automatic gain and direct monitoring off, and both inputs "
      "switched to {}?",
      mode);
  invocation.terminal.say(
      "A balanced output is taken between hot (tip) and ground (sleeve); its ring stays open and is never "
      "shorted.");
  while (!invocation.terminal.confirm(question, true))
    invocation.terminal.say("Switch them so, then answer again.");
}

void confirm_ears(const Invocation& invocation, bool nobody_rewires) {
  if (invocation.terminal.confirm(fmt::format("Headphones off the ears and unplugged? {} of 3 s at -30 dBFS.",
                                              nobody_rewires ? "A probe follows" : "Two probes follow"),
                                  true)) {
    return;
  }
  throw failure("Nothing was played and nothing written; come back when the headphones are off the ears.");
}

Connect connecting(const Invocation& invocation, const AudioDevice& device) {
  return [&invocation, &device](const std::string& state) {
    const bool open = state == "open";
    invocation.terminal.say(fmt::format(
        "{}:\n{}", open ? "Nothing connected at the device's place" : "The device's place shorted",
        open ? open_drawing : short_drawing));
    if (device.attended() && !invocation.terminal.assuming())
      (void)invocation.terminal.ask("Press Enter when it is so.", "");
  };
}

void tell(const Invocation& invocation, const RigHearing& hearing) {
  for (const Finding& finding : hearing.findings) {
    const std::string sentence =
        fmt::format("{}: {} ({})", to_string(finding.severity), finding.detail, to_string(finding.code));
    if (finding.severity == Severity::blocking) {
      invocation.terminal.complain(sentence);
    } else {
      invocation.terminal.say(sentence);
    }
  }
  if (has(hearing.findings, FindingCode::direct_monitoring) || hearing.monitoring_floor <= 0.0) return;
  invocation.terminal.say(
      fmt::format("No direct monitoring above {:.0f} dB at delays of {:.1f} to {:.0f} ms; a monitor path "
                  "without delay, as "
                  "an analogue one is, cannot be heard.",
                  20.0 * std::log10(hearing.monitoring_floor), 1e3 * hearing.shortest_delay_s,
                  1e3 * hearing.longest_delay_s));
}

/// --yes answers at once, so nothing could be connected between two takes.
ListenedRig listen_to_open(const Invocation& invocation, AudioDevice& device, const Rig& rig) {
  const RigHearing hearing =
      check_open_rig(device, rig, connecting(invocation, device), invocation.terminal.narrator());
  tell(invocation, hearing);
  invocation.terminal.say(
      "With --yes nobody makes the short, and swapped channels and mono inputs stay unheard; leave --yes out "
      "to listen for them too.");
  return {rig, hearing.findings};
}

}  // namespace

ListenedRig listen_in_company(const Invocation& invocation, const Rig& rig) {
  confirm_switches(invocation, rig);
  const std::unique_ptr<AudioDevice> device = make_device(invocation.arguments, rig);
  const bool nobody_rewires = device->attended() && invocation.terminal.assuming();
  confirm_ears(invocation, nobody_rewires);
  if (nobody_rewires) return listen_to_open(invocation, *device, rig);
  RigCheck check = check_rig(*device, rig, connecting(invocation, *device), invocation.terminal.narrator());
  tell(invocation, check.hearing);
  ListenedRig listened{rig, check.hearing.findings};
  if (!has(check.hearing.findings, FindingCode::channels_swapped)) return listened;
  const std::string question = fmt::format("Exchange the channels in the rig, source {} and dut {}?",
                                           rig.dut_channel, rig.source_channel);
  if (!invocation.terminal.confirm(question, true)) return listened;
  listened.rig = with_channels_exchanged(rig);
  listened.findings = with_channels_exchanged(std::move(check), listened.rig).hearing.findings;
  return listened;
}

}  // namespace ohmsweep::cli
