#include <fcntl.h>
#include <fmt/format.h>
#include <sndfile.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstdint>
#include <memory>
#include <system_error>

#include "audio/riff_size.h"
#include "ohmsweep/audio/content_hash.h"
#include "ohmsweep/audio/sound_file.h"
#include "ohmsweep/core/error.h"
#include "ohmsweep/core/name.h"

namespace ohmsweep {

namespace {

constexpr int lowest_rate = 44100;
constexpr int highest_rate = 192000;
constexpr sf_count_t longest_seconds = 600;

using Channel = std::vector<double>;
using Handle = std::unique_ptr<SNDFILE, decltype(&sf_close)>;

/// By which it shows that a file was written to.
struct FileState {
  std::intmax_t bytes = 0;
  std::intmax_t written_s = 0;
  std::intmax_t written_ns = 0;
  friend bool operator==(const FileState&, const FileState&) = default;
};

/// Of the open file itself, whatever its name stands for meanwhile.
FileState state_of(int descriptor) {
  struct stat state {};
  if (fstat(descriptor, &state) != 0) return {};
  return {state.st_size, state.st_mtim.tv_sec, state.st_mtim.tv_nsec};
}

/// An open file that has passed every check that does not need its samples.
struct SoundFile {
  std::string path;     ///< as sentences call it
  int descriptor = -1;  ///< closed with the handle
  FileState before{};   ///< it was read
  SF_INFO format{};
  Handle handle{nullptr, &sf_close};
};

void check_is_file(const std::filesystem::path& path) {
  const std::string name = shown(path.string());
  std::error_code error;
  const auto status = std::filesystem::status(path, error);
  if (status.type() == std::filesystem::file_type::not_found) {
    throw failure(fmt::format("{} does not exist; check the path", name));
  }
  if (error) throw failure(fmt::format("{} cannot be reached: {}; check the path", name, error.message()));
  if (std::filesystem::is_directory(status)) {
    throw failure(fmt::format("{} is a folder; name a WAV or FLAC file", name));
  }
  if (std::filesystem::is_regular_file(status) && std::filesystem::file_size(path) == 0) {
    throw failure(fmt::format("{} is empty; record it again", name));
  }
}

bool is_wav(const SF_INFO& format) {
  const int type = format.format & SF_FORMAT_TYPEMASK;
  return type == SF_FORMAT_WAV || type == SF_FORMAT_WAVEX;
}

bool is_flac(const SF_INFO& format) { return (format.format & SF_FORMAT_TYPEMASK) == SF_FORMAT_FLAC; }

bool has_usable_samples(const SF_INFO& format) {
  switch (format.format & SF_FORMAT_SUBMASK) {
    case SF_FORMAT_PCM_16:
    case SF_FORMAT_PCM_24:
    case SF_FORMAT_PCM_32:
    case SF_FORMAT_FLOAT:
    case SF_FORMAT_DOUBLE:
      return true;
    default:
      return false;
  }
}

void check_format(const SoundFile& file) {
  if (!is_wav(file.format) && !is_flac(file.format)) {
    throw failure(fmt::format("{} is neither WAV nor FLAC; export it as one of them", file.path));
  }
  if (!has_usable_samples(file.format)) {
    throw failure(fmt::format(
        "{} holds 8-bit or lossy samples; record with 16, 24 or 32 bits or floating point", file.path));
  }
  if (file.format.samplerate < lowest_rate || file.format.samplerate > highest_rate) {
    throw failure(fmt::format("{} has {} samples per second; record at {} to {}", file.path,
                              file.format.samplerate, lowest_rate, highest_rate));
  }
  if (file.format.frames <= 0) throw failure(fmt::format("{} holds no samples; record it again", file.path));
  if (file.format.frames > longest_seconds * file.format.samplerate) {
    throw failure(
        fmt::format("{} is longer than {} minutes; cut it to the sweep", file.path, longest_seconds / 60));
  }
}

void check_is_whole(const SoundFile& file, const std::filesystem::path& path) {
  if (!is_wav(file.format)) return;
  const auto missing = missing_bytes_of_wav(path);
  if (missing == 0) return;
  throw failure(fmt::format(
      "{} is truncated: its header declares {} bytes more than there are; copy or record it again", file.path,
      missing));
}

SoundFile open_sound(const std::filesystem::path& path) {
  check_is_file(path);
  SoundFile file;
  file.path = shown(path.string());
  file.descriptor = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file.descriptor < 0) {
    throw failure(fmt::format("{} cannot be read: {}; check its permissions", file.path,
                              std::generic_category().message(errno)));
  }
  file.before = state_of(file.descriptor);
  file.handle.reset(sf_open_fd(file.descriptor, SFM_READ, &file.format, SF_TRUE));
  if (!file.handle) {
    throw failure(fmt::format("{} cannot be read as WAV or FLAC ({}); check what it is", file.path,
                              shown(sf_strerror(nullptr))));
  }
  check_format(file);
  check_is_whole(file, path);
  return file;
}

void check_finite(const SoundFile& file, const Channel& samples, int number) {
  const auto broken =
      std::find_if(samples.begin(), samples.end(), [](double s) { return !std::isfinite(s); });
  if (broken == samples.end()) return;
  throw failure(fmt::format("{} holds {} at sample {} of channel {}, which is no recording; record it again",
                            file.path, *broken, broken - samples.begin(), number));
}

/// Half of one sound and half of another is neither.
void check_unchanged(const SoundFile& file) {
  if (state_of(file.descriptor) == file.before) return;
  throw failure(
      fmt::format("{} changed while it was read; wait until it is written and try again", file.path));
}

void append_strided(Channel& channel, const double* first, std::size_t stride, std::size_t count) {
  const std::size_t before = channel.size();
  channel.resize(before + count);
  for (std::size_t i = 0; i < count; ++i) channel[before + i] = first[i * stride];
}

/// The channels of these numbers (from 1), read block by block so that memory grows with what is really
/// there.
std::vector<Channel> read_channels(const SoundFile& file, const std::vector<int>& numbers) {
  constexpr std::size_t block_samples = 1U << 14U;
  const auto width = static_cast<std::size_t>(file.format.channels);
  const std::size_t block_frames = std::max<std::size_t>(1, block_samples / width);
  std::vector<double> block(block_frames * width);
  std::vector<Channel> channels(numbers.size());
  if (is_wav(file.format)) {
    for (Channel& channel : channels) channel.reserve(static_cast<std::size_t>(file.format.frames));
  }
  sf_count_t total = 0;
  while (total < file.format.frames) {
    const auto frames =
        sf_readf_double(file.handle.get(), block.data(), static_cast<sf_count_t>(block_frames));
    if (frames <= 0) break;
    total += frames;
    for (std::size_t c = 0; c < numbers.size(); ++c) {
      append_strided(channels[c], block.data() + numbers[c] - 1, width, static_cast<std::size_t>(frames));
    }
  }
  check_unchanged(file);
  if (total != file.format.frames) {
    throw failure(fmt::format("{} is truncated: {} of its {} samples can be read; copy or record it again",
                              file.path, total, file.format.frames));
  }
  for (std::size_t c = 0; c < numbers.size(); ++c) check_finite(file, channels[c], numbers[c]);
  return channels;
}

/// The comment's parameters, where they are ours and fit the samples: an edited or resampled file keeps its
/// comment.
bool sweep_from_comment(const SoundFile& file, std::size_t samples, ExponentialSweep& sweep) {
  const char* comment = sf_get_string(file.handle.get(), SF_STR_COMMENT);
  if (comment == nullptr || !parse_metadata(comment, sweep)) return false;
  if (sweep.sample_rate != file.format.samplerate) return false;
  const double seconds = (sweep.lead_in + sweep.duration + sweep.lead_out).value();
  return std::abs(seconds * sweep.sample_rate - static_cast<double>(samples)) <= 2.0;
}

ExponentialSweep sweep_of(const SoundFile& file, const Channel& samples) {
  ExponentialSweep sweep;
  if (sweep_from_comment(file, samples.size(), sweep)) return sweep;
  try {
    return identify_sweep(samples, file.format.samplerate);
  } catch (const Error& error) {
    throw failure(fmt::format("{} cannot serve as the stimulus: {}", file.path, error.what()));
  }
}

void check_channel(const SoundFile& file, int number, std::string_view role) {
  if (number >= 1 && number <= file.format.channels) return;
  if (file.format.channels == 1) {
    throw failure(
        fmt::format("{} is mono; a take needs the source and the dut channel, recorded together", file.path));
  }
  throw failure(fmt::format("{} has {} channels and no channel {}; name another {} channel", file.path,
                            file.format.channels, number, role));
}

/// What keeps a file from being the programme that its comment describes; empty where nothing does.
std::string unlike_programme(const SoundFile& file, const PlayerProgramme& programme) {
  const int rate = programme.sweep.sample_rate;
  const int channels = programme.stereo ? 2 : 1;
  const double length_s = plan_of(programme).length_s;
  if (file.format.samplerate != rate) {
    return fmt::format("it has {} samples per second and was written with {}", file.format.samplerate, rate);
  }
  if (file.format.channels != channels) {
    return fmt::format("it has {} channels and was written with {}", file.format.channels, channels);
  }
  if (file.format.frames != std::llround(length_s * rate)) {
    return fmt::format("it lasts {:.3f} s and was written with {:.3f} s",
                       static_cast<double>(file.format.frames) / rate, length_s);
  }
  return {};
}

}  // namespace

bool holds_player_programme(const std::filesystem::path& path) {
  const SoundFile file = open_sound(path);
  const char* comment = sf_get_string(file.handle.get(), SF_STR_COMMENT);
  PlayerProgramme programme;
  return comment != nullptr && parse_metadata(comment, programme);
}

PlayerProgramme read_player_programme(const std::filesystem::path& path) {
  const SoundFile file = open_sound(path);
  const char* comment = sf_get_string(file.handle.get(), SF_STR_COMMENT);
  PlayerProgramme programme;
  if (comment == nullptr || !parse_metadata(comment, programme)) {
    throw failure(fmt::format(
        "{} does not say what a player was given; name the file that 'ohmsweep sweep FILE --player' wrote",
        file.path));
  }
  const std::string unlike = unlike_programme(file, programme);
  if (!unlike.empty()) {
    throw failure(fmt::format(
        "{} was changed since it was written: {}; name the file that 'ohmsweep sweep FILE --player' wrote",
        file.path, unlike));
  }
  return programme;
}

Stimulus read_stimulus(const std::filesystem::path& path) {
  const SoundFile file = open_sound(path);
  if (file.format.channels != 1) {
    PlayerProgramme programme;
    const char* comment = sf_get_string(file.handle.get(), SF_STR_COMMENT);
    if (comment != nullptr && parse_metadata(comment, programme)) {
      throw failure(
          fmt::format("{} is a player's programme, not a sweep: add --wiring player to measure with it, or "
                      "name the sweep that was played",
                      file.path));
    }
    throw failure(
        fmt::format("{} has {} channels; a stimulus is mono, so name the sweep that was played. If it is a "
                    "player's programme, its comment is lost: name the file as 'ohmsweep sweep FILE "
                    "--player' wrote it, with --wiring player",
                    file.path, file.format.channels));
  }
  Stimulus stimulus;
  stimulus.samples = std::move(read_channels(file, {1}).front());
  stimulus.sweep = sweep_of(file, stimulus.samples);
  return stimulus;
}

Recording read_take(const std::filesystem::path& path, int source_channel, int dut_channel) {
  const SoundFile file = open_sound(path);
  check_channel(file, source_channel, "source");
  check_channel(file, dut_channel, "dut");
  auto channels = read_channels(file, {source_channel, dut_channel});
  Recording take;
  take.sample_rate = file.format.samplerate;
  take.source = std::move(channels[0]);
  take.dut = std::move(channels[1]);
  take.name = path.filename().string();
  take.hash = content_hash(take);
  return take;
}

}  // namespace ohmsweep
