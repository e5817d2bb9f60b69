#include "live/conversation.h"

#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <sys/eventfd.h>
#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <iterator>
#include <stdexcept>

namespace ohmsweep::live {
namespace {

/// Time for what is still in the pipes once a program has ended.
constexpr double echo_s = 0.3;

double now_s() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

struct Pipe {
  int reading = -1;
  int writing = -1;
};

Pipe open_pipe() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
  return {ends[0], ends[1]};
}

/// A terminal: `reading` is the person's side, `writing` the program's.
Pipe open_terminal() {
  termios how{};
  how.c_iflag = ICRNL;
  how.c_lflag = ICANON | ISIG;
  how.c_cflag = CS8 | CREAD;
  how.c_cc[VINTR] = 3;
  how.c_cc[VEOF] = 4;
  winsize size{};
  size.ws_row = 40;
  size.ws_col = 100;
  Pipe ends;
  if (::openpty(&ends.reading, &ends.writing, nullptr, &how, &size) != 0) {
    throw std::runtime_error("no terminal");
  }
  ::fcntl(ends.reading, F_SETFD, FD_CLOEXEC);
  ::fcntl(ends.writing, F_SETFD, FD_CLOEXEC);
  return ends;
}

}  // namespace

Conversation::Conversation(const std::vector<std::string>& words, const Environment& environment,
                           bool terminal)
    : terminal_(terminal), begun_(now_s()), hush_(::eventfd(0, EFD_CLOEXEC)) {
  std::signal(SIGPIPE, SIG_IGN);
  const Pipe out = open_pipe();
  const Pipe err = terminal ? open_terminal() : open_pipe();
  const Pipe in = terminal ? Pipe{err.writing, err.reading} : open_pipe();
  out_.end = out.reading;
  err_.end = err.reading;
  input_ = in.writing;
  Launch launch{words, environment, in.reading, out.writing, err.writing};
  launch.at_terminal = terminal;
  process_ = ChildProcess(launch);
  ::close(out.writing);
  ::close(err.writing);
  if (!terminal) ::close(in.reading);
  listener_ = std::thread([this] { listen(); });
}

Conversation::~Conversation() {
  process_.signal(SIGKILL);
  const std::uint64_t one = 1;
  if (::write(hush_, &one, sizeof one) == sizeof one) listener_.join();
  close_input();
  ::close(out_.end);
  ::close(err_.end);
  ::close(hush_);
}

void Conversation::listen() {
  while (true) {
    std::array<pollfd, 3> ends{pollfd{out_.over ? -1 : out_.end, POLLIN, 0},
                               pollfd{err_.over ? -1 : err_.end, POLLIN, 0}, pollfd{hush_, POLLIN, 0}};
    if (ends[0].fd < 0 && ends[1].fd < 0) return;
    if (::poll(ends.data(), ends.size(), -1) < 0) continue;
    if (ends[0].revents != 0) read_from(out_);
    if (ends[1].revents != 0) read_from(err_);
    if (ends[2].revents != 0) return;
  }
}

void Conversation::read_from(Voice& voice) {
  std::array<char, 4096> block{};
  const ssize_t size = ::read(voice.end, block.data(), block.size());
  const std::scoped_lock guard(lock_);
  if (size > 0) {
    voice.text.append(block.data(), static_cast<std::size_t>(size));
  } else {
    voice.over = true;
  }
  news_.notify_all();
}

bool Conversation::wait_for(const std::string& text, double seconds, Said where) {
  std::unique_lock guard(lock_);
  Voice& from = voice(where);
  std::size_t found = std::string::npos;
  const auto heard = [&] {
    found = from.text.find(text, from.answered);
    return found != std::string::npos || from.over;
  };
  news_.wait_for(guard, std::chrono::duration<double>(seconds), heard);
  if (found == std::string::npos) return false;
  from.answered = found + text.size();
  return true;
}

void Conversation::say(const std::string& line) { send(line + "\n"); }

void Conversation::send(const std::string& bytes) {
  std::size_t sent = 0;
  while (input_ >= 0 && sent < bytes.size()) {
    const ssize_t size = ::write(input_, bytes.data() + sent, bytes.size() - sent);
    if (size <= 0) return;
    sent += static_cast<std::size_t>(size);
  }
}

void Conversation::close_input() {
  if (terminal_) {
    send("\x04");
  } else if (input_ >= 0) {
    ::close(input_);
  }
  input_ = -1;
}

double Conversation::seconds() const { return now_s() - begun_; }

std::string Conversation::terminal_settings() const {
  termios how{};
  if (::tcgetattr(input_, &how) != 0) throw std::runtime_error("no terminal");
  const auto characters = std::string(std::begin(how.c_cc), std::end(how.c_cc));
  return std::to_string(how.c_iflag) + " " + std::to_string(how.c_oflag) + " " + std::to_string(how.c_cflag) +
         " " + std::to_string(how.c_lflag) + " " + characters;
}

std::string Conversation::heard(Said where) const {
  const std::scoped_lock guard(lock_);
  return where == Said::on_stdout ? out_.text : err_.text;
}

Ending Conversation::finish(double patience_s) {
  Ending ending;
  ending.in_time = process_.wait(patience_s).has_value();
  if (!ending.in_time) process_.signal(SIGKILL);
  ending.exit_code = process_.wait(patience_s + 1.0).value_or(-1);
  ending.seconds = seconds();
  std::unique_lock guard(lock_);
  const auto over = [this] { return out_.over && err_.over; };
  ending.outputs_held = !news_.wait_for(guard, std::chrono::duration<double>(echo_s), over);
  ending.out = out_.text;
  ending.err = err_.text;
  return ending;
}

}  // namespace ohmsweep::live
