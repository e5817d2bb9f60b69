#pragma once
/// A talk with a running program: wait until it says something, answer, send it a signal, and see how it
/// ends and how long that takes.

#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "live/child_process.h"

namespace ohmsweep::live {

/// Which of its outputs.
enum class Said { on_stdout, on_stderr };

/// How a program ended.
struct Ending {
  int exit_code = -1;         ///< 128 + N when it died of signal N, also of the one that finish() had to send
  bool in_time = false;       ///< it ended by itself within finish()'s patience
  std::string out;            ///< everything it wrote
  std::string err;            ///< with a terminal: what it wrote there
  double seconds = 0.0;       ///< from its start to its end
  bool outputs_held = false;  ///< somebody whom it left behind still holds its stdout or stderr
};

/// Thread rule: one thread talks. The program is killed when the conversation is gone.
class Conversation {
 public:
  /// `terminal`: stdin and stderr are a terminal of 100 columns without echo; Ctrl-C is then send("\x03").
  explicit Conversation(const std::vector<std::string>& words, const Environment& environment = {},
                        bool terminal = false);
  ~Conversation();
  Conversation(const Conversation&) = delete;
  Conversation& operator=(const Conversation&) = delete;

  /// Waits until the program has written `text` after what was last waited for on that output. False: it
  /// has not within so many seconds, or its output has ended.
  [[nodiscard]] bool wait_for(const std::string& text, double seconds, Said where = Said::on_stderr);
  /// Sends a line to stdin, its end included. Nothing happens when nobody reads.
  void say(const std::string& line);
  /// Sends these bytes as they are.
  void send(const std::string& bytes);
  /// Ends its stdin.
  void close_input();
  void signal(int number) { process_.signal(number); }

  [[nodiscard]] pid_t pid() const { return process_.pid(); }
  [[nodiscard]] bool running() { return process_.running(); }
  /// Since its start.
  [[nodiscard]] double seconds() const;
  /// With a terminal: how it is set, as bytes to compare.
  [[nodiscard]] std::string terminal_settings() const;
  /// What it has written so far.
  [[nodiscard]] std::string heard(Said where = Said::on_stderr) const;
  /// Waits for its end so many seconds, then kills it.
  [[nodiscard]] Ending finish(double patience_s);

 private:
  struct Voice {
    int end = -1;  ///< of the pipe or terminal, for reading
    std::string text;
    std::size_t answered = 0;  ///< up to where wait_for() has looked
    bool over = false;
  };

  void listen();
  void read_from(Voice& voice);
  [[nodiscard]] Voice& voice(Said where) { return where == Said::on_stdout ? out_ : err_; }

  mutable std::mutex lock_;
  std::condition_variable news_;
  Voice out_;
  Voice err_;
  int input_ = -1;
  bool terminal_ = false;
  double begun_ = 0.0;
  int hush_ = -1;  ///< tells the listening thread to end
  ChildProcess process_;
  std::thread listener_;
};

}  // namespace ohmsweep::live
