#pragma once
/// The defects of the recording converters, from node voltages to samples.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "audio/random_stream.h"
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

/// Which input a disturbance is drawn for.
inline constexpr std::uint64_t source_input = 1;
inline constexpr std::uint64_t dut_input = 2;

/// amplitude · cos(2π cycles_per_sample · i + phase)
struct Sinusoid {
  double amplitude = 0.0;
  double cycles_per_sample = 0.0;
  double phase = 0.0;
};

/// What an input adds whatever is played, noise, hum, tones and DC, and then where it ends: clipping and word
/// length. Goes on from call to call, so that blocks joined are one long take; only pink noise repeats, after
/// `pink_period` samples or a little more.
class InputDisturbance {
 public:
  InputDisturbance(const Converters& converters, int sample_rate, const TakeKey& key, std::uint64_t channel,
                   std::size_t pink_period);
  void add(std::vector<double>& samples);

 private:
  void add_white_noise(std::vector<double>& samples);

  double white_rms_;
  RandomStream white_;
  std::optional<double> spare_;  ///< the second number of a pair whose first is used
  std::vector<double> pink_;
  std::vector<Sinusoid> sinusoids_;
  double dc_;
  double clipping_level_;
  int bits_;
  std::size_t passed_ = 0;  ///< samples so far
};

/// amplitude · cos(ω(first + i) + phase) on top of the samples.
void add_sinusoid(std::vector<double>& samples, const Sinusoid& sinusoid, std::size_t first);
/// The lines of a hum below half the rate, their phases drawn from the stream.
[[nodiscard]] std::vector<Sinusoid> hum_of(const Hum& hum, int sample_rate, RandomStream random);

/// What a stream of random numbers is for: each defect draws its own, so that one can change alone.
enum class Purpose : std::uint64_t {
  white = 1,
  pink,
  hum,
  tone,
  contact,
  plug,
  gain_walk,
  output_noise,
  output_hum
};
[[nodiscard]] RandomStream stream(const TakeKey& key, Purpose purpose, std::uint64_t channel);

/// The dut channel's gain at a take, beside its mismatch: drift, walk and warm-up.
[[nodiscard]] double dut_gain_at(const Converters& converters, int index);

/// That gain and the inputs' distortion.
void apply_input_gain(ChannelPair& samples, const Converters& converters, int index);

/// Everything on samples of a whole take, in this order: apply_input_gain, then both inputs' disturbances.
void apply_sample_defects(ChannelPair& samples, const Converters& converters, int sample_rate,
                          const TakeKey& key);

/// Dropouts that hit this take. The channels keep their length; silence follows where samples were lost.
void apply_dropouts(ChannelPair& samples, const Converters& converters, int sample_rate, int index);

/// The contact resistance of this take's plug-in, ohm: of the device, and of an output's plug.
[[nodiscard]] double draw_contact(double standard_deviation_ohm, const TakeKey& key);
[[nodiscard]] double draw_plug(double standard_deviation_ohm, const TakeKey& key);

}  // namespace ohmsweep
