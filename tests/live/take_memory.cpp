// One take of 20 s at 192 kHz, and the most memory that it took: the sum of what the program and its worker
// hold, each shared page counted once (proportional set size). Prints "bytes=N".

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <fstream>
#include <string>
#include <thread>

#include "ohmsweep/audio/live_audio.h"
#include "ohmsweep/core/error.h"

namespace {

using namespace ohmsweep;

/// Proportional set size, 0 where the process is gone.
long held_by(const std::string& process) {
  std::ifstream file("/proc/" + process + "/smaps_rollup");
  for (std::string word; file >> word;) {
    long kilobytes = 0;
    if (word == "Pss:" && file >> kilobytes) return 1024 * kilobytes;
  }
  return 0;
}

long held_by_all() {
  long bytes = held_by("self");
  std::ifstream children("/proc/self/task/" + std::to_string(::getpid()) + "/children");
  for (std::string child; children >> child;) bytes += held_by(child);
  return bytes;
}

Stimulus longest_sweep() {
  ExponentialSweep sweep;
  sweep.sample_rate = 192000;
  sweep.duration = Seconds(20.0);
  return render(sweep);
}

int measure() {
  const Stimulus stimulus = longest_sweep();
  AudioFormat format;
  format.sample_rate = 192000;
  std::atomic<bool> done{false};
  std::atomic<long> most{0};
  std::thread watcher([&] {
    while (!done) most = std::max(most.load(), held_by_all());
  });
  std::string error;
  try {
    const auto device = make_live_audio({"JACK: VirtualInterface", {}, 0, {}});
    most = 0;
    const Recording take = device->play_and_record(stimulus, format, {"open", "", "", 0}, {});
  } catch (const Error& failure) {
    error = failure.what();
  }
  done = true;
  watcher.join();
  fmt::print("bytes={}\n{}", most.load(), error);
  return error.empty() ? 0 : 1;
}

}  // namespace

int main(int argument_count, char** arguments) {
  if (const auto exit = ohmsweep::sound_worker(argument_count, arguments)) return *exit;
  return measure();
}
