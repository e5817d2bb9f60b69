#include "ohmsweep/workflow/kept_takes.h"

#include <fmt/format.h>

#include <algorithm>

#include "ohmsweep/audio/sound_file.h"
#include "ohmsweep/core/error.h"
#include "ohmsweep/core/name.h"

namespace ohmsweep {
namespace {

namespace fs = std::filesystem;

constexpr const char* stimulus_ending = ".stimulus.wav";

constexpr std::string_view other_library = "give a --library DIR that you may write to";

/// Whether the file is there and its samples are those of this hash: damage is written over.
bool holds(const fs::path& file, const std::string& hash) {
  std::error_code problem;
  if (!fs::exists(file, problem)) return false;
  try {
    return read_take(file).hash == hash;
  } catch (const Error&) {
    return false;
  }
}

/// Where a render of its own parameters is not the stimulus: one made elsewhere.
bool is_foreign(const Stimulus& stimulus) {
  ExponentialSweep sweep;
  return !parse_metadata(to_metadata(stimulus.sweep), sweep) || render(sweep).samples != stimulus.samples;
}

}  // namespace

void make_takes_folder(const fs::path& folder, std::string_view remedy) {
  std::error_code problem;
  fs::create_directories(folder, problem);
  if (!problem) return;
  throw failure(fmt::format("The folder '{}' for takes cannot be made ({}); {}.", shown(folder.string()),
                            problem.message(), remedy));
}

fs::path keep_take(const fs::path& folder, const Recording& recording) {
  make_takes_folder(folder, other_library);
  const SampleFormat format = std::max(exact_format(recording.source), exact_format(recording.dut));
  fs::path file = folder / (recording.hash + (format == SampleFormat::pcm24 ? ".flac" : ".wav"));
  if (holds(file, recording.hash)) return file;
  write_take(file, recording, format);
  if (holds(file, recording.hash)) return file;
  throw failure(
      fmt::format("The take of {} does not read back from '{}' as it was written; nothing was stored. Check "
                  "the disk, or choose another one with --library.",
                  shown(recording.name), shown(file.string())));
}

std::optional<fs::path> kept_take(const fs::path& folder, const std::string& hash) {
  for (const char* extension : {".flac", ".wav"}) {
    std::error_code problem;
    fs::path file = folder / (hash + extension);
    if (fs::is_regular_file(file, problem)) return file;
  }
  return std::nullopt;
}

void keep_stimulus(const fs::path& folder, const Stimulus& stimulus, const std::string& hash) {
  const fs::path file = folder / (hash + stimulus_ending);
  std::error_code problem;
  if (fs::exists(file, problem) || !is_foreign(stimulus)) return;
  make_takes_folder(folder, other_library);
  write_stimulus(file, stimulus, exact_format(stimulus.samples));
}

std::optional<fs::path> kept_stimulus_file(const fs::path& folder, const std::string& hash) {
  fs::path file = folder / (hash + stimulus_ending);
  std::error_code problem;
  return fs::is_regular_file(file, problem) ? std::optional(std::move(file)) : std::nullopt;
}

std::optional<Stimulus> kept_stimulus(const fs::path& folder, const std::string& metadata,
                                      const std::string& hash) {
  if (const std::optional<fs::path> file = kept_stimulus_file(folder, hash)) return read_stimulus(*file);
  ExponentialSweep sweep;
  if (!parse_metadata(metadata, sweep)) return std::nullopt;
  return render(sweep);
}

}  // namespace ohmsweep
