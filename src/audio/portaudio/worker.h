#pragma once
// The program's side of a sound worker: starts it, watches it, and gives it up when it does not answer.

#include <functional>
#include <string>

#include "audio/portaudio/shared_memory.h"
#include "audio/portaudio/shared_sound.h"
#include "ohmsweep/audio/live_audio.h"

namespace ohmsweep::sound {

/// Seconds that PortAudio may stay in one call, or a stream without a block. A server that is stopped for a
/// second is waited for; an answer comes within three.
constexpr double patience_s = 2.5;

/// One job in a process of its own. Thread rule: from one thread.
class Worker {
 public:
  /// Starts the job with memory for its samples; `fill` writes them first. Throws Error(failed) when the
  /// program cannot be started.
  Worker(const SoundProgram& program, Request request, const std::function<void(std::byte*)>& fill);
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;
  /// Fades out what still plays, then ends the worker, by force where it hangs.
  ~Worker();

  /// Until the job is done; `look` is called every few milliseconds. Throws Error(failed) when the worker has
  /// failed, has died, or got no further for so many seconds; and whatever `look` throws.
  void follow(const std::function<void()>& look, double patience = patience_s);
  /// Waits for a worker that has done its job to leave the sound system; by force after a while.
  void finish();
  /// The same for a worker that opened no device and is gone in a moment. False: it had to be forced.
  bool leave();
  /// What is sounding begins to fade out with the next block.
  void fade_out();

  [[nodiscard]] SharedSound& shared() { return *shared_; }
  [[nodiscard]] const SharedMemory& memory() const { return memory_; }

 private:
  [[nodiscard]] bool ended();
  [[nodiscard]] bool ended_within(double seconds);
  void kill();
  /// Whether a worker that died before anything was opened was started again.
  [[nodiscard]] bool revived();

  SoundProgram program_;
  SharedMemory memory_;
  SharedSound* shared_ = nullptr;
  int process_ = -1;  ///< -1 once it was waited for
  int status_ = 0;
  int revivals_ = 0;
};

}  // namespace ohmsweep::sound
