#include "ohmsweep/workflow/rig_check.h"

#include <fmt/format.h>

#include <utility>

namespace ohmsweep {
namespace {

RigProbe probe_for(const Rig& rig) { return make_rig_probe(rig.sample_rate.value_or(usual_sample_rate)); }

RigHearing heard(const RigProbe& probe, const RigCheck& check, const Rig& rig) {
  return listen_to_rig(probe, check.open, check.shorted, Ohms(rig.reference_ohm.value));
}

}  // namespace

RigCheck check_rig(AudioDevice& device, const Rig& rig, const Connect& connect, const Narrator& narrator) {
  const RigProbe probe = probe_for(rig);
  const AudioFormat format = audio_format(rig, probe.stimulus.sweep.sample_rate);
  int index = 0;
  const auto record = [&](const std::string& state) {
    if (connect) connect(state);
    const Progress progress = [&](double fraction) {
      if (narrator.progress) narrator.progress(fmt::format("listening to the rig, {}", state), fraction);
    };
    return device.play_and_record(probe.stimulus, format, {state, "", "", index++}, progress);
  };
  RigCheck check;
  check.open = record("open");
  check.shorted = record("short");
  check.hearing = heard(probe, check, rig);
  return check;
}

Rig with_channels_exchanged(Rig rig) {
  std::swap(rig.source_channel, rig.dut_channel);
  std::swap(rig.source_input, rig.dut_input);
  return rig;
}

RigCheck with_channels_exchanged(RigCheck check, const Rig& rig) {
  check.open = swap_channels(std::move(check.open));
  check.shorted = swap_channels(std::move(check.shorted));
  check.hearing = heard(probe_for(rig), check, rig);
  return check;
}

}  // namespace ohmsweep
