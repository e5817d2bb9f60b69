#pragma once
/// The two streams of the program: results on stdout, everything else on stderr; one updating line of
/// progress where stderr is a terminal; Ctrl-C. Used from the main thread only.

#include <chrono>
#include <string>
#include <string_view>

#include "ohmsweep/workflow/session.h"

namespace ohmsweep::cli {

/// The person pressed Ctrl-C. Not an Error: nothing went wrong and there is nothing to say.
struct Interrupted {};

/// From now on Ctrl-C makes the next progress report throw Interrupted; a second one ends the program at
/// once.
void watch_for_interrupt();
/// Throws Interrupted if Ctrl-C was pressed.
void check_interrupt();

class Terminal {
 public:
  Terminal() = default;
  Terminal(const Terminal&) = delete;
  Terminal& operator=(const Terminal&) = delete;
  ~Terminal() { clear_progress(); }

  void be_quiet() { quiet_ = true; }
  /// A result, on stdout. Throws Error(failed) when it cannot be written, as on a full disk.
  void print(std::string_view text);
  /// A sentence on stderr, unless quiet.
  void say(const std::string& sentence);
  /// Why the program ends, on stderr, quiet or not.
  void complain(const std::string& sentence);
  /// Throws Interrupted after Ctrl-C. The line is drawn from the second second on.
  void progress(const std::string& doing, double fraction);
  void clear_progress();
  /// Both sinks of a session.
  [[nodiscard]] Narrator narrator();

 private:
  using Clock = std::chrono::steady_clock;
  bool quiet_ = false;
  bool drawn_ = false;
  Clock::time_point begun_ = Clock::now();
  Clock::time_point last_drawn_{};
};

}  // namespace ohmsweep::cli
