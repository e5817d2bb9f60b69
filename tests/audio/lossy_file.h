#pragma once
// Sound through a lossy codec and back, by way of a file: what a player plays that was given a compressed
// copy.

#include <sndfile.h>

#include <cmath>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "ohmsweep/signal/player_programme.h"

namespace ohmsweep::test {

/// One codec at one setting. `compression` runs from 0 (best) to 1, as libsndfile has it.
struct Codec {
  std::string name;
  int format = 0;
  double compression = 0.0;
};

inline Codec mp3(int kbps) {
  return {"MP3 " + std::to_string(kbps), SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III, (320.0 - kbps) / 288.0};
}
inline Codec vorbis(double quality) {
  return {"Vorbis q" + std::to_string(std::lround(10.0 * quality)), SF_FORMAT_OGG | SF_FORMAT_VORBIS,
          1.0 - quality};
}
inline Codec opus(int kbps) {
  return {"Opus " + std::to_string(kbps), SF_FORMAT_OGG | SF_FORMAT_OPUS, 1.0 - (kbps - 12.0) / 500.0};
}

inline PlayerSamples through(const Codec& codec, const PlayerSamples& samples,
                             const std::filesystem::path& file, double* kbps = nullptr) {
  using Handle = std::unique_ptr<SNDFILE, decltype(&sf_close)>;
  SF_INFO format{};
  format.channels = 2;
  format.samplerate = samples.sample_rate;
  format.format = codec.format;
  std::vector<double> frames;
  for (std::size_t n = 0; n < samples.left.size(); ++n) {
    frames.push_back(samples.left[n]);
    frames.push_back(samples.right[n]);
  }
  {
    const Handle out(sf_open(file.c_str(), SFM_WRITE, &format), &sf_close);
    if (!out) throw std::runtime_error(codec.name + ": " + sf_strerror(nullptr));
    int mode = SF_BITRATE_MODE_CONSTANT;
    if ((codec.format & SF_FORMAT_TYPEMASK) == SF_FORMAT_MPEG)
      sf_command(out.get(), SFC_SET_BITRATE_MODE, &mode, sizeof mode);
    double compression = codec.compression;
    sf_command(out.get(), SFC_SET_COMPRESSION_LEVEL, &compression, sizeof compression);
    constexpr sf_count_t block = 4096;
    const auto total = static_cast<sf_count_t>(samples.left.size());
    for (sf_count_t at = 0; at < total; at += block)
      sf_writef_double(out.get(), frames.data() + 2 * at, std::min(block, total - at));
  }
  if (kbps != nullptr) {
    *kbps = 8e-3 * static_cast<double>(std::filesystem::file_size(file)) * samples.sample_rate /
            static_cast<double>(samples.left.size());
  }
  SF_INFO read{};
  const Handle in(sf_open(file.c_str(), SFM_READ, &read), &sf_close);
  if (!in) throw std::runtime_error(codec.name + ": " + sf_strerror(nullptr));
  PlayerSamples heard{read.samplerate, {}, {}};
  std::vector<double> block(2 * 4096);
  for (sf_count_t got = 0; (got = sf_readf_double(in.get(), block.data(), 4096)) > 0;) {
    for (sf_count_t n = 0; n < got; ++n) {
      heard.left.push_back(block[static_cast<std::size_t>(2 * n)]);
      heard.right.push_back(block[static_cast<std::size_t>(2 * n + 1)]);
    }
  }
  return heard;
}

}  // namespace ohmsweep::test
