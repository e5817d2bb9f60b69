#pragma once
// The program's side of a sound worker: starts it, watches it, and gives it up when it does not answer.

#include <functional>
#include <string>

#include "audio/portaudio/shared_memory.h"
#include "audio/portaudio/shared_sound.h"
#include "ohmsweep/audio/live_audio.h"

namespace ohmsweep::sound {

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
  /// failed, has died, or got no further for `patience`; and whatever `look` throws.
  void follow(const std::function<void()>& look);
  /// Waits for a worker that has done its job to leave the sound system; by force after a while. False: it
  /// had to be forced, the sound system hangs.
  bool finish();
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
