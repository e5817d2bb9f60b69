#pragma once
// Lost and repeated samples as steps of the sweep's delay: from there on it arrives earlier or later, and the
// transfer function jumps at the frequency that the sweep had reached.

#include <vector>

#include "signal/sweep_track.h"

namespace ohmsweep {

/// Times, in the take, at which either channel's transfer function jumps. A different clock is a slope of the
/// delay and no step; a circuit's own resonances are smooth on the scale on which the sweep tells two moments
/// apart.
[[nodiscard]] std::vector<double> delay_steps(const SweepTrack& track);

}  // namespace ohmsweep
