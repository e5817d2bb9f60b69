#pragma once
/// The interface's scale in volts: a steady tone through a plain cable to both inputs while a person reads a
/// multimeter. Thread rule: as for a session.

#include <functional>

#include "ohmsweep/audio/audio_device.h"
#include "ohmsweep/formats/rig_file.h"
#include "ohmsweep/measurement/input_volts.h"
#include "ohmsweep/workflow/session.h"

namespace ohmsweep {

struct VoltsRequest {
  AudioFormat format;
  Decibels level{-12.0};  ///< peak of the tone
};

/// Plays volts_tone from -50 dBFS up to the level, and there until `going_on`, called after each tenth of a
/// second, returns false, but three seconds at least. Returns what was heard last, up to four seconds. Throws
/// what the device and `going_on` throw.
[[nodiscard]] Recording listen_for_volts(AudioDevice& device, const VoltsRequest& request,
                                         const Narrator& narrator, const std::function<bool()>& going_on);

/// What a rig file states after this: both inputs by themselves, the output where it was found, and one
/// tolerance that covers all of them. Values have five digits.
[[nodiscard]] FullScales measured_scales(const FullScales& before, const VoltsFound& found);
/// The same for one full scale that a maker states for both inputs; without a tolerance none is stated.
[[nodiscard]] FullScales declared_scales(const FullScales& before, double vrms,
                                         std::optional<double> tolerance);

}  // namespace ohmsweep
