#pragma once
/// A bench's circuit as impulse responses: from the played channel to the source and the dut channel.

#include <cstddef>

#include "live/interface/impulse_response.h"
#include "ohmsweep/circuit/bench.h"

namespace ohmsweep::live {

/// Both channels, in samples for samples: full scale, crosstalk, gain, coupling and skew included.
struct BenchPath {
  ImpulseResponse source;
  ImpulseResponse dut;
  std::size_t delay = 0;  ///< whole samples that come on top
};

/// The responses begin this many samples early, so that what precedes the causal part (the edge below) fits.
inline constexpr std::size_t response_lead = 512;

/// Solves the circuit of a state, with the contact of its take number `index`. The circuit's response holds
/// up to 0.47 of the rate; above it falls to nothing at half the rate, as a converter's does. Nonlinear
/// parts, clocks and `source_peak` are not in it. Throws Error(failed) for a state that the bench lacks.
[[nodiscard]] BenchPath bench_path(const Bench& bench, const BenchState& state, int index, int sample_rate,
                                   std::size_t taps);

}  // namespace ohmsweep::live
