#include "cli/child_process.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <string_view>
#include <system_error>

#include "cli/interrupt.h"
#include "ohmsweep/core/error.h"
#include "ohmsweep/core/name.h"

namespace ohmsweep::cli {
namespace {

/// Both ends of a connection; what is still open is closed when the block is left.
class Ends {
 public:
  /// A pair of sockets: writing to one whose reader is gone is an error and no signal.
  Ends() {
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends_.data()) == 0) return;
    throw failure(
        fmt::format("No connection to another program can be made ({}); close other programs and try again.",
                    std::generic_category().message(errno)));
  }
  Ends(const Ends&) = delete;
  Ends& operator=(const Ends&) = delete;
  ~Ends() {
    close_ours();
    close_theirs();
  }
  [[nodiscard]] int ours() const { return ends_[0]; }
  [[nodiscard]] int theirs() const { return ends_[1]; }
  void close_ours() { close(ends_[0]); }
  void close_theirs() { close(ends_[1]); }

 private:
  static void close(int& descriptor) {
    if (descriptor >= 0) ::close(descriptor);
    descriptor = -1;
  }
  std::array<int, 2> ends_{-1, -1};
};

/// A process that does not outlive its block.
class Child {
 public:
  explicit Child(pid_t process) : process_(process) {}
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  ~Child() {
    if (process_ <= 0) return;
    ::kill(process_, SIGKILL);
    (void)end();
  }
  /// Waits for it; its exit code, or 128 and the signal that it died of.
  int end() {
    int status = 0;
    while (::waitpid(process_, &status, 0) < 0 && errno == EINTR) continue;
    process_ = -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  }

 private:
  pid_t process_;
};

/// -1 where there is no such program.
pid_t started(std::vector<std::string>& words, const Ends& in, const Ends& out, const Ends& err) {
  std::vector<char*> arguments;
  arguments.reserve(words.size() + 1);
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t actions{};
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_adddup2(&actions, in.theirs(), STDIN_FILENO);
  ::posix_spawn_file_actions_adddup2(&actions, out.theirs(), STDOUT_FILENO);
  ::posix_spawn_file_actions_adddup2(&actions, err.theirs(), STDERR_FILENO);
  pid_t process = -1;
  const int problem =
      ::posix_spawnp(&process, arguments.front(), &actions, nullptr, arguments.data(), ::environ);
  ::posix_spawn_file_actions_destroy(&actions);
  if (problem == 0) return process;
  if (problem == ENOENT || problem == ENOTDIR) return -1;
  throw failure(fmt::format("'{}' cannot be started ({}); check its installation.", shown(words.front()),
                            std::generic_category().message(problem)));
}

/// Sends a piece of what is left; what cannot be sent because nobody reads is given up.
void send_some(Ends& in, std::string_view& rest) {
  const ssize_t sent = ::send(in.ours(), rest.data(), rest.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
  if (sent > 0) rest.remove_prefix(static_cast<std::size_t>(sent));
  if (sent < 0 && errno != EINTR && errno != EAGAIN) rest = {};
  if (rest.empty()) in.close_ours();
}

void receive_some(Ends& from, std::string& text) {
  std::array<char, 1U << 16U> piece{};
  const ssize_t got = ::recv(from.ours(), piece.data(), piece.size(), 0);
  if (got > 0) text.append(piece.data(), static_cast<std::size_t>(got));
  if (got == 0 || (got < 0 && errno != EINTR)) from.close_ours();
}

/// Talks to it until both of its outputs have ended.
void exchange(Ends& in, std::string_view input, Ends& out, std::string& written, Ends& err,
              std::string& complaints) {
  constexpr int wait_ms = 100;
  while (out.ours() >= 0 || err.ours() >= 0) {
    check_interrupt();
    std::array<pollfd, 3> ends{pollfd{in.ours(), POLLOUT, 0}, pollfd{out.ours(), POLLIN, 0},
                               pollfd{err.ours(), POLLIN, 0}};
    if (::poll(ends.data(), ends.size(), wait_ms) <= 0) continue;
    if (ends[0].revents != 0) send_some(in, input);
    if (ends[1].revents != 0) receive_some(out, written);
    if (ends[2].revents != 0) receive_some(err, complaints);
  }
}

}  // namespace

std::optional<ChildOutcome> run_child(std::vector<std::string> words, const std::string& input) {
  Ends in;
  Ends out;
  Ends err;
  const pid_t process = started(words, in, out, err);
  if (process < 0) return std::nullopt;
  Child child(process);
  in.close_theirs();
  out.close_theirs();
  err.close_theirs();
  ChildOutcome outcome;
  exchange(in, input, out, outcome.out, err, outcome.err);
  outcome.exit_code = child.end();
  return outcome;
}

}  // namespace ohmsweep::cli
