#pragma once
/// A program started by a test, which never outlives it.

#include <sys/types.h>

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace ohmsweep::live {

/// Variables added to, or in place of, the test's own.
using Environment = std::map<std::string, std::string>;

struct Launch {
  std::vector<std::string> words;  ///< the program, looked up in PATH, and its arguments
  Environment environment{};
  /// What become stdin, stdout and stderr; -1: /dev/null. They stay the caller's to close.
  int in = -1;
  int out = -1;
  int err = -1;
  std::size_t largest_file = 0;  ///< limit on every file that it writes, bytes; 0: none
  bool at_terminal = false;      ///< `in` is a terminal, which becomes the one that controls it
};

/// Owns the process: it is killed when this object, or the thread that made it, is gone.
class ChildProcess {
 public:
  ChildProcess() = default;
  /// Throws std::runtime_error when nothing can be started. A program that is not there ends with 127.
  explicit ChildProcess(const Launch& launch);
  ~ChildProcess();
  ChildProcess(ChildProcess&& other) noexcept;
  ChildProcess& operator=(ChildProcess&& other) noexcept;
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;

  [[nodiscard]] pid_t pid() const { return pid_; }
  [[nodiscard]] bool running() { return pid_ > 0 && !wait(0.0); }
  /// Nothing happens when it has ended.
  void signal(int number);
  /// Its exit code, 128 + N when it died of signal N; nothing when it runs on after so many seconds.
  std::optional<int> wait(double seconds);
  /// Asks it to end, wakes it if it was stopped, and kills it when it has not ended in time.
  int end(double patience_s);

 private:
  pid_t pid_ = -1;
  int handle_ = -1;  ///< becomes readable when the process ends
  std::optional<int> exit_code_;
};

/// From now on, whoever is orphaned below this process becomes its child, and can be found.
void adopt_orphans();
/// Children of this process that have not ended.
[[nodiscard]] std::vector<pid_t> children();
/// Processes of this machine whose program's name begins so, those that have ended excepted.
[[nodiscard]] std::vector<pid_t> processes_called(const std::string& beginning);
/// Name of a process's program, as the kernel has it (15 characters); empty when it is gone.
[[nodiscard]] std::string program_of(pid_t pid);
/// Kills these processes, which must be children, and waits for their end.
void kill_and_reap(const std::vector<pid_t>& pids);

}  // namespace ohmsweep::live
