#pragma once
/// A calibration and a headphone with a dongle that plays and an interface that records, at a real-time
/// bench.

#include <string>

namespace ohmsweep::live {

struct TwoDevicePlan {
  int rate = 48000;
  double ppm = 100.0;  ///< the dongle's clock is so much faster
};

struct TwoDeviceOutcome {
  double found_ppm = 0.0;  ///< as the program reports it of the headphone's take; 0: it does not
  double u95_ppm = 0.0;
  double largest_relative = 0.0;  ///< error of the headphone's |Z|, 20 Hz to 20 kHz
  double share_within = 0.0;      ///< of its points whose interval holds the truth
  std::string complaint;          ///< what the program said where it did not succeed
};

/// With sweeps of 5 s, in a world of its own, as fast as it can.
[[nodiscard]] TwoDeviceOutcome run_two_device_job(const TwoDevicePlan& plan);

/// The largest relative error of the same job on the bench as a file, which has one clock.
[[nodiscard]] double error_from_file();

}  // namespace ohmsweep::live
