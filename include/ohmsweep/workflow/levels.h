#pragma once
/// Levels at the bench: watching both inputs, and finding how loud a rig may play. The first sound is a quiet
/// one, and it rises; whoever calls has warned the person before. Thread rule: as for a session.

#include <functional>
#include <optional>
#include <vector>

#include "ohmsweep/audio/audio_device.h"
#include "ohmsweep/calibration/rig.h"
#include "ohmsweep/library/library.h"
#include "ohmsweep/measurement/input_levels.h"
#include "ohmsweep/measurement/level_search.h"
#include "ohmsweep/workflow/session.h"

namespace ohmsweep {

/// What a meter plays: whole cycles in every second, no harmonic of the mains, no divisor of a sample rate.
inline constexpr Hertz meter_tone{997.0};
/// Where every sound begins.
inline constexpr Decibels quiet_start{-50.0};

/// What a person states about limits.
struct LimitRequest {
  std::optional<Decibels> max_level;
  std::optional<Volts> max_voltage;
  std::optional<Watts> max_power;
};
/// Limits of this rig; the reference resistor counts with the lower end of its tolerance. Throws Error(usage)
/// where volts or watts are limited and the rig does not state output_full_scale.
[[nodiscard]] LevelLimits level_limits(const Rig& rig, const LimitRequest& request);

/// The smallest |Z| of all headphones that the library holds, ohm; nothing without any.
[[nodiscard]] std::optional<double> lowest_impedance_ohm(const Library& library);

struct FindLevelRequest {
  LevelLimits limits;
  AudioFormat format;
  TakeState state;             ///< what is connected; its index counts up with the steps
  double reference_ohm = 100;  ///< for the impedance that is seen on the way
};

struct FoundLevel {
  LevelVerdict verdict;  ///< with a level
  LevelBound bound;
  std::vector<LevelStep> clean;         ///< in order
  std::optional<double> impedance_ohm;  ///< smallest that was seen, if the inputs' gains are equal
};

/// Plays probes from quiet_start up until an input is no longer clean or a limit is reached, and tells each
/// step. Throws Error(rejected) where no level is clean or nothing comes back, and what the device throws.
[[nodiscard]] FoundLevel find_level(AudioDevice& device, const FindLevelRequest& request,
                                    const Narrator& narrator);

struct MeterRequest {
  AudioFormat format;
  TakeState state;
  std::optional<Decibels> level;  ///< of meter_tone; nothing: listens in silence
};

/// Listens until `watcher`, called after each tenth of a second, returns false. With a level the tone first
/// rises to it from quiet_start in steps of 6 dB, a third of a second each, which are not metered, nor is the
/// first half second at the level itself; narrator's progress is called meanwhile. Throws what the device and
/// the watcher throw.
void watch_levels(AudioDevice& device, const MeterRequest& request, const Narrator& narrator,
                  const std::function<bool(const LevelMeter&)>& watcher);

}  // namespace ohmsweep
