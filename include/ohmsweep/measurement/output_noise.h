#pragma once
/// How much an output hisses and hums, from a take with nothing played and one of the interface alone.
///
/// Both takes' power spectra are averaged over stretches of half a second (Hann, half overlapping), weighted,
/// summed from 20 Hz to 20 kHz and subtracted: noise of the output is what the connected take has more.
/// Uncertainty comes from how much the stretches scatter; hum that both takes have adds by amplitude and not
/// by power, at a phase that nobody knows, and widens it. An amplifier's hum counts as its noise. Thread
/// rule: pure functions.

#include <vector>

#include "ohmsweep/core/finding.h"
#include "ohmsweep/core/units.h"
#include "ohmsweep/measurement/output_level.h"

namespace ohmsweep {

inline constexpr Hertz noise_from{20.0};
inline constexpr Hertz noise_to{20000.0};
/// The shortest take that says something about its own uncertainty.
inline constexpr Seconds shortest_noise{2.0};

/// Frequency weighting A as an amplitude ratio, exactly 1 at 1 kHz (IEC 61672-1, annex E).
[[nodiscard]] double a_weighting(Hertz frequency);

struct NoiseReading {
  OutputNoise noise;
  double interface_vrms = 0.0;    ///< the interface's own, unweighted
  double interface_a_vrms = 0.0;  ///< A-weighted
  Findings findings;  ///< low_snr, mains_lines, band_limited; states_swapped blocks: no noise then
};

/// The dut channel while it listens to the output and while it is shorted; `full_scale` is Vrms of a sine at
/// 0 dBFS. Throws Error(rejected) for a take that is too short, at full scale, or digital silence where the
/// output is connected.
[[nodiscard]] NoiseReading output_noise(const std::vector<double>& connected,
                                        const std::vector<double>& shorted, int sample_rate,
                                        const Uncertain& full_scale);

}  // namespace ohmsweep
