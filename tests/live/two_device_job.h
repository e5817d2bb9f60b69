#pragma once
/// A calibration and a headphone with a dongle that plays and an interface that records, at a real-time
/// bench.

#include <string>
#include <vector>

namespace ohmsweep::live {

/// Of one take of the headphone's left channel.
struct TwoDeviceOutcome {
  double set_ppm = 0.0;    ///< the dongle's clock is so much faster
  double found_ppm = 0.0;  ///< as the program reports it; 0: it does not
  double u95_ppm = 0.0;
  double largest_relative = 0.0;  ///< error of the headphone's |Z|, 20 Hz to 20 kHz
  double from_first = 0.0;        ///< largest relative difference of |Z| from the first clock's curve
  double share_within = 0.0;      ///< of its points whose interval holds the truth
  std::string complaint;          ///< what the program said where it did not succeed
};

/// Calibrates on the first of the clocks, then measures the headphone on each, with sweeps of 5 s. Without
/// noise and hum, which change from take to take more than a clock could. In a world of its own, as fast as
/// it can.
[[nodiscard]] std::vector<TwoDeviceOutcome> run_two_device_job(int rate,
                                                               const std::vector<double>& clocks_ppm);

}  // namespace ohmsweep::live
