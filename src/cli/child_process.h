#pragma once
/// Other programs, run and waited for. Used from the main thread only.

#include <optional>
#include <string>
#include <vector>

namespace ohmsweep::cli {

struct ChildOutcome {
  int exit_code = 0;  ///< 128 and the signal that it died of
  std::string out;
  std::string err;
};

/// Runs the program `words` begins with, found on the PATH and without a shell, with `input` as its standard
/// input, and waits until it has ended. Nothing where there is no such program. Throws Error(failed) when it
/// cannot be started, and Interrupted after Ctrl-C; the process is gone in every case.
[[nodiscard]] std::optional<ChildOutcome> run_child(std::vector<std::string> words, const std::string& input);

}  // namespace ohmsweep::cli
