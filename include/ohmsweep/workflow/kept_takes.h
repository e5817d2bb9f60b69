#pragma once
/// Every take is kept as a file, by its content, before anything is stored that was derived from it: neither
/// a later fault nor Ctrl-C nor a power cut costs it, and every result can be computed again.

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ohmsweep/signal/recording.h"
#include "ohmsweep/signal/sweep.h"

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
/// 24-bit grid and else as HASH.wav in floating point, of 64 bits where 32 do not hold them; HASH is the
/// recording's own. It is the source channel's, then the dut channel's samples. The file appears whole and on
/// the disk or not at all, and has been read back: its samples give HASH. One that does already stays; a
/// damaged one is replaced. Throws Error(failed) when it cannot be written.
[[nodiscard]] std::filesystem::path keep_take(const std::filesystem::path& folder,
                                              const Recording& recording);
/// Makes the folder and those above it where they are missing. Throws Error(failed), with the remedy as the
/// sentence's end, where it cannot.
void make_takes_folder(const std::filesystem::path& folder, std::string_view remedy);
/// The file of a kept take, if there is one.
[[nodiscard]] std::optional<std::filesystem::path> kept_take(const std::filesystem::path& folder,
                                                             const std::string& hash);

/// The state of the file that an imported curve was read from: no take, and not kept.
inline constexpr const char* imported_state = "imported";

/// Keeps a stimulus that its own parameters do not render, as HASH.stimulus.wav; any other needs no file.
void keep_stimulus(const std::filesystem::path& folder, const Stimulus& stimulus, const std::string& hash);
/// The file of such a stimulus, if there is one.
[[nodiscard]] std::optional<std::filesystem::path> kept_stimulus_file(const std::filesystem::path& folder,
                                                                      const std::string& hash);
/// The stimulus of these parameters (to_metadata) and hash; nothing where neither a file nor they give one.
/// Whether it has that hash is for the caller to check.
[[nodiscard]] std::optional<Stimulus> kept_stimulus(const std::filesystem::path& folder,
                                                    const std::string& metadata, const std::string& hash);

}  // namespace ohmsweep
