#include "ohmsweep/workflow/rig_check.h"

#include <fmt/format.h>

#include <utility>

namespace ohmsweep {
namespace {

RigProbe probe_for(const Rig& rig) { return make_rig_probe(rig.sample_rate.value_or(usual_sample_rate)); }

RigHearing heard(const RigProbe& probe, const RigCheck& check, const Rig& rig) {
  return listen_to_rig(probe, check.open, check.shorted, Ohms(rig.reference_ohm.value));
}

/// Has a state connected and records the probe in it.
class ProbeTakes {
 public:
  ProbeTakes(AudioDevice& device, const Rig& rig, const Connect& connect, const Narrator& narrator)
      : device_(device),
        connect_(connect),
        narrator_(narrator),
        probe_(probe_for(rig)),
        format_(audio_format(rig, probe_.stimulus.sweep.sample_rate)) {}

  [[nodiscard]] const RigProbe& probe() const { return probe_; }
  [[nodiscard]] Recording record(const std::string& state, int index) const {
    if (connect_) connect_(state);
    const Progress progress = [&](double fraction) {
      if (narrator_.progress) narrator_.progress(fmt::format("listening to the rig, {}", state), fraction);
    };
    return device_.play_and_record(probe_.stimulus, format_, {state, "", "", index}, progress);
  }

 private:
  AudioDevice& device_;
  const Connect& connect_;
  const Narrator& narrator_;
  RigProbe probe_;
  AudioFormat format_;
};

}  // namespace

RigCheck check_rig(AudioDevice& device, const Rig& rig, const Connect& connect, const Narrator& narrator) {
  const ProbeTakes takes(device, rig, connect, narrator);
  RigCheck check;
  check.open = takes.record("open", 0);
  check.shorted = takes.record("short", 1);
  check.hearing = heard(takes.probe(), check, rig);
  return check;
}

RigHearing check_open_rig(AudioDevice& device, const Rig& rig, const Connect& connect,
                          const Narrator& narrator) {
  const ProbeTakes takes(device, rig, connect, narrator);
  return listen_to_open_rig(takes.probe(), takes.record("open", 0));
}

Rig with_channels_exchanged(Rig rig) {
  std::swap(rig.source_channel, rig.dut_channel);
  std::swap(rig.source_input, rig.dut_input);
  std::swap(rig.source_full_scale_vrms, rig.dut_full_scale_vrms);
  return rig;
}

RigCheck with_channels_exchanged(RigCheck check, const Rig& rig) {
  check.open = swap_channels(std::move(check.open));
  check.shorted = swap_channels(std::move(check.shorted));
  check.hearing = heard(probe_for(rig), check, rig);
  return check;
}

}  // namespace ohmsweep
