#pragma once
/// The interface of a virtual bench as a plain description: its converters' defects, its inputs, the wiring
/// and the reference resistor. Every defect is off by default, so that each can be injected alone. Levels are
/// linear here: full scale is 1.0, and an rms of 1.0 is 0 dBFS.
/// Thread rule: values.

#include <cstdint>
#include <optional>
#include <vector>

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
  double gain_walk_per_take = 0.0;   ///< and a random walk: standard deviation of its step at every take
  double warm_up = 0.0;              ///< and times 1 + this · exp(-TakeState::index / warm_up_takes)
  double warm_up_takes = 5.0;        ///< > 0
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
  /// The same of an output's jack and the plug whose tabs are listened to: it adds to the output.
  double plug_ohm = 0.0;
  bool contact_per_connection = false;  ///< takes of one state in a row share their draws
  friend bool operator==(const Wiring&, const Wiring&) = default;
};

struct ReferenceResistor {
  double resistance_ohm = 100.0;
  double inductance_h = 0.0;
  double capacitance_f = 0.0;  ///< across it
  friend bool operator==(const ReferenceResistor&, const ReferenceResistor&) = default;
};

}  // namespace ohmsweep
