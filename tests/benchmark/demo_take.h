#pragma once
/// One take of the demo's bench with the default 5 s sweep, as a file: what the benchmarks of reading and
/// estimating work on. Thread rule: one thread.

#include <filesystem>

#include "ohmsweep/signal/recording.h"
#include "ohmsweep/signal/sweep.h"

namespace ohmsweep::benchmarks {

/// The left channel of the demo's first headphone: 6.5 s and the bench's latency, 48 kHz.
struct DemoTake {
  Stimulus stimulus;
  Recording recording;         ///< as read back from the file
  Recording humming;           ///< the same bench with twenty times its hum: lines that have to be removed
  std::filesystem::path file;  ///< 24-bit stereo WAV in a temporary folder
};

/// Recorded and written on the first call; the folder is removed when the program ends.
[[nodiscard]] const DemoTake& demo_take();

}  // namespace ohmsweep::benchmarks
