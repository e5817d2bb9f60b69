#pragma once
/// Finds WAV files that were cut short: libsndfile reads what is left of them without a word.

#include <cstdint>
#include <filesystem>

namespace ohmsweep {

/// How many bytes are missing at the end of a WAV file: what its data chunk declares beyond the file's end; 0
/// for a whole file. Source: Microsoft/IBM Multimedia Programming Interface and Data Specifications 1.0,
/// RIFF. Throws Error(failed) when the file does not begin as RIFF (or RIFX, its big-endian twin) or has no
/// data chunk.
[[nodiscard]] std::uint64_t missing_bytes_of_wav(const std::filesystem::path& path);

}  // namespace ohmsweep
