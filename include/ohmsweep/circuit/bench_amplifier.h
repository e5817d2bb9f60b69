#pragma once
/// The outputs of a virtual bench as plain descriptions: what stands between a player or the interface and
/// the plug's solder tabs. Every defect is off by default. Thread rule: values.

#include <optional>
#include <string>
#include <vector>

#include "ohmsweep/circuit/bench_interface.h"
#include "ohmsweep/circuit/netlist.h"

namespace ohmsweep {

/// looped: driven from the interface, whose source channel reads the amplifier's own input. player: plays by
/// itself; the source channel reads its other stereo channel, unloaded, and both return through the ground
/// contact. balanced: driven like looped; source and dut channel read hot and cold against the interface's
/// ground, the load stands between.
enum class OutputKind { looped, player, balanced };

enum class FilterShape { low_shelf, high_shelf, peak };

/// One band of a player's equaliser.
/// Source: R. Bristow-Johnson, "Cookbook formulae for audio equalizer biquad filter coefficients" (W3C Note,
/// 2021).
struct EqualiserBand {
  FilterShape shape = FilterShape::low_shelf;
  double frequency_hz = 100.0;
  double gain_db = 0.0;
  double q = 0.7071;
  friend bool operator==(const EqualiserBand&, const EqualiserBand&) = default;
};

/// A gain that follows the louder of both channels' envelopes: full scale 1.0. Above the threshold 1 dB more
/// at the input is 1/ratio dB more at the output; below it the same law lifts, by `most_gain_db` at most.
struct AutomaticGain {
  double threshold = 0.1;
  double ratio = 4.0;
  double attack_s = 0.01;  ///< time constants of the envelope
  double release_s = 0.3;
  double most_gain_db = 0.0;  ///< 0: a compressor that never lifts
  friend bool operator==(const AutomaticGain&, const AutomaticGain&) = default;
};

/// What a player does to samples before its converter, in this order.
struct PlayerSound {
  bool mono_sum = false;  ///< each channel plays the mean of both
  /// A low shelf at 150 Hz, a passage's peak deciding: this much at -40 dBFS and below, none at full scale,
  /// linear in dB between. A passage lies between silences of both channels of 0.1 s at least.
  double loudness_db = 0.0;
  std::vector<EqualiserBand> equaliser;
  std::optional<AutomaticGain> automatic_gain;
  [[nodiscard]] bool changes_samples() const {
    return mono_sum || loudness_db != 0.0 || !equaliser.empty() || automatic_gain;
  }
  friend bool operator==(const PlayerSound&, const PlayerSound&) = default;
};

/// Somebody moved the knob.
struct VolumeStep {
  double change = 0.0;  ///< relative, of every channel of the output
  int from_take = 0;    ///< TakeState::index from which it holds
  friend bool operator==(const VolumeStep&, const VolumeStep&) = default;
};

/// Where an output ends; 0: nowhere.
struct OutputLimits {
  double clip_volts = 0.0;    ///< peak of the ideal amplifier, cut off hard
  double current_amps = 0.0;  ///< peak of the output's current, bent from 80 % of it on, never exceeded
  /// Current whose envelope, once above this for `protection_s`, silences the output for the rest of the
  /// take.
  double protection_amps = 0.0;
  double protection_s = 0.005;
  [[nodiscard]] bool any() const { return clip_volts > 0.0 || current_amps > 0.0 || protection_amps > 0.0; }
  friend bool operator==(const OutputLimits&, const OutputLimits&) = default;
};

/// A transformer's core: the magnetising current i of the inductance becomes i (1 + (i / amps)²).
struct SaturatingCore {
  std::string inductor;  ///< element of the output's circuit
  double amps = 0.0;     ///< peak magnetising current that saturation doubles
  friend bool operator==(const SaturatingCore&, const SaturatingCore&) = default;
};

/// What an output adds at the ideal amplifier, whatever is played.
struct BenchNoise {
  double rms_volts = 0.0;  ///< white, from 20 Hz to 20 kHz; independent on each channel or leg
  Hum hum{};               ///< its rms in volts; the same on every channel or leg
  [[nodiscard]] bool any() const { return rms_volts > 0.0 || hum.rms > 0.0; }
  friend bool operator==(const BenchNoise&, const BenchNoise&) = default;
};

/// One position of a gain switch or volume control; what it states replaces what the output states.
struct GainSetting {
  std::string name;
  double gain = 1.0;
  double noise_volts = 0.0;   ///< as BenchNoise::rms_volts
  double clip_volts = 0.0;    ///< as OutputLimits
  double imbalance_db = 0.0;  ///< as BenchOutput
  friend bool operator==(const GainSetting&, const GainSetting&) = default;
};

/// One output of an amplifier, seen from the plug's solder tabs.
struct BenchOutput {
  std::string name;
  OutputKind kind = OutputKind::looped;
  /// From node "source", where an ideal amplifier stands, to node "tip"; node "0" is the ground. A second one
  /// of the same kind drives the other stereo channel, or the cold side.
  Netlist circuit;
  Netlist cold_circuit{};         ///< balanced: of the cold side; empty: as `circuit`
  double gain = 1.0;              ///< of the ideal amplifier
  double imbalance_db = 0.0;      ///< of the other stereo channel or the cold side, relative to this one
  double crosstalk = 0.0;         ///< player: amplitude of either channel that leaks into the other
  double input_ohm = 0.0;         ///< of the amplifier's input, 0: draws nothing
  double ground_ohm = 0.0;        ///< player: shared by its channels between the sleeve and the inside
  double clock_offset = 0.0;      ///< player: added to the converters'
  double start_s = 0.0;           ///< player: starts this much after the recording, added to the latency
  bool reference_silent = false;  ///< player: the other stereo channel plays silence
  PlayerSound sound{};            ///< player
  VolumeStep volume_step{};
  OutputLimits limits{};
  std::optional<SaturatingCore> core{};  ///< looped
  BenchNoise noise{};
  std::vector<GainSetting> settings{};
  friend bool operator==(const BenchOutput&, const BenchOutput&) = default;
};

struct BenchAmplifier {
  std::string name;
  std::vector<BenchOutput> outputs;
  friend bool operator==(const BenchAmplifier&, const BenchAmplifier&) = default;
};

/// What stands between an output's name and a setting's: "phones@high".
inline constexpr char setting_mark = '@';

}  // namespace ohmsweep
