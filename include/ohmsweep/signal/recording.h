#pragma once
/// What came back from a device: sampled channels of one converter. Values; thread-safe to share.

#include <string>
#include <vector>

namespace ohmsweep {

/// What the driver said while a take ran, counted in callbacks. Hints and no proof: blocks are lost without a
/// flag, and flags are raised where nothing is lost. What counts is found in the samples.
struct StreamFlags {
  int input_overflows = 0;
  int input_underflows = 0;
  int output_overflows = 0;
  int output_underflows = 0;

  [[nodiscard]] bool any() const {
    return input_overflows + input_underflows + output_overflows + output_underflows > 0;
  }
};

/// Two channels recorded together. Full scale is 1.0.
struct Recording {
  int sample_rate = 0;
  std::vector<double> source;  ///< source (or reference) channel: the node before the reference resistor
  std::vector<double> dut;     ///< dut channel: the node after it; same length as source
  std::string name;            ///< where it came from, for sentences: a file name or a bench state
  std::string hash;     ///< SHA-256 of the decoded samples and rate, lower-case hex; names the take's content
  StreamFlags flags{};  ///< none for takes that are not live
  /// The source channel is the stimulus itself and no recording: what it has beside the sweep is rounding.
  bool source_as_played = false;
};

/// The same take with the two channels exchanged.
[[nodiscard]] Recording swap_channels(Recording recording);

}  // namespace ohmsweep
