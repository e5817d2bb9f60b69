#include "cli/interrupt.h"

#include <unistd.h>

#include <csignal>
#include <string_view>

#include "cli/single_keys.h"

namespace ohmsweep::cli {
namespace {

constexpr int interrupted_exit = 130;

volatile std::sig_atomic_t interrupts = 0;
volatile std::sig_atomic_t line_drawn = 0;

extern "C" void on_interrupt(int) {
  if (interrupts != 0) {
    constexpr std::string_view clear_line = "\r\033[K";
    // Nothing can be done about a stderr that cannot be written, in a program that is ending.
    const bool cleared = line_drawn == 0 || ::write(STDERR_FILENO, clear_line.data(), clear_line.size()) > 0;
    static_cast<void>(cleared);
    give_terminal_back();
    _exit(interrupted_exit);
  }
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

void note_updating_line(bool drawn) { line_drawn = drawn ? 1 : 0; }

void check_interrupt() {
  if (interrupts != 0) throw Interrupted{};
}

}  // namespace ohmsweep::cli
