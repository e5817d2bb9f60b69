#include "ohmsweep/workflow/kept_takes.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "ohmsweep/audio/sound_file.h"
#include "ohmsweep/core/error.h"
#include "ohmsweep/core/name.h"

namespace ohmsweep {
namespace {

namespace fs = std::filesystem;

/// Whether 24-bit integers hold every sample exactly: full scale is 2^23 steps, the positive one out of
/// reach.
bool on_24_bit_grid(const std::vector<double>& channel) {
  constexpr double steps = 8388608.0;
  return std::all_of(channel.begin(), channel.end(), [](double sample) {
    const double scaled = sample * steps;
    return scaled >= -steps && scaled < steps && scaled == std::nearbyint(scaled);
  });
}

}  // namespace

fs::path keep_take(const fs::path& folder, const Recording& recording) {
  std::error_code problem;
  fs::create_directories(folder, problem);
  if (problem) {
    throw failure(
        fmt::format("The folder '{}' for takes cannot be made ({}); give a --library DIR that you "
                    "may write to.",
                    shown(folder.string()), problem.message()));
  }
  const bool integers = on_24_bit_grid(recording.source) && on_24_bit_grid(recording.dut);
  fs::path file = folder / (recording.hash + (integers ? ".flac" : ".wav"));
  if (fs::exists(file, problem)) return file;
  write_take(file, recording, integers ? SampleFormat::pcm24 : SampleFormat::float32);
  return file;
}

}  // namespace ohmsweep
