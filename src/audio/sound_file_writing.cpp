#include <fmt/format.h>
#include <sndfile.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <limits>
#include <memory>
#include <system_error>

#include "audio/file_in_place.h"
#include "ohmsweep/audio/sound_file.h"
#include "ohmsweep/core/error.h"
#include "ohmsweep/core/name.h"

namespace ohmsweep {

namespace {

/// What is written: equally long channels and a comment.
struct Content {
  std::vector<const std::vector<double>*> channels;
  int sample_rate = 0;
  std::string comment;
};

int container_of(const std::filesystem::path& path) {
  std::string extension = path.extension().string();
  std::transform(extension.begin(), extension.end(), extension.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  if (extension == ".wav") return SF_FORMAT_WAV;
  if (extension == ".flac") return SF_FORMAT_FLAC;
  throw failure(
      fmt::format("cannot tell the format of {}; end its name in .wav or .flac", shown(path.string())));
}

int format_of(const std::filesystem::path& path, SampleFormat samples) {
  const int container = container_of(path);
  if (samples == SampleFormat::pcm24) return container | SF_FORMAT_PCM_24;
  if (container == SF_FORMAT_WAV) {
    return container | (samples == SampleFormat::float64 ? SF_FORMAT_DOUBLE : SF_FORMAT_FLOAT);
  }
  throw failure(fmt::format("cannot write floating point to {}; FLAC holds integers, so name a .wav file",
                            shown(path.string())));
}

void check_samples(const std::filesystem::path& path, const Content& content, SampleFormat format) {
  if (content.channels.front()->empty()) {
    throw failure(fmt::format("cannot write {}: there are no samples to write", shown(path.string())));
  }
  for (const auto* channel : content.channels) {
    if (channel->size() != content.channels.front()->size()) {
      throw failure(fmt::format("cannot write {}: its channels have {} and {} samples", shown(path.string()),
                                content.channels.front()->size(), channel->size()));
    }
    const double limit =
        format == SampleFormat::pcm24 ? 1.0 : static_cast<double>(std::numeric_limits<float>::max());
    const auto beyond =
        std::find_if(channel->begin(), channel->end(), [&](double s) { return !(std::abs(s) <= limit); });
    if (beyond == channel->end()) continue;
    throw failure(fmt::format("cannot write {}: sample {} is {}, beyond full scale; lower the level",
                              shown(path.string()), beyond - channel->begin(), *beyond));
  }
}

/// The nearest 24-bit integer in the upper bits of 32. libsndfile's own scaling of doubles differs between
/// writing and reading by one part in 2^23; this one is the inverse of reading.
int left_justified_24(double sample) {
  constexpr double full_scale = 8388608.0;  // 2^23
  const double scaled = std::clamp(std::nearbyint(sample * full_scale), -full_scale, full_scale - 1.0);
  return static_cast<int>(scaled) * 256;
}

/// Writes interleaved frames block by block; false when the disk did not take one.
template <typename Sample, typename Convert, typename Write>
bool write_frames(const Content& content, Convert convert, Write write) {
  constexpr std::size_t block_frames = 1U << 15U;
  const std::size_t frames = content.channels.front()->size();
  std::vector<Sample> block;
  for (std::size_t start = 0; start < frames; start += block_frames) {
    const std::size_t end = std::min(frames, start + block_frames);
    block.clear();
    for (std::size_t i = start; i < end; ++i) {
      for (const auto* channel : content.channels) block.push_back(convert((*channel)[i]));
    }
    const auto count = static_cast<sf_count_t>(end - start);
    if (write(block.data(), count) != count) return false;
  }
  return true;
}

bool write_samples(SNDFILE* handle, const Content& content, SampleFormat format) {
  if (format == SampleFormat::pcm24) {
    return write_frames<int>(content, left_justified_24, [&](const int* block, sf_count_t count) {
      return sf_writef_int(handle, block, count);
    });
  }
  if (format == SampleFormat::float64) {
    return write_frames<double>(
        content, [](double sample) { return sample; },
        [&](const double* block, sf_count_t count) { return sf_writef_double(handle, block, count); });
  }
  const auto to_float = [](double sample) { return static_cast<float>(sample); };
  return write_frames<float>(content, to_float, [&](const float* block, sf_count_t count) {
    return sf_writef_float(handle, block, count);
  });
}

/// The system's cause where it left one, else libsndfile's.
std::string cause_of(SNDFILE* handle) {
  const int system_error = errno;
  return system_error != 0 ? std::generic_category().message(system_error) : shown(sf_strerror(handle));
}

void write_sound(const std::filesystem::path& path, const Content& content, SampleFormat samples) {
  SF_INFO format{};
  format.channels = static_cast<int>(content.channels.size());
  format.samplerate = content.sample_rate;
  format.format = format_of(path, samples);
  check_samples(path, content, samples);
  FileInPlace file(path);
  errno = 0;
  std::unique_ptr<SNDFILE, decltype(&sf_close)> handle(
      sf_open_fd(file.descriptor(), SFM_WRITE, &format, SF_FALSE), &sf_close);
  if (!handle) file.give_up(cause_of(nullptr));
  // The peak chunk holds the time of day: without it the same content gives the same file.
  sf_command(handle.get(), SFC_SET_ADD_PEAK_CHUNK, nullptr, SF_FALSE);
  if (!content.comment.empty()) sf_set_string(handle.get(), SF_STR_COMMENT, content.comment.c_str());
  if (!write_samples(handle.get(), content, samples)) file.give_up(cause_of(handle.get()));
  if (sf_close(handle.release()) != 0) file.give_up(cause_of(nullptr));
  file.put_in_place();
}

}  // namespace

SampleFormat exact_format(const std::vector<double>& samples) {
  constexpr double steps = 8388608.0;  // 2^23; the positive full scale is out of reach
  const bool integers = std::all_of(samples.begin(), samples.end(), [](double sample) {
    const double scaled = sample * steps;
    return scaled >= -steps && scaled < steps && scaled == std::nearbyint(scaled);
  });
  if (integers) return SampleFormat::pcm24;
  const bool single = std::all_of(samples.begin(), samples.end(), [](double sample) {
    return static_cast<double>(static_cast<float>(sample)) == sample;
  });
  return single ? SampleFormat::float32 : SampleFormat::float64;
}

void write_stimulus(const std::filesystem::path& path, const Stimulus& stimulus, SampleFormat format) {
  write_sound(path, {{&stimulus.samples}, stimulus.sweep.sample_rate, to_metadata(stimulus.sweep)}, format);
}

void write_player_programme(const std::filesystem::path& path, const PlayerProgramme& programme) {
  PlayerSamples samples = render_player(programme, programme.sweep.sample_rate);
  std::vector<const std::vector<double>*> channels{&samples.left};
  if (programme.stereo) channels.push_back(&samples.right);
  write_sound(path, {channels, samples.sample_rate, to_metadata(programme)}, SampleFormat::pcm24);
}

void write_take(const std::filesystem::path& path, const Recording& recording, SampleFormat format) {
  write_sound(path, {{&recording.source, &recording.dut}, recording.sample_rate, ""}, format);
}

}  // namespace ohmsweep
