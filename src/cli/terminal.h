#pragma once
/// The streams of the program: results on stdout, everything else on stderr, answers from stdin; one updating
/// line of progress where stderr is a terminal; Ctrl-C. Used from the main thread only.

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/interrupt.h"
#include "cli/line_input.h"
#include "ohmsweep/workflow/session.h"

namespace ohmsweep::cli {

/// nothing yet, a line (Enter was pressed), or the end of stdin.
enum class Answer { none, line, end };
struct Typed {
  Answer answer = Answer::none;
  std::string line;  ///< without spaces around it
};

class Terminal {
 public:
  Terminal() = default;
  Terminal(const Terminal&) = delete;
  Terminal& operator=(const Terminal&) = delete;
  ~Terminal() { clear_progress(); }

  void be_quiet() { quiet_ = true; }
  /// From now on every question has its usual answer.
  void assume_usual_answers() { assuming_ = true; }
  [[nodiscard]] bool assuming() const { return assuming_; }
  /// A result, on stdout. Throws Error(failed) when it cannot be written, as on a full disk.
  void print(std::string_view text);
  /// A sentence on stderr, unless quiet.
  void say(const std::string& sentence);
  /// Lines of their own on stderr, as they stand, unless quiet.
  void tell(std::string_view lines);
  /// The same, quiet or not.
  void alert(std::string_view lines);
  /// Why the program ends, on stderr, quiet or not.
  void complain(const std::string& sentence);
  /// Asks on stderr, quiet or not, and returns the line that stdin answers, without spaces around it; an
  /// empty line is the usual answer. Throws Interrupted after Ctrl-C and Error(failed) where stdin has ended.
  [[nodiscard]] std::string ask(const std::string& question, const std::string& usual);
  /// The same with something to do until the answer comes, about ten times a second; it returns whether it
  /// has written lines, and the question is then put again below them.
  [[nodiscard]] std::string ask(const std::string& question, const std::string& usual,
                                const std::function<bool()>& meanwhile);
  /// A question to be answered with yes or no; asks again until it is.
  [[nodiscard]] bool confirm(const std::string& question, bool usual);
  /// Throws Interrupted after Ctrl-C. The line is drawn from the second second on.
  void progress(const std::string& doing, double fraction);
  void clear_progress();
  /// Whether stderr is a terminal and not quiet: where draw() shows something.
  [[nodiscard]] bool draws() const;
  /// Lines in place of those drawn before, cut to the terminal's width; gone with the next sentence.
  void draw(const std::vector<std::string>& lines);
  /// What stdin has brought, without waiting.
  [[nodiscard]] Typed typed();
  [[nodiscard]] Answer answered() { return typed().answer; }
  /// Both sinks of a session.
  [[nodiscard]] Narrator narrator();

 private:
  using Clock = std::chrono::steady_clock;
  /// What comes next is on a new line, also after Ctrl-C.
  [[nodiscard]] std::optional<std::string> answer_line(const std::function<void()>& meanwhile);
  bool quiet_ = false;
  bool assuming_ = false;
  LineInput input_;
  std::size_t drawn_lines_ = 0;
  Clock::time_point begun_ = Clock::now();
  Clock::time_point last_drawn_{};
};

}  // namespace ohmsweep::cli
