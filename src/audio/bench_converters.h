#pragma once
/// The defects of the recording converters, from node voltages to samples.

#include <cstddef>
#include <cstdint>
#include <vector>

#include "ohmsweep/circuit/bench.h"

namespace ohmsweep {

/// The samples of both channels.
struct ChannelPair {
  std::vector<double> source;
  std::vector<double> dut;
};

/// Which take this is: what the random draws depend on, and time for drift and single dropouts.
struct TakeKey {
  std::uint64_t seed = 1;
  std::uint64_t state = 0;
  int index = 0;
};

/// The linear defects that every take shares, on two spectra (or responses) of a transform of `size` samples:
/// full scale, crosstalk, gain, coupling, skew and latency (`latency_s` in all).
void apply_linear_defects(std::vector<Complex>& source, std::vector<Complex>& dut,
                          const Converters& converters, double latency_s, int sample_rate, std::size_t size);

/// The rest, on samples: drift of the gain, distortion, noise, hum, tones, DC, clipping, word length.
void apply_sample_defects(ChannelPair& samples, const Converters& converters, int sample_rate,
                          const TakeKey& key);

/// Dropouts that hit this take. The channels keep their length; silence follows where samples were lost.
void apply_dropouts(ChannelPair& samples, const Converters& converters, int sample_rate, int index);

/// The contact resistance of this take's plug-in, ohm.
[[nodiscard]] double draw_contact(double standard_deviation_ohm, const TakeKey& key);

}  // namespace ohmsweep
