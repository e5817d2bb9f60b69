#pragma once
/// What the virtual interface does between what is played into it and what is recorded from it.

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "live/interface/partitioned_convolver.h"

namespace ohmsweep::live {

/// Channels in each direction, at most.
inline constexpr std::size_t most_channels = 8;

/// amplitude · cos(2π hz t + phase), t from the start of the interface.
struct SteadyTone {
  double hz = 50.0;
  double amplitude = 0.0;
  double phase = 0.0;
};

/// Of one recorded channel, in the order in which they act. Full scale is 1.0.
struct ChannelDefects {
  bool silent = false;  ///< no cable: what follows stays
  double gain = 1.0;
  double riding_to = 0.0;     ///< an automatic gain holds the rms here, 0: none
  double high_pass_hz = 0.0;  ///< first order, 0: none
  double dc = 0.0;
  std::vector<SteadyTone> tones;
  double noise_rms = 0.0;  ///< white
  double pink_rms = 0.0;   ///< power 1/f from 1 Hz to half the rate, within 1 dB
  double clip = 0.0;       ///< samples beyond ± this are cut off, 0: none
  int bits = 0;            ///< word length, 0: that of a float
};

/// A second device, whose output is wired to where the interface's own would be.
struct Dongle {
  double clock_offset = 0.0;  ///< its clock is faster than the interface's by this fraction
  bool plugged_in = true;     ///< else the wire stays and nothing comes
};

/// Immutable once the callback has them.
struct InterfaceSettings {
  std::optional<Dongle> dongle;
  /// routes[c][p]: gain from played channel p to recorded channel c. Ignored with a bench.
  std::array<std::array<double, most_channels>, most_channels> routes{};
  const ConvolverFilter* bench = nullptr;  ///< recorded channels 1 and 2 are its source and dut channel
  std::size_t bench_input = 0;             ///< the played channel that drives it
  std::size_t bench_delay = 0;             ///< frames
  bool swapped = false;                    ///< recorded channels 1 and 2 change places
  bool mono = false;                       ///< both are their mean
  double monitor_gain = 0.0;               ///< recorded channel c is added to played channel c
  std::size_t monitor_delay = 0;           ///< frames, but at least a period
  std::size_t output_delay = 0;            ///< frames
  std::array<ChannelDefects, most_channels> channels;
  std::uint64_t seed = 1;
};

/// A fault in time, once: so many frames after the first sample that is not zero.
struct TimeFault {
  enum class Kind { none, zero, slip };
  Kind kind = Kind::none;
  std::size_t after = 0;   ///< frames
  std::size_t frames = 0;  ///< zero: how many
  int slip = 0;            ///< > 0: so many are recorded twice; < 0: so many are left out
};

}  // namespace ohmsweep::live
