#pragma once
/// WAV files made by hand, byte by byte, without the library under test.
/// Source: Microsoft/IBM Multimedia Programming Interface and Data Specifications 1.0, RIFF WAVE.

#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

namespace ohmsweep {

/// The `width` low bytes of a number, lowest first.
inline std::string little_endian_bytes(std::uint64_t value, int width) {
  std::string bytes;
  for (int i = 0; i < width; ++i) bytes += static_cast<char>((value >> (8 * i)) & 0xFFU);
  return bytes;
}

/// How the samples of a WAV file are coded.
struct WavCoding {
  int tag = 1;  ///< 1: integer, 3: IEEE float
  int bits = 16;
  int channels = 2;
  int sample_rate = 48000;
};

/// A WAV file of these coded samples. `declared` replaces the data chunk's size where it is not negative.
inline std::string wav_bytes(const WavCoding& coding, const std::string& samples,
                             std::int64_t declared = -1) {
  const std::int64_t frame = std::int64_t{coding.channels} * coding.bits / 8;
  const auto size = declared < 0 ? samples.size() : static_cast<std::uint64_t>(declared);
  const std::string format = little_endian_bytes(static_cast<std::uint64_t>(coding.tag), 2) +
                             little_endian_bytes(static_cast<std::uint64_t>(coding.channels), 2) +
                             little_endian_bytes(static_cast<std::uint64_t>(coding.sample_rate), 4) +
                             little_endian_bytes(static_cast<std::uint64_t>(coding.sample_rate * frame), 4) +
                             little_endian_bytes(static_cast<std::uint64_t>(frame), 2) +
                             little_endian_bytes(static_cast<std::uint64_t>(coding.bits), 2);
  const std::string body = "WAVEfmt " + little_endian_bytes(format.size(), 4) + format + "data" +
                           little_endian_bytes(size, 4) + samples;
  return "RIFF" + little_endian_bytes(body.size(), 4) + body;
}

/// Integer samples of this many bits, or 32-bit floats where the coding says so.
inline std::string coded(const WavCoding& coding, const std::vector<double>& samples) {
  std::string bytes;
  for (const double sample : samples) {
    if (coding.tag == 3) {
      const auto narrow = static_cast<float>(sample);
      std::uint32_t bits = 0;
      std::memcpy(&bits, &narrow, sizeof bits);
      bytes += little_endian_bytes(bits, 4);
    } else {
      const auto scale = static_cast<double>(std::int64_t{1} << (coding.bits - 1));
      bytes += little_endian_bytes(static_cast<std::uint64_t>(static_cast<std::int64_t>(sample * scale)),
                                   coding.bits / 8);
    }
  }
  return bytes;
}

}  // namespace ohmsweep
