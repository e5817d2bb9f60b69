#include "cli/terminal.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <system_error>

#include "ohmsweep/core/error.h"
#include "ohmsweep/core/name.h"

namespace ohmsweep::cli {
namespace {

constexpr int interrupted_exit = 130;
constexpr std::chrono::seconds silent_for{1};
constexpr std::chrono::milliseconds between_draws{100};
constexpr std::string_view clear_line = "\r\033[K";

volatile std::sig_atomic_t interrupts = 0;

extern "C" void on_interrupt(int) {
  if (interrupts != 0) _exit(interrupted_exit);
  interrupts = 1;
}

}  // namespace

void watch_for_interrupt() {
  struct sigaction action {};
  action.sa_handler = on_interrupt;
  sigemptyset(&action.sa_mask);
  action.sa_flags = SA_RESTART;
  sigaction(SIGINT, &action, nullptr);
}

void check_interrupt() {
  if (interrupts != 0) throw Interrupted{};
}

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

void Terminal::complain(const std::string& sentence) {
  clear_progress();
  fmt::print(stderr, "ohmsweep: {}\n", sentence);
}

void Terminal::progress(const std::string& doing, double fraction) {
  check_interrupt();
  if (quiet_ || isatty(STDERR_FILENO) == 0) return;
  const Clock::time_point now = Clock::now();
  if (now - begun_ < silent_for || now - last_drawn_ < between_draws) return;
  last_drawn_ = now;
  drawn_ = true;
  constexpr std::size_t widest = 60;
  fmt::print(stderr, "{}{:3.0f} %  {:.{}}", clear_line, 100.0 * fraction, doing, widest);
  std::fflush(stderr);
}

void Terminal::clear_progress() {
  if (!drawn_) return;
  drawn_ = false;
  fmt::print(stderr, "{}", clear_line);
  std::fflush(stderr);
}

Narrator Terminal::narrator() {
  return {[this](const std::string& sentence) { say(sentence); },
          [this](const std::string& doing, double fraction) { progress(doing, fraction); }};
}

}  // namespace ohmsweep::cli
