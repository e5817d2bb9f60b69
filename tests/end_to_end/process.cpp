#include "end_to_end/process.h"

#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <stdexcept>

namespace ohmsweep::end_to_end {
namespace {

/// Never returns: becomes the program.
[[noreturn]] void become_program(const std::vector<std::string>& arguments, const RunOptions& options, int in,
                                 int out, int err) {
  if (!options.stdout_file.empty()) out = ::open(options.stdout_file.c_str(), O_WRONLY | O_CREAT, 0666);
  if (in >= 0) ::dup2(in, STDIN_FILENO);
  ::dup2(out, STDOUT_FILENO);
  ::dup2(err, STDERR_FILENO);
  for (const auto& [name, value] : options.environment) ::setenv(name.c_str(), value.c_str(), 1);
  if (options.largest_file != 0) {
    const rlimit limit{options.largest_file, options.largest_file};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    std::signal(SIGXFSZ, SIG_IGN);  // a write past the limit fails as on a full disk
  }
  std::vector<char*> words;
  std::string program = OHMSWEEP_PROGRAM;
  words.push_back(program.data());
  std::vector<std::string> copies = arguments;
  for (std::string& word : copies) words.push_back(word.data());
  words.push_back(nullptr);
  ::execv(program.c_str(), words.data());
  _exit(127);
}

/// When a program is to be interrupted.
struct Interruption {
  double after_s = 0.0;  ///< 0: not by time
  std::string at;        ///< once stderr holds this; empty: not by text
  double kill_s = 0.0;   ///< 0: not killed
};

/// Reads both pipes to their ends, sending the signal when it is due.
void read_both(std::array<int, 2> pipes, std::array<std::string*, 2> texts, pid_t child,
               const Interruption& interruption) {
  const auto begun = std::chrono::steady_clock::now();
  bool interrupted = false;
  std::array<pollfd, 2> ends{pollfd{pipes[0], POLLIN, 0}, pollfd{pipes[1], POLLIN, 0}};
  while (ends[0].fd >= 0 || ends[1].fd >= 0) {
    ::poll(ends.data(), ends.size(), interruption.kill_s > 0.0 ? 1 : 20);
    const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - begun;
    const bool in_time = interruption.after_s > 0.0 && elapsed.count() > interruption.after_s;
    const bool in_text = !interruption.at.empty() && texts[1]->find(interruption.at) != std::string::npos;
    if (!interrupted && (in_time || in_text)) {
      ::kill(child, SIGINT);
      interrupted = true;
    }
    if (interruption.kill_s > 0.0 && elapsed.count() > interruption.kill_s) ::kill(child, SIGKILL);
    for (std::size_t i = 0; i < ends.size(); ++i) {
      if (ends[i].fd < 0 || ends[i].revents == 0) continue;
      std::array<char, 4096> block{};
      const ssize_t size = ::read(ends[i].fd, block.data(), block.size());
      if (size <= 0) {
        ::close(ends[i].fd);
        ends[i].fd = -1;
      } else {
        texts[i]->append(block.data(), static_cast<std::size_t>(size));
      }
    }
  }
}

/// A pipe that holds this text, both ends at -1 for none. Short enough for a pipe to hold.
std::array<int, 2> input_of(const std::optional<std::string>& text) {
  std::array<int, 2> in{-1, -1};
  if (!text) return in;
  if (::pipe2(in.data(), O_CLOEXEC) != 0) throw std::runtime_error("no stdin");
  if (::write(in[1], text->data(), text->size()) != static_cast<ssize_t>(text->size()))
    throw std::runtime_error("no input");
  return in;
}

}  // namespace

Outcome run(const std::vector<std::string>& arguments, const RunOptions& options) {
  std::array<int, 2> out{};
  std::array<int, 2> err{};
  if (::pipe2(out.data(), O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
  const bool opened = options.terminal ? ::openpty(err.data(), err.data() + 1, nullptr, nullptr, nullptr) == 0
                                       : ::pipe2(err.data(), O_CLOEXEC) == 0;
  if (!opened) throw std::runtime_error("no stderr");
  const std::array<int, 2> in = input_of(options.input);
  // Who is to be interrupted while waiting for an answer must not see stdin end before.
  const bool waits = !options.interrupt_at.empty();
  if (in[1] >= 0 && !waits) ::close(in[1]);
  const pid_t child = ::fork();
  if (child < 0) throw std::runtime_error("no process");
  if (child == 0) become_program(arguments, options, in[0], out[1], err[1]);
  if (in[0] >= 0) ::close(in[0]);
  ::close(out[1]);
  ::close(err[1]);
  Outcome outcome;
  read_both({out[0], err[0]}, {&outcome.out, &outcome.err}, child,
            {options.interrupt_after_s, options.interrupt_at, options.kill_after_s});
  if (in[1] >= 0 && waits) ::close(in[1]);
  int status = 0;
  ::waitpid(child, &status, 0);
  outcome.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return outcome;
}

}  // namespace ohmsweep::end_to_end
