#pragma once
/// The level of an output at the bench: how loud it gets unloaded and into loads, its noise, and the balance
/// of its channels. Reads no clock and no terminal. Thread rule: as for a session.

#include <cstddef>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ohmsweep/audio/audio_device.h"
#include "ohmsweep/calibration/rig.h"
#include "ohmsweep/library/library.h"
#include "ohmsweep/measurement/amplifier.h"
#include "ohmsweep/measurement/output_level.h"
#include "ohmsweep/workflow/guide.h"
#include "ohmsweep/workflow/kept_takes.h"
#include "ohmsweep/workflow/session.h"
#include "ohmsweep/workflow/take_state.h"

namespace ohmsweep {

/// Power of a load that states none: that of a common metal-film part.
inline constexpr double unstated_power_w = 0.25;
/// How long nothing is played while noise is recorded.
inline constexpr Seconds noise_duration{10.0};

/// What a step connects. `unloaded` and `loaded` are searched for the clean voltage; noise and shorted are
/// recorded in silence; common and the volumes hear a tone.
enum class LevelStage { unloaded, loaded, noise, shorted, common, full, middle, low };
/// "unloaded", "loaded", "noise", "shorted", "common", "full", "middle", "low".
[[nodiscard]] std::string_view to_string(LevelStage stage);

/// A stage as a recording from elsewhere. Throws Error(usage) for a state that a recording cannot be of.
struct LevelTake {
  LevelStage stage = LevelStage::noise;
  Recording recording;
};
[[nodiscard]] LevelStage recorded_stage(const std::string& state);

/// Where in the sequence a person is asked.
struct LevelPlace {
  LevelStage stage = LevelStage::unloaded;
  std::string load;        ///< as stated; empty unless loaded
  std::size_t number = 1;  ///< from 1
  std::size_t total = 1;
  bool first_sound = false;
};

/// A person's part. Either may be empty: go on, and do not try again. May throw.
struct LevelHands {
  std::function<Preparation(const LevelPlace&)> connect;
  std::function<bool(const std::string& fault)> try_again;
};

struct LevelRequest {
  std::string amplifier;
  std::string output;
  std::string setting;                         ///< empty where the output has one
  OutputWiring wiring = OutputWiring::looped;  ///< what the source channel hears
  std::vector<std::string> loads;              ///< "33ohm+-0.1%/0.25W"
  Decibels highest{0.0};                       ///< no louder, whatever the output does
  std::optional<Volts> most_voltage;
  bool clean = true;
  bool noise = true;
  bool balance = false;
  std::vector<LevelTake> takes;  ///< in place of what would be recorded
};

/// `device` may be missing where all that is asked for is in the takes.
struct LevelSitting {
  AudioDevice* device = nullptr;
  AudioFormat format;
  Rig rig;
  Narrator narrator;
  LevelHands hands;
  std::filesystem::path takes_folder{};  ///< where takes are kept; empty: nowhere
  std::vector<KeptTake> kept{};          ///< as far as this sitting has come
};

struct MeasuredLevel {
  OutputLevel level;
  std::vector<TakeRecord> takes;
};

/// What the takes decide: those of a volume ask for the balance, and where there is nothing to record from
/// (`recorded_only`) nothing is measured but what takes were given for. Throws Error(usage) for takes of what
/// is left out.
[[nodiscard]] LevelRequest decided(LevelRequest request, bool recorded_only);

/// Whether the request can be measured with this rig at all: what measure_level() refuses before it asks or
/// plays anything. `recorded_only` as for decided(). Throws Error(usage).
void check_level_request(const Rig& rig, const LevelRequest& request, bool recorded_only = false);

/// How the output is played: a player's both channels play.
[[nodiscard]] AudioFormat level_format(const Rig& rig, int sample_rate, OutputWiring wiring);

/// Measures what decided() leaves. What a blocking finding makes useless is left out. Nothing is stored.
/// Throws Error(usage) where a clean voltage or noise is asked for and the rig does not state the dut
/// channel's full scale, or both inputs' for a balanced output; where the request asks for nothing, or for
/// loads that are no resistors; Error(rejected) for what the measurements refuse, unless somebody tries
/// again; Stopped; and what the device throws.
[[nodiscard]] MeasuredLevel measure_level(LevelSitting& sitting, const LevelRequest& request);

}  // namespace ohmsweep
