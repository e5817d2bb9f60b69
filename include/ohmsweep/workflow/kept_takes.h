#pragma once
/// Takes that a person had to change the wiring for are kept as files at once: neither a later fault nor
/// Ctrl-C costs them.

#include <filesystem>
#include <string>
#include <vector>

#include "ohmsweep/signal/recording.h"

namespace ohmsweep {

struct KeptTake {
  std::string stated;  ///< the STATE of the command line
  std::filesystem::path file;
  bool tones = false;  ///< of steady tones, not of the sweep
};

/// Of one session: what is safe, and what has yet to be recorded, each in order. An average counts once as
/// long as any of its takes is missing.
struct KeptTakes {
  std::vector<KeptTake> kept;
  std::vector<std::string> missing;
};

/// Writes the take to `folder`, which is made where it is missing, as HASH.flac where its samples lie on the
/// 24-bit grid and as HASH.wav in floating point otherwise, HASH being the recording's own; float32 holds
/// whatever an interface delivers. The file appears whole or not at all; one that is there already holds the
/// same take and stays. Throws Error(failed) when it cannot be written.
[[nodiscard]] std::filesystem::path keep_take(const std::filesystem::path& folder,
                                              const Recording& recording);

}  // namespace ohmsweep
