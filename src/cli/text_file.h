#pragma once
/// Small text files whole: the ones that people write, and the exports. Errors are Error(failed), one
/// sentence with the path.

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>

namespace ohmsweep::cli {

/// What people write by hand is smaller.
inline constexpr std::size_t largest_written_text = std::size_t{1} << 20;

/// The text of a file of up to `largest` bytes. `what` names it in sentences: "kit", "rig", "bench". Throws
/// Error(failed) for a file that is missing, a folder or unreadable, and Error(usage) for one that is empty
/// or too large. One that changes while it is read is an Error(failed).
[[nodiscard]] std::string read_text_file(const std::filesystem::path& path, std::string_view what,
                                         std::size_t largest = largest_written_text);

/// Writes beside the file and renames over it; throws Error(failed) when it cannot: whatever happens, the
/// path holds the old text or the new one. A path that is no regular file, like /dev/stdout, is written
/// directly.
void write_text_file(const std::filesystem::path& path, std::string_view text);

}  // namespace ohmsweep::cli
