#pragma once
/// The rules of docs/architecture.md, checked on the text of a source tree. Reads files; no state.

#include <filesystem>
#include <string>
#include <vector>

namespace ohmsweep::architecture {

/// One sentence for each offence, "src/audio/a.cpp:3: ..."; empty when the tree keeps the rule. Each takes
/// the folder that holds include/ and src/. Throws std::runtime_error when that folder holds no C++ file.
using Offences = std::vector<std::string>;

/// Every #include follows the layers: down, never up, never from one edge to another, and private headers
/// stay within their module.
[[nodiscard]] Offences includes_against_the_layers(const std::filesystem::path& tree);

/// Every third-party header appears in the places listed for its library only, and in no public header.
[[nodiscard]] Offences third_party_headers_out_of_place(const std::filesystem::path& tree);

/// The pure modules include no header that reaches a clock, a file, a thread's scheduling, a terminal or
/// randomness.
[[nodiscard]] Offences impure_includes_in_the_middle(const std::filesystem::path& tree);

/// Of the tests, only tests/live reaches a sound server: headers of JACK, PortAudio and ALSA.
[[nodiscard]] Offences sound_in_silent_tests(const std::filesystem::path& tree);

/// Sources of more than 400 lines.
[[nodiscard]] Offences long_files(const std::filesystem::path& tree);

/// Files whose name has a word that foretells nothing of what they hold.
[[nodiscard]] Offences vague_file_names(const std::filesystem::path& tree);

/// Public headers that do not open with #pragma once and a /// comment.
[[nodiscard]] Offences undocumented_headers(const std::filesystem::path& tree);

/// Marks of work put off, of silenced checks and of tests that do not run.
[[nodiscard]] Offences unfinished_work(const std::filesystem::path& tree);

}  // namespace ohmsweep::architecture
