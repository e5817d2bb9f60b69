#pragma once
/// The virtual bench as a plain description: an interface with its converters' defects, the wiring, the
/// reference resistor, and what can be connected. Every defect is off by default, so that each can be
/// injected alone; an untouched Bench is an ideal one. Levels are linear here: full scale is 1.0, and an rms
/// of 1.0 is 0 dBFS.
/// Thread rule: values and pure functions.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "ohmsweep/circuit/netlist.h"
#include "ohmsweep/circuit/nodal_analysis.h"
#include "ohmsweep/core/covariance.h"

namespace ohmsweep {

/// Mains hum: k · frequency with the given relative amplitudes, random phases, on each input.
struct Hum {
  double rms = 0.0;                                         ///< of the sum, full scale 1.0
  double frequency_hz = 50.0;                               ///< of the fundamental
  std::vector<double> harmonics{1.0, 0.2, 0.45, 0.1, 0.3};  ///< relative amplitude of k = 1, 2, …
  friend bool operator==(const Hum&, const Hum&) = default;
};

/// A stationary tone on both inputs, of random phase: a line of the USB frame rate, a switching supply.
struct Tone {
  double frequency_hz = 1000.0;
  double rms = 0.0;
  friend bool operator==(const Tone&, const Tone&) = default;
};

/// Amplitudes of the second and third harmonic relative to a sinusoid at the level that the owner states. A
/// quieter one has A and A² times as much, as a square and a cubic law give.
struct Harmonics {
  double second = 0.0;
  double third = 0.0;
  [[nodiscard]] bool any() const { return second != 0.0 || third != 0.0; }
  friend bool operator==(const Harmonics&, const Harmonics&) = default;
};

/// zeroed: samples become 0. lost: they are missing and what follows moves up. repeated: the block before is
/// played again in their place.
enum class DropoutKind { zeroed, lost, repeated };

struct Dropout {
  double at_s = 0.0;  ///< after the start of the recording
  int samples = 0;
  DropoutKind kind = DropoutKind::zeroed;
  std::optional<int> take;  ///< TakeState::index that it hits; nothing: every take
  friend bool operator==(const Dropout&, const Dropout&) = default;
};

/// What the converters add to the two nodes' voltages.
struct Converters {
  std::uint64_t seed = 1;       ///< of everything random
  double noise_rms = 0.0;       ///< white, independent on each input
  double pink_noise_rms = 0.0;  ///< power 1/f from 1 Hz to half the rate, independent on each input
  Hum hum;
  std::vector<Tone> tones;
  double dc = 0.0;                   ///< offset of both inputs
  double gain_mismatch = 0.0;        ///< the dut channel's gain is 1 + this
  double gain_drift_per_take = 0.0;  ///< and times 1 + this · TakeState::index
  double skew_samples = 0.0;         ///< the dut channel is later by this fraction of a sample
  double source_high_pass_hz = 0.0;  ///< first-order corner of the source channel's coupling, 0: none
  double dut_high_pass_hz = 0.0;
  double crosstalk = 0.0;             ///< amplitude of either input that leaks into the other
  Harmonics dac;                      ///< relative to the stimulus at its own peak; common to both channels
  Harmonics adc;                      ///< of each input, relative to full scale
  double latency_s = 0.0;             ///< of playback and recording together
  double clock_offset = 0.0;          ///< the player's clock is faster than the recorder's by this fraction
  double clipping_level = 1.0;        ///< samples beyond ± this are cut off
  int bits = 0;                       ///< word length of the converter, 0: not quantised
  double output_peak_volts = 1.0;     ///< what full scale 1.0 is at the output, without load
  double input_peak_volts = 1.0;      ///< what full scale 1.0 is at the inputs
  std::optional<double> source_peak;  ///< when set, the inputs' gain makes the source channel peak here
  std::vector<Dropout> dropouts;
  friend bool operator==(const Converters&, const Converters&) = default;
};

/// What one input puts across its node.
struct BenchInput {
  double resistance_ohm = 0.0;  ///< 0: none, an ideal voltmeter
  double capacitance_f = 0.0;
  friend bool operator==(const BenchInput&, const BenchInput&) = default;
};

/// A resistance in series with an inductance.
struct BenchLead {
  double resistance_ohm = 0.0;
  double inductance_h = 0.0;
  friend bool operator==(const BenchLead&, const BenchLead&) = default;
};

/// From the interface's sockets to the device's terminals.
struct Wiring {
  double output_resistance_ohm = 0.0;  ///< of the interface's output
  BenchInput source_input;
  BenchInput dut_input;
  BenchLead source_lead;     ///< between the output socket and the source node
  BenchLead device_lead;     ///< between the dut node and the device
  BenchLead ground_return;   ///< between the device and the interface's ground
  double contact_ohm = 0.0;  ///< standard deviation of the device's contacts, a new draw at every take
  friend bool operator==(const Wiring&, const Wiring&) = default;
};

struct ReferenceResistor {
  double resistance_ohm = 100.0;
  double inductance_h = 0.0;
  double capacitance_f = 0.0;  ///< across it
  friend bool operator==(const ReferenceResistor&, const ReferenceResistor&) = default;
};

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

/// looped: driven from the interface, whose source channel reads the amplifier's own input. player: plays by
/// itself; the source channel reads its other stereo channel, unloaded, and both return through the ground
/// contact. balanced: driven like looped; source and dut channel read hot and cold, the load stands between.
enum class OutputKind { looped, player, balanced };

/// One output of an amplifier, seen from the plug's solder tabs.
struct BenchOutput {
  std::string name;
  OutputKind kind = OutputKind::looped;
  /// From node "source", where an ideal amplifier stands, to node "tip"; node "0" is the ground. A second one
  /// of the same kind drives the other stereo channel, or the cold side.
  Netlist circuit;
  double gain = 1.0;              ///< of the ideal amplifier
  double input_ohm = 0.0;         ///< of the amplifier's input, 0: draws nothing
  double ground_ohm = 0.0;        ///< player: shared by its channels between the sleeve and the inside
  double clock_offset = 0.0;      ///< player: added to the converters'
  double start_s = 0.0;           ///< player: starts this much after the recording, added to the latency
  bool reference_silent = false;  ///< player: the other stereo channel plays silence
  friend bool operator==(const BenchOutput&, const BenchOutput&) = default;
};

struct BenchAmplifier {
  std::string name;
  std::vector<BenchOutput> outputs;
  friend bool operator==(const BenchAmplifier&, const BenchAmplifier&) = default;
};

/// Everything on the table.
struct Bench {
  Converters converters;
  Wiring wiring;
  ReferenceResistor reference;
  std::vector<BenchStandard> standards;
  std::vector<BenchHeadphone> headphones;
  std::vector<BenchAmplifier> amplifiers;
  friend bool operator==(const Bench&, const Bench&) = default;
};

/// Throw Error(failed) with the names that exist when there is none of this name. `channel` is "left" or
/// "right".
[[nodiscard]] const BenchHeadphone& find_headphone(const Bench& bench, const std::string& name);
[[nodiscard]] const Netlist& find_channel(const BenchHeadphone& headphone, const std::string& channel);
[[nodiscard]] const BenchOutput& find_output(const Bench& bench, const std::string& amplifier,
                                             const std::string& output);

/// The impedance that a measurement should find, in ohm. Errors as find_headphone().
[[nodiscard]] Complex true_impedance(const Bench& bench, const std::string& headphone,
                                     const std::string& channel, Hertz frequency);
/// Of an output with only this channel driven (tip branch and ground contact); balanced: between hot and
/// cold. Errors as find_output().
[[nodiscard]] Complex true_output_impedance(const Bench& bench, const std::string& amplifier,
                                            const std::string& output, Hertz frequency);

/// What one take connects, in the words of the command line. "cable-both", "cable-1" and "cable-2" are a
/// plain cable from the output to both inputs, the source or the dut channel's, without reference resistor;
/// an input without it is shorted.
struct BenchState {
  std::string
      state;  ///< "open", "short", a standard's name, "left", "unloaded", "33ohm", "headphone:HD.left"
  std::string device;  ///< headphone or amplifier; empty for standards
  std::string output;  ///< of the amplifier
};

/// The whole circuit of a state, ready to be solved.
struct BenchCircuit {
  Netlist netlist;
  std::vector<Excitation> drive;  ///< one volt out of the playing converter
  std::string source_node;        ///< what the source channel reads
  std::string dut_node;
  bool loaded = false;    ///< the three below exist
  std::string load_emf;   ///< a voltage source in series with the device or load
  std::string load_plus;  ///< terminals of the device or load
  std::string load_minus;
  Harmonics load_distortion;
  double clock_offset = 0.0;  ///< of the player, relative
  double latency_s = 0.0;
};

/// Throws Error(failed) for a state, device or output that the bench does not have.
[[nodiscard]] BenchCircuit connect(const Bench& bench, const BenchState& state);

}  // namespace ohmsweep
