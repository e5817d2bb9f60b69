#pragma once
/// One take of the rig's probe, reduced to the figures that faults show in. Pure.

#include <vector>

#include "ohmsweep/core/covariance.h"
#include "ohmsweep/measurement/rig_probe.h"
#include "ohmsweep/signal/recording.h"

namespace ohmsweep {

/// The transfer from the probe to one channel: bins k·bin_hz of the sweep's deconvolution.
struct ProbeResponse {
  double bin_hz = 0.0;
  std::vector<Complex> transfer;
};

/// What one channel hears. Levels have full scale 1.0.
struct HeardChannel {
  double dc = 0.0;
  double silence_rms = 0.0;  ///< without DC
  double mains_share = 0.0;  ///< of the silence's power: within a few hertz of 50 or 60 Hz and multiples
  double peak = 0.0;
  double flat_share = 0.0;  ///< of the loud tone's samples: within 0.1 % of its peak; 3 % of a sine's are
  double tone_error = 0.0;  ///< standard error of the three amplitudes below, from the noise
  double quiet_tone = 0.0;  ///< amplitudes; the tone's first 80 ms are left out
  double loud_tone = 0.0;
  double quiet_again = 0.0;
  double loud_begin = 0.0;  ///< of the loud tone's first and last quarter
  double loud_end = 0.0;
  ProbeResponse response;
  double mid_gain = 0.0;  ///< median of |response| over 300 Hz to 3 kHz
};

struct HeardProbe {
  bool found = false;  ///< the probe stands out of the noise on a channel
  HeardChannel source;
  HeardChannel dut;
  Complex ratio;  ///< dut over source, over 300 Hz to 3 kHz by least squares
  /// Whether both channels hold the same signal down to their noise, a factor apart.
  bool same_signal = false;
};

/// The take may begin late by up to 2 s, and early by nothing.
[[nodiscard]] HeardProbe hear(const RigProbe& probe, const Recording& take);

/// dut over source between two frequencies, by least squares over the bins there, the louder channel taken as
/// free of noise.
[[nodiscard]] Complex ratio_between(const HeardProbe& heard, double from_hz, double to_hz);

}  // namespace ohmsweep
