#pragma once
/// What two inputs hear while nothing is played, band by band. An rms of 1.0 is 0 dBFS; silence is -infinity.
/// Thread rule: pure functions; none fails.

#include <vector>

#include "ohmsweep/measurement/input_levels.h"

namespace ohmsweep {

/// One octave, centre/√2 to centre·√2 (IEC 61260-1, base 2).
struct NoiseBand {
  double centre_hz = 0.0;
  double rms_dbfs = silent_dbfs;
};

struct InputNoise {
  double rms_dbfs = silent_dbfs;  ///< of all bands, 22 Hz to 22.6 kHz, or as far as the rate reaches
  double hum_dbfs = silent_dbfs;  ///< of the mains frequency's multiples that stand out
  double dc = 0.0;                ///< mean, full scale 1.0
  std::vector<NoiseBand> bands;   ///< 31.25 Hz to 16 kHz
};

struct NoiseFloor {
  InputNoise source;
  InputNoise dut;
  double mains_hz = 0.0;  ///< as it is, 50.02; 0 where no hum stands out
};

/// Of a silent stretch of both inputs, equally long, at least half a second. Hum is in the bands too.
[[nodiscard]] NoiseFloor noise_floor(const std::vector<double>& source, const std::vector<double>& dut,
                                     int sample_rate);

}  // namespace ohmsweep
