#pragma once
/// The virtual bench as a plain description: an interface with its wiring (bench_interface.h), and what can
/// be connected to it. Every defect is off by default, so that each can be injected alone; an untouched Bench
/// is an ideal one. Thread rule: values and pure functions.

#include <optional>
#include <string>
#include <vector>

#include "ohmsweep/circuit/bench_amplifier.h"
#include "ohmsweep/circuit/bench_interface.h"
#include "ohmsweep/circuit/netlist.h"
#include "ohmsweep/circuit/nodal_analysis.h"
#include "ohmsweep/core/covariance.h"

namespace ohmsweep {

/// What really is behind a standard's name. A state "NNNohm" that is not listed is that resistance exactly,
/// "open" nothing at all and "short" a wire.
struct BenchStandard {
  std::string name;
  Netlist one_port;  ///< between "+" and "-"
  friend bool operator==(const BenchStandard&, const BenchStandard&) = default;
};

/// Two one-ports between "+" and "-".
struct BenchHeadphone {
  std::string name;
  Netlist left;
  Netlist right;
  /// A nonlinear EMF in series with the device: amplitudes relative to the device's voltage, for a sinusoid
  /// as large as the largest device voltage of the take.
  Harmonics distortion;
  friend bool operator==(const BenchHeadphone&, const BenchHeadphone&) = default;
};

/// What one take connects, in the words of the command line.
/// Without an output: "open", "short", a standard's name, "left" and "right" are behind the reference
/// resistor. "cable-both", "cable-1" and "cable-2" are a plain cable from the output to both inputs, the
/// source or the dut channel's, without reference resistor; an input without it is shorted. "shorted" shorts
/// both inputs.
/// With one: "unloaded", or "noise", which is the same for who plays nothing; "33ohm", a standard's name and
/// "headphone:HD.left" are loads; "other:33ohm" is the load on a player's other channel; "common" unloaded
/// with both inputs on the tip, or the hot contact; "shorted" shorts both inputs.
struct BenchState {
  std::string state;
  std::string device;  ///< headphone or amplifier; empty for standards
  std::string output;  ///< of the amplifier, with its setting: "phones@high"
  friend bool operator==(const BenchState&, const BenchState&) = default;
};

/// Somebody who plugs things in while the bench is listened to.
struct BenchHand {
  BenchState plug;       ///< what is connected from then on; without an output
  double after_s = 1.0;  ///< of listening since the last change or take
  friend bool operator==(const BenchHand&, const BenchHand&) = default;
};

/// Everything on the table.
struct Bench {
  Converters converters;
  Wiring wiring;
  ReferenceResistor reference;
  std::vector<BenchStandard> standards;
  std::vector<BenchHeadphone> headphones;
  std::vector<BenchAmplifier> amplifiers;
  std::vector<BenchHand> hands;  ///< one after another
  friend bool operator==(const Bench&, const Bench&) = default;
};

/// Throw Error(failed) with the names that exist when there is none of this name. `channel` is "left" or
/// "right".
[[nodiscard]] const BenchHeadphone& find_headphone(const Bench& bench, const std::string& name);
[[nodiscard]] const Netlist& find_channel(const BenchHeadphone& headphone, const std::string& channel);
/// An output as it is set: "phones", or "phones@high" for one of its settings, which is then its name.
[[nodiscard]] BenchOutput find_output(const Bench& bench, const std::string& amplifier,
                                      const std::string& output);

/// The impedance that a measurement should find, in ohm. Errors as find_headphone().
[[nodiscard]] Complex true_impedance(const Bench& bench, const std::string& headphone,
                                     const std::string& channel, Hertz frequency);
/// Of an output with only this channel driven (tip branch and ground contact); balanced: between hot and
/// cold. Errors as find_output().
[[nodiscard]] Complex true_output_impedance(const Bench& bench, const std::string& amplifier,
                                            const std::string& output, Hertz frequency);

enum class Leg { hot, cold };
/// From one leg of a balanced output to the ground, the other leg carrying nothing. Error(failed) for an
/// output that is not balanced.
[[nodiscard]] Complex true_leg_impedance(const Bench& bench, const std::string& amplifier,
                                         const std::string& output, Leg leg, Hertz frequency);
/// What both channels of a player return through, ohm; 0 where there is nothing of the kind.
[[nodiscard]] double true_shared_ground(const Bench& bench, const std::string& amplifier,
                                        const std::string& output);

/// An ideal amplifier of an output.
struct BenchEmf {
  std::string source;  ///< a voltage source in series with it; its current flows back into the amplifier
  std::string node;    ///< the voltage behind it, over
  std::string back;
};

/// The whole circuit of a state, ready to be solved.
struct BenchCircuit {
  Netlist netlist;
  /// One volt out of the playing converter; a player's both channels, the other one unless it is silent.
  std::vector<Excitation> drive;
  std::vector<Excitation> other_drive;  ///< a player's: one volt out of its other channel alone
  std::string source_node;              ///< what the source channel reads
  std::string dut_node;
  bool loaded = false;    ///< the three below exist
  std::string load_emf;   ///< a voltage source in series with the device or load
  std::string load_plus;  ///< terminals of the device or load
  std::string load_minus;
  std::string plug_emf;  ///< a voltage source in series with the plug of an output; empty without one
  Harmonics load_distortion;
  double clock_offset = 0.0;  ///< of the player, relative
  double latency_s = 0.0;
  std::optional<BenchOutput> output;  ///< as it is set; nothing for headphones and standards
  std::vector<BenchEmf> emfs;         ///< its ideal amplifiers: this one, then the other channel's or cold
  std::string core_current;           ///< a current source in parallel with its saturating inductance
  std::string core_inductor;          ///< that element's name in the netlist
};

/// Throws Error(failed) for a state, device or output that the bench does not have.
[[nodiscard]] BenchCircuit connect(const Bench& bench, const BenchState& state);

}  // namespace ohmsweep
