#pragma once
/// WAV and FLAC files: stimuli and takes. Samples of 16, 24 or 32 bits or floating point, 44.1 to 192 kHz, at
/// most 10 minutes. Every function throws Error(failed) with one sentence that names the path and the remedy.
/// Thread rule: no shared state; do not write one path from two threads.

#include <filesystem>
#include <vector>

#include "ohmsweep/signal/player_programme.h"
#include "ohmsweep/signal/recording.h"
#include "ohmsweep/signal/sweep.h"

namespace ohmsweep {

/// How samples are written. pcm24 rounds to 24 bits and refuses samples beyond full scale; float32 and
/// float64 are for WAV only.
enum class SampleFormat { pcm24, float32, float64 };

/// The first of these that holds every sample exactly.
[[nodiscard]] SampleFormat exact_format(const std::vector<double>& samples);

/// A mono sweep. Its parameters come from the file's comment (to_metadata) where that fits the samples, else
/// they are estimated from the samples (identify_sweep). Throws for a file that is missing, empty, truncated,
/// not WAV or FLAC, not mono, outside the rates above, or not one exponential sweep, and for NaN or infinite
/// samples.
[[nodiscard]] Stimulus read_stimulus(const std::filesystem::path& path);

/// Two channels of a take, counted from 1. The name is the file's name, the hash content_hash(). Throws as
/// read_stimulus does for the file itself, and for a channel that the file does not have.
[[nodiscard]] Recording read_take(const std::filesystem::path& path, int source_channel = 1,
                                  int dut_channel = 2);

/// Writes a mono file that read_stimulus reads back, the parameters in its comment. WAV or FLAC by extension.
/// The file appears whole or not at all: it is written beside its place and then renamed.
void write_stimulus(const std::filesystem::path& path, const Stimulus& stimulus,
                    SampleFormat format = SampleFormat::pcm24);

/// Whether the file's comment states a programme. Throws for what is missing or no sound at all.
[[nodiscard]] bool holds_player_programme(const std::filesystem::path& path);

/// The programme of a file that write_player_programme wrote, from its comment alone; what was played is
/// analytic and need not be read. Throws as read_stimulus does for the file itself, and for one without such
/// a comment or whose rate or length is not what the comment says (edited, resampled).
[[nodiscard]] PlayerProgramme read_player_programme(const std::filesystem::path& path);

/// Writes the programme at its own rate, two channels where it is stereo, its parameters in the comment. WAV
/// or FLAC by extension, 24 bits, whole or not at all. Throws Error(usage) as check() does.
void write_player_programme(const std::filesystem::path& path, const PlayerProgramme& programme);

/// Writes source as channel 1 and dut as channel 2, in the same manner.
void write_take(const std::filesystem::path& path, const Recording& recording,
                SampleFormat format = SampleFormat::pcm24);

}  // namespace ohmsweep
