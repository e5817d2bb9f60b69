#pragma once
/// One steady tone somewhere in a take, as both inputs heard it. The take may hold silence and rising steps
/// before it: the loudest stretch of at least a second that holds still counts. Full scale is 1.0. Thread
/// rule: pure functions.

#include <cstddef>

#include "ohmsweep/core/covariance.h"
#include "ohmsweep/core/units.h"
#include "ohmsweep/signal/recording.h"

namespace ohmsweep {

/// One input's share.
struct SteadyInput {
  double amplitude = 0.0;  ///< peak
  double error = 0.0;      ///< standard uncertainty of it, from the noise beside the tone
  double foreign = 0.0;    ///< rms of all else, harmonics included and DC not, over that of the tone
  double hum = 0.0;        ///< rms of mains hum over that of the tone
  double peak = 0.0;       ///< largest absolute sample
  std::size_t clipped_samples = 0;
  /// Whether the tone stands out of the noise beside it.
  [[nodiscard]] bool heard() const { return amplitude > 10.0 * error && amplitude > 0.0; }
};

struct SteadyHearing {
  double frequency_hz = 0.0;  ///< as it was found
  double from_s = 0.0;        ///< the stretch in the take
  double to_s = 0.0;
  SteadyInput source;
  SteadyInput dut;
  Complex ratio;                ///< dut over source; 0 where the source channel hears nothing
  double ratio_variance = 0.0;  ///< E|δ|²
};

/// `tone` is what was played, within 300 ppm, at least 50 Hz. Throws Error(rejected) for a take without a
/// steady second of it on either input.
[[nodiscard]] SteadyHearing hear_steady(const Recording& take, Hertz tone);

}  // namespace ohmsweep
