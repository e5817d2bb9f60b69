#include "audio/riff_size.h"

#include <fmt/format.h>

#include <array>
#include <fstream>
#include <string_view>

#include "ohmsweep/core/error.h"
#include "ohmsweep/core/name.h"

namespace ohmsweep {

namespace {

using ChunkHeader = std::array<char, 8>;  // four letters, then a 32-bit size

std::string_view letters(const ChunkHeader& header) { return {header.data(), 4}; }

std::uint32_t size_of(const ChunkHeader& header, bool big_endian) {
  std::uint32_t size = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    const auto byte = static_cast<unsigned char>(header.at(big_endian ? 4 + i : 7 - i));
    size = (size << 8U) | byte;
  }
  return size;
}

bool read_header(std::ifstream& file, ChunkHeader& header) {
  file.read(header.data(), static_cast<std::streamsize>(header.size()));
  return file.gcount() == static_cast<std::streamsize>(header.size());
}

}  // namespace

std::uint64_t missing_bytes_of_wav(const std::filesystem::path& path) {
  constexpr std::uint64_t first_chunk = 12;  // after "RIFF", the size and "WAVE"
  const std::uint64_t file_size = std::filesystem::file_size(path);
  std::ifstream file(path, std::ios::binary);
  ChunkHeader header{};
  if (!read_header(file, header) || (letters(header) != "RIFF" && letters(header) != "RIFX")) {
    throw failure(
        fmt::format("{} does not begin as a WAV file (RIFF); export it again", shown(path.string())));
  }
  const bool big_endian = letters(header) == "RIFX";
  std::uint64_t at = first_chunk;
  while (at < file_size && file.seekg(static_cast<std::streamoff>(at)) && read_header(file, header)) {
    const std::uint64_t size = size_of(header, big_endian);
    const std::uint64_t end = at + header.size() + size;
    if (letters(header) == "data") return end > file_size ? end - file_size : 0;
    at = end + size % 2;
  }
  throw failure(fmt::format("{} has no samples (no data chunk); record it again", shown(path.string())));
}

}  // namespace ohmsweep
