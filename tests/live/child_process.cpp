#include "live/child_process.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cmath>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <utility>

namespace ohmsweep::live {
namespace {

constexpr int no_such_program = 127;

std::vector<std::string> variables(const Environment& added) {
  Environment all;
  for (char** each = environ; *each != nullptr; ++each) {
    const std::string text = *each;
    const std::size_t equals = text.find('=');
    if (equals != std::string::npos) all[text.substr(0, equals)] = text.substr(equals + 1);
  }
  for (const auto& [name, value] : added) all[name] = value;
  std::vector<std::string> texts;
  texts.reserve(all.size());
  for (const auto& [name, value] : all) texts.push_back(fmt::format("{}={}", name, value));
  return texts;
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> all;
  all.reserve(texts.size() + 1);
  for (std::string& text : texts) all.push_back(text.data());
  all.push_back(nullptr);
  return all;
}

/// Between fork and exec of a process that may have threads: system calls only, no memory.
[[noreturn]] void become(const Launch& launch, pid_t parent, char* const* words, char* const* environment) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) _exit(no_such_program);
  if (launch.at_terminal) {
    ::setsid();
    ::ioctl(launch.in, TIOCSCTTY, 0);
  }
  std::signal(SIGPIPE, SIG_DFL);  // a test may ignore it, a program must not inherit that
  const int nothing = ::open("/dev/null", O_RDWR);
  ::dup2(launch.in >= 0 ? launch.in : nothing, STDIN_FILENO);
  ::dup2(launch.out >= 0 ? launch.out : nothing, STDOUT_FILENO);
  ::dup2(launch.err >= 0 ? launch.err : nothing, STDERR_FILENO);
  ::close(nothing);
  if (launch.largest_file != 0) {
    const rlimit limit{launch.largest_file, launch.largest_file};
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }
  ::execvpe(words[0], words, environment);
  _exit(no_such_program);
}

/// What /proc/PID/stat begins with: "12 (name) S 1 ...".
struct ProcessEntry {
  pid_t pid = 0;
  std::string program;
  char state = 'Z';
  pid_t parent = 0;
};

ProcessEntry parse_entry(const std::string& text) {
  const std::size_t begin = text.find('(');
  const std::size_t end = text.rfind(')');
  if (begin == std::string::npos || end == std::string::npos || end + 4 >= text.size()) return {};
  return {std::stoi(text), text.substr(begin + 1, end - begin - 1), text[end + 2],
          std::stoi(text.substr(end + 4))};
}

/// Those that have not ended and of which `holds` is true.
template <typename Condition>
std::vector<pid_t> processes_that(Condition holds) {
  std::vector<pid_t> found;
  for (const auto& folder : std::filesystem::directory_iterator("/proc")) {
    const std::string name = folder.path().filename().string();
    if (name.find_first_not_of("0123456789") != std::string::npos) continue;
    std::ifstream file(folder.path() / "stat");
    std::string text;
    std::getline(file, text);
    const ProcessEntry entry = parse_entry(text);
    if (entry.state != 'Z' && holds(entry)) found.push_back(entry.pid);
  }
  return found;
}

int code_of(int status) { return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status); }

}  // namespace

ChildProcess::ChildProcess(const Launch& launch) {
  std::vector<std::string> words = launch.words;
  std::vector<std::string> environment = variables(launch.environment);
  const std::vector<char*> word_pointers = pointers(words);
  const std::vector<char*> environment_pointers = pointers(environment);
  const pid_t parent = ::getpid();
  pid_ = ::fork();
  if (pid_ < 0) throw std::runtime_error("no process");
  if (pid_ == 0) become(launch, parent, word_pointers.data(), environment_pointers.data());
  handle_ = static_cast<int>(::syscall(SYS_pidfd_open, pid_, 0));  // pidfd.h of glibc 2.36 is C only
}

ChildProcess::~ChildProcess() {
  if (pid_ < 0) return;
  signal(SIGKILL);
  if (!exit_code_) ::waitpid(pid_, nullptr, 0);
  ::close(handle_);
}

ChildProcess::ChildProcess(ChildProcess&& other) noexcept
    : pid_(std::exchange(other.pid_, -1)),
      handle_(std::exchange(other.handle_, -1)),
      exit_code_(other.exit_code_) {}

ChildProcess& ChildProcess::operator=(ChildProcess&& other) noexcept {
  std::swap(pid_, other.pid_);
  std::swap(handle_, other.handle_);
  std::swap(exit_code_, other.exit_code_);
  return *this;
}

void ChildProcess::signal(int number) {
  if (pid_ > 0 && !exit_code_) ::kill(pid_, number);
}

std::optional<int> ChildProcess::wait(double seconds) {
  if (exit_code_ || pid_ < 0) return exit_code_;
  pollfd ended{handle_, POLLIN, 0};
  if (::poll(&ended, 1, static_cast<int>(std::ceil(seconds * 1000.0))) <= 0) return std::nullopt;
  int status = 0;
  ::waitpid(pid_, &status, 0);
  exit_code_ = code_of(status);
  return exit_code_;
}

int ChildProcess::end(double patience_s) {
  signal(SIGTERM);
  signal(SIGCONT);
  if (!wait(patience_s)) signal(SIGKILL);
  return wait(patience_s).value_or(-1);
}

void adopt_orphans() { ::prctl(PR_SET_CHILD_SUBREAPER, 1); }

std::vector<pid_t> children() {
  return processes_that([](const ProcessEntry& entry) { return entry.parent == ::getpid(); });
}

std::vector<pid_t> processes_called(const std::string& beginning) {
  return processes_that([&](const ProcessEntry& entry) { return entry.program.starts_with(beginning); });
}

std::string program_of(pid_t pid) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/comm");
  std::string name;
  std::getline(file, name);
  return name;
}

void kill_and_reap(const std::vector<pid_t>& pids) {
  for (const pid_t pid : pids) {
    ::kill(pid, SIGKILL);
    ::waitpid(pid, nullptr, 0);
  }
}

}  // namespace ohmsweep::live
