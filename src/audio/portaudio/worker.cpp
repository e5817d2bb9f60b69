#include "audio/portaudio/worker.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <new>
#include <system_error>
#include <utility>

#include "audio/portaudio/worker_start.h"
#include "ohmsweep/core/error.h"

namespace ohmsweep::sound {
namespace {

using Clock = std::chrono::steady_clock;
using Seconds = std::chrono::duration<double>;

/// A longer pause between two looks is the program's own, as after Ctrl-Z, and is not counted against the
/// worker.
constexpr Seconds longest_pause{0.05};
constexpr int between_looks_ms = 4;
constexpr int before_revival_ms = 200;
/// Where the person waits for an end and not for a result.
constexpr double to_close_s = 1.5;
constexpr double to_leave_s = 0.4;
constexpr double to_fade_s = 0.3;
constexpr double to_die_s = 0.3;

/// Ends early on a signal, so that Ctrl-C is acted on at once.
void pause() { ::poll(nullptr, 0, between_looks_ms); }

/// The worker inherits nothing but its memory: not the terminal, no pipe that a reader waits for the end of.
int spawn(const SoundProgram& program, int descriptor) {
  posix_spawn_file_actions_t actions{};
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, descriptor, worker_descriptor);
  for (const int standard : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    posix_spawn_file_actions_addopen(&actions, standard, "/dev/null", O_RDWR, 0);
  }
  posix_spawn_file_actions_addclosefrom_np(&actions, worker_descriptor + 1);
  std::string name = "ohmsweep";
  std::string flag{worker_flag};
  const std::array<char*, 3> arguments{name.data(), flag.data(), nullptr};
  pid_t process = -1;
  const int error =
      ::posix_spawn(&process, program.path.c_str(), &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (error != 0) {
    throw failure(fmt::format("The sound worker '{}' cannot be started ({}); install ohmsweep again.",
                              program.path.string(), std::generic_category().message(error)));
  }
  return process;
}

const char* doing(Stage stage) {
  switch (stage) {
    case Stage::starting:
    case Stage::initialising:
      return "while it was being initialised";
    case Stage::choosing:
      return "while its devices were listed";
    case Stage::opening:
      return "while the device was being opened";
    case Stage::waking:
      return "while the stream was being started";
    case Stage::running:
      return "while sound was running";
    case Stage::closing:
      return "while the device was being closed";
  }
  return "";
}

/// Whether the worker gets on: within a call of PortAudio it steps on, while it runs both streams move.
class Patience {
 public:
  Patience(const SharedSound& shared, double seconds) : shared_(shared), most_(seconds) {}

  [[nodiscard]] bool exhausted() {
    const Clock::time_point now = Clock::now();
    const Seconds pause = std::min(Seconds(now - last_look_), longest_pause);
    last_look_ = now;
    const bool running = shared_.stage.load() == Stage::running;
    const Meters& meters = shared_.meters;
    const bool stalled = wait(steps_, shared_.steps.load(), pause) && !running;
    const bool deaf = wait(recorded_, meters.input_blocks.load(), pause) && running;
    const bool mute = wait(played_, meters.output_blocks.load(), pause) && running;
    return stalled || ((deaf || mute) && steps_.waited > most_);
  }

 private:
  struct Counter {
    std::uint64_t value = 0;
    Seconds waited{0.0};
  };

  /// Whether the counter has stood still for too long.
  [[nodiscard]] bool wait(Counter& counter, std::uint64_t value, Seconds pause) const {
    counter.waited = value == counter.value ? counter.waited + pause : Seconds(0.0);
    counter.value = value;
    return counter.waited > most_;
  }

  const SharedSound& shared_;
  Seconds most_;
  Clock::time_point last_look_ = Clock::now();
  Counter steps_;
  Counter recorded_;
  Counter played_;
};

}  // namespace

Worker::Worker(const SoundProgram& program, Request request, const std::function<void(std::byte*)>& fill)
    : program_(program), memory_(layout_of(request).total) {
  request.program = ::getpid();
  shared_ = new (memory_.begin()) SharedSound{};
  shared_->request = request;
  if (fill) fill(memory_.begin());
  process_ = spawn(program, memory_.descriptor());
}

Worker::~Worker() {
  if (ended()) return;
  fade_out();
  const bool answered = shared_->outcome.load() != Outcome::none;
  const bool leaves = ended_within(to_fade_s) || (!answered && shared_->meters.silent.load() != 0);
  if (!leaves || !ended_within(to_close_s)) kill();
}

bool Worker::ended() {
  if (process_ < 0) return true;
  const pid_t waited = ::waitpid(process_, &status_, WNOHANG);
  if (waited == process_ || (waited < 0 && errno == ECHILD)) process_ = -1;
  return process_ < 0;
}

bool Worker::ended_within(double seconds) {
  const Clock::time_point begin = Clock::now();
  while (!ended()) {
    if (Seconds(Clock::now() - begin).count() > seconds) return false;
    pause();
  }
  return true;
}

/// A process that hangs in a driver dies when the driver lets it; that is not waited for.
void Worker::kill() {
  if (ended()) return;
  ::kill(process_, SIGKILL);
  (void)ended_within(to_die_s);
}

void Worker::fade_out() { shared_->meters.fade_requested.store(1); }

void Worker::finish() {
  if (!ended_within(patience_s)) kill();
}

bool Worker::leave() {
  if (ended_within(to_leave_s)) return true;
  kill();
  return false;
}

/// Rarely PortAudio aborts where it is initialised right after another client has left its server; a moment
/// later it works. Nothing has sounded by then.
bool Worker::revived() {
  constexpr int most_revivals = 2;
  const Stage stage = shared_->stage.load();
  const bool early = stage == Stage::starting || stage == Stage::initialising || stage == Stage::choosing;
  if (!early || revivals_ == most_revivals) return false;
  ++revivals_;
  ::poll(nullptr, 0, before_revival_ms);
  shared_->stage.store(Stage::starting);
  shared_->steps.fetch_add(1);
  shared_->device_count.store(0);
  process_ = spawn(program_, memory_.descriptor());
  return true;
}

void Worker::follow(const std::function<void()>& look, double patience) {
  Patience patience_left(*shared_, patience);
  while (true) {
    const bool gone = ended();
    const Outcome outcome = shared_->outcome.load();
    if (outcome == Outcome::complete) return;
    if (outcome == Outcome::failed) throw failure(std::string(shared_->sentence.data()));
    const char* const when = doing(shared_->stage.load());
    if (gone && revived()) continue;
    if (gone) {
      throw failure(fmt::format(
          "The sound system broke down {}; see whether the device is there and its server runs, then repeat.",
          when));
    }
    if (patience_left.exhausted()) {
      kill();
      throw failure(
          fmt::format("The sound system did not answer for {} s {}; restart the sound server or plug the "
                      "device in again, then repeat.",
                      patience, when));
    }
    if (look) look();
    pause();
  }
}

}  // namespace ohmsweep::sound
