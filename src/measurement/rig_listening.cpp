#include "ohmsweep/measurement/rig_listening.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "measurement/heard_probe.h"
#include "measurement/monitor_echo.h"
#include "measurement/rig_levels.h"
#include "measurement/stimulus_delay.h"
#include "ohmsweep/core/quantity_text.h"

namespace ohmsweep {

namespace {

/// An input that hears less than this of what the other one hears is not connected: crosstalk.
constexpr double silent_beside_other = 0.01;
/// A plug and its leads in place of a short.
constexpr double short_limit_ohm = 3.0;
constexpr double alike_within = 0.03;
/// Echoes up to this have died away before a tone's amplitude is taken.
constexpr double longest_settled_echo_s = 0.005;

double decibels(double ratio) { return 20.0 * std::log10(std::max(ratio, 1e-12)); }

void check_take(const RigProbe& probe, const Recording& take) {
  check_recorded(take, probe.stimulus, probe.stimulus.samples.size());
}

/// The takes, the short's if there is one, and what has been concluded from them.
class Listening {
 public:
  Listening(const RigProbe& probe, const Recording& open, const Recording& shorted, Ohms reference)
      : probe_(probe),
        open_(hear(probe, open)),
        shorted_(hear(probe, shorted)),
        has_short_(true),
        reference_ohm_(reference.value()) {}
  Listening(const RigProbe& probe, const Recording& open) : probe_(probe), open_(hear(probe, open)) {}

  RigHearing result() {
    hearing_.shortest_delay_s = shortest_echo_s;
    hearing_.longest_delay_s = longest_echo_s;
    if (find_silence()) return std::move(hearing_);
    const bool clipped = find_clipping();
    const MonitorEcho echo = find_echo(open_.source.response);
    hearing_.monitoring_floor = echo.floor;
    // A long echo unsettles the tones, a gain that moves unsettles the response: the likelier one is blamed.
    const bool late_echo = echo.found() && echo.lag_s > longest_settled_echo_s;
    const bool riding = !clipped && !late_echo && find_automatic_gain();
    if (!riding && echo.found()) add_monitoring(echo);
    if (!clipped && !riding) compare_takes();
    add_level_findings(open_, hearing_.findings);
    return std::move(hearing_);
  }

 private:
  void add(Severity severity, FindingCode code, const std::string& detail) {
    hearing_.findings.push_back({severity, code, detail});
  }

  /// With nothing connected both inputs hear the probe, whatever the wiring's mistakes.
  bool find_silence() {
    const double source = open_.source.mid_gain;
    const double dut = open_.dut.mid_gain;
    if (!open_.found) {
      add(Severity::blocking, FindingCode::missing_cable,
          fmt::format(
              "neither input hears the probe (noise {:.0f} and {:.0f} dBFS): check the output's cable, "
              "channel and volume, the two input channels, and that nothing else uses the interface",
              decibels(open_.source.silence_rms), decibels(open_.dut.silence_rms)));
      return true;
    }
    if (std::min(source, dut) >= silent_beside_other * std::max(source, dut)) return false;
    const bool dut_missing = dut < source;
    add(Severity::blocking, FindingCode::missing_cable,
        fmt::format(
            "with nothing connected the {} channel hears the probe {:.0f} dB weaker than the {} channel: {}",
            dut_missing ? "dut" : "source", std::abs(decibels(dut / source)), dut_missing ? "source" : "dut",
            dut_missing ? "check its cable and channel number, the reference resistor's joints, and that "
                          "no short is left at the device's place"
                        : "check its cable and channel number"));
    return true;
  }

  bool find_clipping() {
    constexpr double full_scale = 0.999;
    constexpr double share_of_flat_tops = 0.08;
    for (const auto& [name, heard] : {std::pair{"source", &open_.source}, std::pair{"dut", &open_.dut}}) {
      if (heard->peak < full_scale && heard->flat_share < share_of_flat_tops) continue;
      add(Severity::blocking, FindingCode::clipping,
          fmt::format(
              "the {} channel is overdriven by a probe of -30 dBFS (its peak is {:.1f} dBFS): turn its gain "
              "down, switch it to line, or turn the output down",
              name, decibels(heard->peak)));
      return true;
    }
    return false;
  }

  void add_monitoring(const MonitorEcho& echo) {
    add(Severity::blocking, FindingCode::direct_monitoring,
        fmt::format("what the inputs hear comes back at the output, {:.2f} ms later and {:.0f} dB weaker: "
                    "turn direct "
                    "monitoring off, in the interface, its mixer program or the system's sound settings",
                    1e3 * echo.lag_s, -decibels(echo.gain)));
  }

  /// A gain that does not depend on the level gives the loud and the quiet tone, and the beginning and the
  /// end of one tone, the ratio in which they were played.
  bool find_automatic_gain() {
    constexpr double steady_within = 0.01;
    constexpr double errors = 6.0;
    for (const auto& [name, heard] : {std::pair{"source", &open_.source}, std::pair{"dut", &open_.dut}}) {
      const double played = probe_.loud / probe_.quiet;
      const double quiet = heard->quiet_tone * played;
      const double again = heard->quiet_again * played;
      const double limit = steady_within * heard->loud_tone + errors * played * heard->tone_error;
      const double drift_limit = steady_within * heard->loud_tone + 2.0 * errors * heard->tone_error;
      const double by_level =
          std::max(std::abs(heard->loud_tone - quiet), std::abs(heard->loud_tone - again));
      const double by_time = std::abs(heard->loud_end - heard->loud_begin);
      if (by_level <= limit && by_time <= drift_limit) continue;
      add(Severity::blocking, FindingCode::automatic_gain,
          fmt::format(
              "the {} channel's gain moves with the level: relative to a loud tone a quiet one came back "
              "{:+.1f} dB before it and {:+.1f} dB after it, and the loud one changed by {:+.1f} dB: turn "
              "automatic gain, compressor, limiter, gate and noise reduction off",
              name, decibels(quiet / heard->loud_tone), decibels(again / heard->loud_tone),
              decibels(heard->loud_end / heard->loud_begin)));
      return true;
    }
    return false;
  }

  void compare_takes() {
    if (!has_short_ || !find_mono()) {
      if (has_short_) find_wrong_short();
      add_ratio_findings(open_, hearing_.findings);
    }
    hearing_.gain_ratio_db = decibels(std::abs(open_.ratio));
  }

  /// How much the short weakens a channel.
  [[nodiscard]] double source_left() const { return shorted_.source.mid_gain / open_.source.mid_gain; }
  [[nodiscard]] double dut_left() const { return shorted_.dut.mid_gain / open_.dut.mid_gain; }
  /// The dut channel beside the source channel with the short, relative to the same without.
  [[nodiscard]] double short_ratio() const {
    const double open = std::abs(open_.ratio);
    return open > 0.0 ? std::abs(shorted_.ratio) / open : std::numeric_limits<double>::infinity();
  }
  [[nodiscard]] double apparent_ohm(double fraction) const {
    return fraction < 1.0 ? reference_ohm_ * fraction / (1.0 - fraction)
                          : std::numeric_limits<double>::infinity();
  }

  [[nodiscard]] bool alike() const { return std::abs(short_ratio() - 1.0) < alike_within; }

  /// A short tells the nodes apart. Inputs that stay alike hear a mix, or one of them twice; where the short
  /// has weakened neither, only their noise tells that from a short that is not there.
  bool find_mono() {
    const bool weakened = source_left() < 0.9;
    const bool silenced = source_left() < 0.05 && dut_left() < 0.05;
    const bool one_noise = open_.same_signal && shorted_.same_signal;
    if (!one_noise && (!alike() || !weakened || silenced)) return false;
    if (!one_noise && silenced) return false;
    add(Severity::blocking, FindingCode::mono_inputs,
        fmt::format(
            "both inputs carry the same signal, with the short as without it (they differ by {:.2f} dB): "
            "record two separate inputs, not a mono mix or one input twice{}",
            std::abs(decibels(short_ratio())),
            weakened ? "" : "; and see that the short is connected, for it changed no level"));
    return true;
  }

  void find_wrong_short() {
    hearing_.apparent_short_ohm = apparent_ohm(short_ratio());
    const double swapped_ohm = apparent_ohm(1.0 / std::max(short_ratio(), 1e-9));
    if (source_left() < 0.02 && dut_left() < 0.02) {
      add(Severity::blocking, FindingCode::standard_disagrees,
          "the short silences both channels: it bridges the output and not the device's terminals, or the "
          "reference "
          "resistor is bridged; check where it is connected");
    } else if (swapped_ohm <= short_limit_ohm) {
      add(Severity::blocking, FindingCode::channels_swapped,
          fmt::format("a short quietens the source channel by {:.0f} dB and the dut channel by {:.0f} dB, so "
                      "the source "
                      "channel is the one at the device: exchange the two inputs, or the channels in the rig",
                      -decibels(source_left()), -decibels(dut_left())));
    } else if (hearing_.apparent_short_ohm > short_limit_ohm) {
      const bool nothing = alike() && source_left() >= 0.9;
      add(Severity::blocking, FindingCode::standard_disagrees,
          nothing ? "the short changed nothing: connect it across the device's terminals, behind the "
                    "reference resistor"
                  : fmt::format(
                        "the short looks like {}: bridge the device's terminals with a short thick wire, and "
                        "check the reference resistor's value",
                        format_ohms(std::min(hearing_.apparent_short_ohm, 1e9))));
    }
  }

  const RigProbe& probe_;
  HeardProbe open_;
  HeardProbe shorted_;
  bool has_short_ = false;
  double reference_ohm_ = 0.0;
  RigHearing hearing_;
};

}  // namespace

RigHearing listen_to_rig(const RigProbe& probe, const Recording& open, const Recording& shorted,
                         Ohms reference) {
  check_take(probe, open);
  check_take(probe, shorted);
  return Listening(probe, open, shorted, reference).result();
}

RigHearing listen_to_open_rig(const RigProbe& probe, const Recording& open) {
  check_take(probe, open);
  return Listening(probe, open).result();
}

}  // namespace ohmsweep
