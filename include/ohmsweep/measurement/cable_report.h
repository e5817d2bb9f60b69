#pragma once
/// What an interface is like by itself: its output by a cable to its inputs, without reference resistor or
/// device. Thread rule: values and pure functions.

#include <optional>
#include <string>
#include <vector>

#include "ohmsweep/core/finding.h"
#include "ohmsweep/measurement/channel_match.h"
#include "ohmsweep/measurement/continuity.h"
#include "ohmsweep/measurement/tone_ladder.h"
#include "ohmsweep/signal/ratio.h"

namespace ohmsweep {

/// Where the output's cable leads.
enum class CableEnd { both, source, dut };

/// Of playing and recording together, one value for each take of the sweep.
struct LoopDelay {
  std::vector<double> source_frames;  ///< at the sweep's beginning; within two frames where clocks differ
  double skew_frames = 0.0;           ///< the dut channel is later by this
};

/// The offset of the player's clock from the recorder's, and from what it was found.
struct LoopClock {
  double ppm = 0.0;
  double u95_ppm = 0.0;
};

struct CableReport {
  int sample_rate = 0;
  double level_dbfs = 0.0;
  LoopDelay delay;
  LadderReading ladder;                    ///< noise and distortion over level
  std::vector<BandDistortion> distortion;  ///< from the sweep
  ChannelMatch match;
  std::optional<Crosstalk> to_dut;  ///< what the dut channel hears of the source channel
  std::optional<Crosstalk> to_source;
  LoopClock clock;
  Continuity continuity;
  StreamFlags flags;      ///< of all takes; hints
  int broken_takes = 0;   ///< of the sweep; recorded again
  bool unstable = false;  ///< the sweeps contradict one another beyond their noise
  Findings findings;      ///< judge_cable()
};

/// The part of a report that the sweeps with both inputs connected give. Needs at least one.
void add_sweeps(CableReport& report, const std::vector<RatioCurve>& takes, const ExponentialSweep& sweep);

/// What the figures mean for impedances: dropout, signal_lost, automatic_gain, mono_inputs and
/// unstable_device are blocking, and input_mismatch where a calibration would refuse the rig; distortion,
/// crosstalk, input_mismatch, dc_offset, low_snr, too_quiet, mains_lines and, for inputs apart in time,
/// unsteady_delay are warnings; clock_offset and other unsteady_delay are notes.
[[nodiscard]] Findings judge_cable(const CableReport& report);

/// Why this connection cannot be judged, in one sentence: a cable that is missing or in the other input, an
/// input that is cut off, a sound too quiet. Nothing where it is as it has to be.
[[nodiscard]] std::optional<std::string> fault_of_ladder(const LadderReading& reading, int source_channel,
                                                         int dut_channel);
/// The same of a sweep with one input connected; `both` is the ladder of before.
[[nodiscard]] std::optional<std::string> fault_of_single(const Recording& take, const LadderReading& both,
                                                         CableEnd end, int source_channel, int dut_channel);

}  // namespace ohmsweep
