#include "ohmsweep/audio/content_hash.h"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <memory>

#include "ohmsweep/core/error.h"

namespace ohmsweep {

namespace {

/// Appends a 32-bit number, lowest byte first.
class LittleEndianWriter {
 public:
  explicit LittleEndianWriter(unsigned char* to) : next_(to) {}
  void put(std::uint32_t value) {
    for (unsigned shift = 0; shift < 32; shift += 8) *next_++ = static_cast<unsigned char>(value >> shift);
  }

 private:
  unsigned char* next_;
};

/// Rounded to the nearest, halves away from zero: by truncation, which costs no call per sample.
std::uint32_t quantised(double sample) {
  constexpr double full_scale = 2147483648.0;  // 2^31
  const double scaled = std::clamp(sample * full_scale, -full_scale, full_scale - 1.0);
  return static_cast<std::uint32_t>(static_cast<std::int64_t>(scaled + (scaled < 0.0 ? -0.5 : 0.5)));
}

/// A running SHA-256 through libcrypto.
class Sha256 {
 public:
  Sha256() : context_(EVP_MD_CTX_new(), &EVP_MD_CTX_free) {
    if (!context_ || EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr) != 1) throw unavailable();
  }

  void add(const unsigned char* bytes, std::size_t count) {
    if (EVP_DigestUpdate(context_.get(), bytes, count) != 1) throw unavailable();
  }

  [[nodiscard]] std::string hex() {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int length = 0;
    if (EVP_DigestFinal_ex(context_.get(), digest.data(), &length) != 1) throw unavailable();
    std::string text;
    for (unsigned int i = 0; i < length; ++i) text += fmt::format("{:02x}", digest.at(i));
    return text;
  }

 private:
  static Error unavailable() {
    return failure("libcrypto cannot compute SHA-256 here; check how OpenSSL is configured on this system");
  }

  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context_;
};

/// Hashes interleaved frames of all channels in blocks that stay in the cache.
std::string hash_frames(const std::vector<const std::vector<double>*>& channels, int sample_rate) {
  constexpr std::size_t block_frames = 4096;
  constexpr std::size_t word_bytes = 4;
  Sha256 hash;
  std::vector<unsigned char> block(block_frames * channels.size() * word_bytes);
  LittleEndianWriter header(block.data());
  header.put(static_cast<std::uint32_t>(sample_rate));
  header.put(static_cast<std::uint32_t>(channels.size()));
  hash.add(block.data(), 2 * word_bytes);
  const std::size_t frames = channels.front()->size();
  for (std::size_t start = 0; start < frames; start += block_frames) {
    const std::size_t end = std::min(frames, start + block_frames);
    LittleEndianWriter writer(block.data());
    for (std::size_t i = start; i < end; ++i) {
      for (const auto* channel : channels) writer.put(quantised((*channel)[i]));
    }
    hash.add(block.data(), (end - start) * channels.size() * word_bytes);
  }
  return hash.hex();
}

void require_finite(const std::vector<double>& samples, const std::string& name) {
  const auto broken =
      std::find_if(samples.begin(), samples.end(), [](double s) { return !std::isfinite(s); });
  if (broken == samples.end()) return;
  throw failure(fmt::format("{} holds {} at sample {}, which is no recording; record it again", name, *broken,
                            broken - samples.begin()));
}

}  // namespace

std::string content_hash(const Recording& recording) {
  if (recording.source.size() != recording.dut.size()) {
    throw failure(fmt::format("the channels of {} have {} and {} samples; both must have the same number",
                              recording.name, recording.source.size(), recording.dut.size()));
  }
  require_finite(recording.source, recording.name);
  require_finite(recording.dut, recording.name);
  return hash_frames({&recording.source, &recording.dut}, recording.sample_rate);
}

std::string content_hash(std::string_view bytes) {
  Sha256 hash;
  hash.add(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
  return hash.hex();
}

std::string content_hash(const std::vector<double>& samples, int sample_rate) {
  require_finite(samples, "the stimulus");
  return hash_frames({&samples}, sample_rate);
}

}  // namespace ohmsweep
