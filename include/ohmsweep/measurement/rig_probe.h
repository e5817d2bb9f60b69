#pragma once
/// What is played to listen to a rig: silence, a short sweep, silence, and a tone that is quiet, loud and
/// quiet again. It is about 2.8 s long and peaks at -30 dBFS, so that it surprises nobody. Thread rule: pure.

#include "ohmsweep/signal/sweep.h"

namespace ohmsweep {

/// A stretch of the probe, seconds after its first sample.
struct ProbeStretch {
  double from_s = 0.0;
  double to_s = 0.0;
};

struct RigProbe {
  /// Its `sweep` describes the sweep alone; what follows the sweep is within its lead_out.
  Stimulus stimulus;
  double tone_hz = 997.0;  ///< no part of the sample rate: a cycle's samples do not repeat
  double quiet = 0.0;      ///< amplitudes, full scale 1.0
  double loud = 0.0;
  ProbeStretch silence;  ///< before everything
  ProbeStretch sweep;
  ProbeStretch quiet_tone;
  ProbeStretch loud_tone;
  ProbeStretch quiet_again;
};

/// Throws Error(usage) for a rate at which no sweep to 6 kHz fits (see check()).
[[nodiscard]] RigProbe make_rig_probe(int sample_rate);

}  // namespace ohmsweep
