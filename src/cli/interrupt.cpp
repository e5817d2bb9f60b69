#include "cli/interrupt.h"

#include <unistd.h>

#include <csignal>

namespace ohmsweep::cli {
namespace {

constexpr int interrupted_exit = 130;

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

}  // namespace ohmsweep::cli
