#pragma once
/// One batch at a time on a library, whatever process runs it. The system gives the lock back when a process
/// ends, however it ends.

#include <filesystem>

namespace ohmsweep {

class BatchLock {
 public:
  /// Takes `folder`/batch.lock. Throws Error(failed) when another process or thread holds it, or it cannot be
  /// made.
  explicit BatchLock(const std::filesystem::path& folder);
  ~BatchLock();
  BatchLock(const BatchLock&) = delete;
  BatchLock& operator=(const BatchLock&) = delete;

 private:
  int descriptor_ = -1;
};

}  // namespace ohmsweep
