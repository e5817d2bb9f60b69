#pragma once
/// Runs the built program like a shell would and keeps what it wrote.

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace ohmsweep::end_to_end {

struct Outcome {
  int exit_code = -1;  ///< 128 + N when it died of signal N
  std::string out;
  std::string err;
};

struct RunOptions {
  std::map<std::string, std::string> environment;  ///< added to, or in place of, the test's own
  std::string stdout_file;                         ///< where stdout goes in place of Outcome::out
  std::size_t largest_file = 0;                    ///< limit on every file it writes, bytes; 0: none
  bool terminal = false;                           ///< stderr is a terminal
  std::optional<std::string> input;                ///< what stdin holds; the test's own without it
  std::string interrupt_at;                        ///< sends SIGINT once stderr holds this; empty: never
  double interrupt_after_s = 0.0;                  ///< sends SIGINT then; 0: never
  double kill_after_s = 0.0;                       ///< sends SIGKILL then; 0: never
};

/// Runs the program with these arguments. Throws std::runtime_error when it cannot be started.
[[nodiscard]] Outcome run(const std::vector<std::string>& arguments, const RunOptions& options = {});

}  // namespace ohmsweep::end_to_end
