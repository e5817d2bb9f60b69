#pragma once
/// Faults of a rig that two short takes of its probe betray: one with nothing connected, one with the
/// device's terminals shorted. Thread rule: pure; FFT plans are shared behind a lock.

#include "ohmsweep/core/finding.h"
#include "ohmsweep/core/units.h"
#include "ohmsweep/measurement/rig_probe.h"
#include "ohmsweep/signal/recording.h"

namespace ohmsweep {

/// What was heard. A fault that hides others is reported alone: without sound nothing can be said of gains.
struct RigHearing {
  /// missing_cable, mono_inputs, channels_swapped, direct_monitoring, automatic_gain, clipping and
  /// standard_disagrees (the short is none) are blocking; input_mismatch is where a calibration would refuse
  /// the rig, else a warning like high_pass, dc_offset, too_quiet, low_snr and mains_lines. band_limited is a
  /// note.
  Findings findings;
  double gain_ratio_db = 0.0;       ///< dut over source channel with nothing connected
  double apparent_short_ohm = 0.0;  ///< what the short looks like against the reference resistor
  /// The smallest monitoring that would have been noticed, relative to what is played, at delays of
  /// shortest_delay_s to longest_delay_s. An analogue monitor path has no delay and stays unheard.
  double monitoring_floor = 0.0;
  double shortest_delay_s = 0.0;
  double longest_delay_s = 0.0;
};

/// `open` and `shorted` are takes of probe.stimulus, their channels as the rig has them. Throws Error(failed)
/// for a take of another rate, channels of different lengths or a take shorter than the probe.
[[nodiscard]] RigHearing listen_to_rig(const RigProbe& probe, const Recording& open, const Recording& shorted,
                                       Ohms reference);

/// The same as far as the open take tells it alone: swapped channels, mono inputs and a wrong short stay
/// unheard, and apparent_short_ohm 0.
[[nodiscard]] RigHearing listen_to_open_rig(const RigProbe& probe, const Recording& open);

}  // namespace ohmsweep
