#pragma once
/// The virtual bench as an audio device: plays a stimulus into a simulated circuit and records its nodes.
///
/// Signal path, in the order of the hardware: converter distortion of the stimulus, the player's clock, the
/// circuit by modified nodal analysis at every frequency of the transform, the output's limits and the load's
/// distortion as EMFs in series with them, the output's noise, then the inputs: crosstalk, gain, coupling,
/// skew, latency, distortion, noise, hum, tones, DC, clipping, word length, dropouts. The linear part acts on
/// the recording as if it were repeated for ever, so the spectra of the two channels obey the circuit
/// exactly.

#include <cstdint>
#include <memory>
#include <string>

#include "ohmsweep/audio/audio_device.h"
#include "ohmsweep/circuit/bench.h"

namespace ohmsweep {

/// An AudioDevice whose truth is known. A take is as long as the stimulus and the latency together; that of a
/// player holds its start, the stimulus by its own clock and a quarter of a second more. A player plays
/// the stimulus's reference samples on its other channel; nothing else does. Everything random is a function
/// of the seed, the state and its index alone, but for contacts that last over takes of one state in a row:
/// those are drawn at the first. The transfer functions of the last few states are kept, so repeats of a
/// state are quick.
class VirtualBench : public AudioDevice {
 public:
  /// Other draws of everything random, the same circuits.
  virtual void reseed(std::uint64_t seed) = 0;
  [[nodiscard]] virtual const Bench& bench() const = 0;
};

/// `name` is the bench's own: name() is "bench:" and it. play_and_record() throws Error(failed) for a state,
/// device or output that the bench does not have, for a stimulus of another rate than the format's, for an
/// empty stimulus and for input channels other than 1 (source) and 2 (dut), in either order. listen() runs
/// as fast as it is computed, several times faster than real time, and throws the same for the state, the
/// rate and the channels; dropouts, an output's protection and noise, and what a player does to samples
/// belong to takes and are not heard in it.
[[nodiscard]] std::unique_ptr<VirtualBench> make_virtual_bench(Bench bench, std::string name);

}  // namespace ohmsweep
