#pragma once
/// The project's documents as text, and the commands that they tell a reader to type.

#include <filesystem>
#include <string>
#include <vector>

namespace ohmsweep::documentation {

/// One document, path relative to the project's folder.
struct Document {
  std::string path;
  std::string text;
};

/// README.md, the pages in docs/, the manual page and the commented files in calibration/. Throws
/// std::runtime_error when README.md is missing or one of them is empty.
[[nodiscard]] std::vector<Document> documents(const std::filesystem::path& project);

/// Every "ohmsweep ..." that stands in a code block or between backquotes, one line each: lines that end in a
/// backslash are joined, words of a shell around the command and roff's escapes are gone.
[[nodiscard]] std::vector<std::string> commands_in(const std::string& text);

/// The words of a command line after "ohmsweep"; quotes are removed.
[[nodiscard]] std::vector<std::string> words_after_program(const std::string& command);

/// Runs a command line through the shell and returns stdout and stderr. Throws std::runtime_error when it
/// cannot be started.
[[nodiscard]] std::string output_of(const std::string& command_line);

}  // namespace ohmsweep::documentation
