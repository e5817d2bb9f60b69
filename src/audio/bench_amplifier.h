#pragma once
/// What an output's amplifiers do beside amplifying linearly. All of it acts as EMFs in series with the ideal
/// amplifiers, and as a current in parallel with a saturating inductance, so that the rest of the circuit
/// stays linear.

#include <cstddef>

#include "audio/bench_converters.h"
#include "audio/bench_transfer.h"
#include "ohmsweep/circuit/bench.h"

namespace ohmsweep {

/// One take as its transform sees it.
struct PathTake {
  int index = 0;  ///< TakeState::index
  int sample_rate = 0;
  std::size_t size = 0;  ///< of the transform
  bool whole = true;     ///< false for a part of an endless sound, where no protection is watched
};

/// Adds what the output does to the quantities of a take, in this order: a moved volume and the voltage's
/// clipping, the current's limit, the core, protection.
///
/// Clipping has no memory and acts on the ideal amplifier's voltage. The current's limit bends the current
/// that would flow without it and asks for the EMF that makes it so: no iteration, exact for that current
/// whatever the circuit, but the amplifier has no say in how its feedback recovers. Each amplifier is limited
/// by itself, as if the other did not react. The core's current is iterated until it agrees with itself;
/// throws Error(failed) where it does not.
void add_amplifier_effects(BenchResponse& spectra, const BenchTransfer& transfer, const BenchOutput& output,
                           const PathTake& take);

/// What the output's noise and hum put on the recorder's two channels, so many samples of each. White noise
/// repeats with the transform.
[[nodiscard]] ChannelPair output_noise(const BenchTransfer& transfer, const BenchOutput& output,
                                       const PathTake& take, const TakeKey& key, std::size_t samples);

}  // namespace ohmsweep
