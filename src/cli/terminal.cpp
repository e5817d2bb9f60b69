#include "cli/terminal.h"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <system_error>

#include "ohmsweep/core/error.h"
#include "ohmsweep/core/name.h"

namespace ohmsweep::cli {
namespace {

constexpr std::chrono::seconds silent_for{1};
constexpr std::chrono::milliseconds between_draws{100};
constexpr std::string_view clear_line = "\r\033[K";
constexpr std::string_view line_up = "\033[A";

/// Columns of the terminal behind stderr.
std::size_t terminal_width() {
  constexpr std::size_t usual = 80;
  winsize size{};
  if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col < 2) return usual;
  return size.ws_col;
}

}  // namespace

void Terminal::print(std::string_view text) {
  clear_progress();
  const bool written = std::fwrite(text.data(), 1, text.size(), stdout) == text.size();
  if (!written || std::fflush(stdout) != 0) {
    throw failure(
        fmt::format("The result cannot be written to standard output ({}); write it somewhere with "
                    "room.",
                    std::generic_category().message(errno)));
  }
}

void Terminal::say(const std::string& sentence) {
  if (quiet_) return;
  complain(sentence);
}

void Terminal::tell(std::string_view lines) {
  if (!quiet_) alert(lines);
}

void Terminal::alert(std::string_view lines) {
  clear_progress();
  fmt::print(stderr, "{}", lines);
}

void Terminal::complain(const std::string& sentence) {
  clear_progress();
  fmt::print(stderr, "ohmsweep: {}\n", sentence);
}

std::string Terminal::ask(const std::string& question, const std::string& usual) {
  return ask(question, usual, {});
}

std::string Terminal::ask(const std::string& question, const std::string& usual,
                          const std::function<bool()>& meanwhile) {
  clear_progress();
  const std::string choice = usual.empty() ? "" : fmt::format(" [{}]", usual);
  if (assuming_) {
    say(fmt::format("{}{} {}", question, choice, usual));
    return usual;
  }
  const auto put = [&] {
    fmt::print(stderr, "{}{} ", question, choice);
    std::fflush(stderr);
  };
  put();
  const std::optional<std::string> answer = answer_line([&] {
    if (meanwhile && meanwhile()) put();
  });
  if (!answer) {
    fmt::print(stderr, "\n");
    throw failure(
        fmt::format("The question '{}' has no answer: standard input has ended; give --yes for the "
                    "usual answers.",
                    question));
  }
  return answer->empty() ? usual : *answer;
}

std::optional<std::string> Terminal::answer_line(const std::function<void()>& meanwhile) {
  try {
    std::optional<std::string> line = input_.line(meanwhile);
    // A person's own Enter ends the line on a terminal; an answer from elsewhere does not.
    if (line && isatty(STDIN_FILENO) == 0) fmt::print(stderr, "\n");
    return line;
  } catch (const Interrupted&) {
    fmt::print(stderr, "\n");
    throw;
  }
}

bool Terminal::confirm(const std::string& question, bool usual) {
  while (true) {
    const std::string answer = ask(question, usual ? "yes" : "no");
    if (answer == "yes" || answer == "y" || answer == "Y") return true;
    if (answer == "no" || answer == "n" || answer == "N") return false;
    complain("Please answer yes or no.");
  }
}

void Terminal::progress(const std::string& doing, double fraction) {
  check_interrupt();
  if (!draws()) return;
  const Clock::time_point now = Clock::now();
  if (now - begun_ < silent_for || now - last_drawn_ < between_draws) return;
  last_drawn_ = now;
  constexpr std::size_t widest = 60;
  draw({fmt::format("{:3.0f} %  {:.{}}", 100.0 * fraction, doing, widest)});
}

bool Terminal::draws() const { return !quiet_ && isatty(STDERR_FILENO) != 0; }

void Terminal::draw(const std::vector<std::string>& lines) {
  if (!draws()) return;
  clear_progress();
  std::string text;
  for (const std::string& line : lines) {
    text += fmt::format("{}{:.{}}", text.empty() ? "" : "\n", line, terminal_width() - 1);
  }
  fmt::print(stderr, "{}", text);
  std::fflush(stderr);
  drawn_lines_ = lines.size();
  note_updating_line(drawn_lines_ > 0);
}

Typed Terminal::typed() {
  if (!input_.ready()) return {};
  const std::optional<std::string> line = input_.line();
  if (!line) return {Answer::end, {}};
  if (drawn_lines_ > 0 && isatty(STDIN_FILENO) != 0) ++drawn_lines_;  // Enter moved the cursor down
  return {Answer::line, *line};
}

void Terminal::clear_progress() {
  if (drawn_lines_ == 0) return;
  note_updating_line(false);
  fmt::print(stderr, "{}", clear_line);
  for (; drawn_lines_ > 1; --drawn_lines_) fmt::print(stderr, "{}{}", line_up, clear_line);
  drawn_lines_ = 0;
  std::fflush(stderr);
}

Narrator Terminal::narrator() {
  return {[this](const std::string& sentence) { say(sentence); },
          [this](const std::string& doing, double fraction) { progress(doing, fraction); }};
}

}  // namespace ohmsweep::cli
