#include "cli/single_keys.h"

#include <poll.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>

namespace ohmsweep::cli {
namespace {

constexpr char ctrl_d = 4;
/// What ends a program unless it is handled, crashes among them; Ctrl-C has a handler of its own.
constexpr std::array<int, 9> ending_signals{SIGHUP,  SIGTERM, SIGQUIT, SIGPIPE, SIGABRT,
                                            SIGSEGV, SIGBUS,  SIGILL,  SIGFPE};

// A handler has no other way to know them.
termios before{};
termios single{};
volatile std::sig_atomic_t in_use = 0;  ///< a SingleKeys lives
volatile std::sig_atomic_t held = 0;    ///< the terminal is as `single` says

/// A background program that sets the terminal is stopped. Where the terminal controls nobody, it may.
bool in_foreground() {
  const pid_t foreground = ::tcgetpgrp(STDIN_FILENO);
  return foreground < 0 || foreground == ::getpgrp();
}

void take() {
  if (held != 0 || !in_foreground()) return;
  if (::tcsetattr(STDIN_FILENO, TCSANOW, &single) == 0) held = 1;
}

void handle(int signal, void (*handler)(int)) {
  struct sigaction action {};
  action.sa_handler = handler;
  sigemptyset(&action.sa_mask);
  // Once, and free to be raised again in its handler: it then does what it always does.
  action.sa_flags = SA_RESTART | SA_RESETHAND | SA_NODEFER;
  ::sigaction(signal, &action, nullptr);
}

bool is_default(int signal) {
  struct sigaction action {};
  return ::sigaction(signal, nullptr, &action) == 0 && action.sa_handler == SIG_DFL;
}

extern "C" void on_end_or_stop(int signal) {
  const int error = errno;
  give_terminal_back();
  ::raise(signal);
  errno = error;
}

extern "C" void on_continue(int) {
  const int error = errno;
  handle(SIGCONT, on_continue);
  if (in_use != 0) {
    handle(SIGTSTP, on_end_or_stop);
    take();
  }
  errno = error;
}

void watch_signals() {
  for (const int signal : ending_signals) {
    if (is_default(signal)) handle(signal, on_end_or_stop);
  }
  if (is_default(SIGTSTP)) {
    handle(SIGTSTP, on_end_or_stop);
    handle(SIGCONT, on_continue);
  }
}

}  // namespace

SingleKeys::SingleKeys() {
  if (::tcgetattr(STDIN_FILENO, &before) != 0 || !in_foreground()) return;
  single = before;
  single.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO);
  single.c_cc[VMIN] = 1;
  single.c_cc[VTIME] = 0;
  in_use = 1;
  watch_signals();
  take();
  taken_ = held != 0;
}

SingleKeys::~SingleKeys() {
  in_use = 0;
  give_terminal_back();
}

std::optional<char> SingleKeys::pressed() {
  pollfd input{STDIN_FILENO, POLLIN, 0};
  if (!taken_ || !in_foreground() || ::poll(&input, 1, 0) <= 0) return std::nullopt;
  char key = 0;
  return ::read(STDIN_FILENO, &key, 1) == 1 ? key : ctrl_d;
}

void give_terminal_back() {
  if (held == 0) return;
  held = 0;
  ::tcsetattr(STDIN_FILENO, TCSANOW, &before);
}

}  // namespace ohmsweep::cli
