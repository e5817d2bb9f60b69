#pragma once
/// Whoever keeps takes beside a library, and whoever removes unused ones, whatever process they are in: a
/// take is kept before its result is stored, and looks unused until then. The system gives the lock back when
/// a process ends, however it ends.

#include <filesystem>

namespace ohmsweep {

/// keeping: any number at once. removing: alone.
enum class TakesUse { keeping, removing };

class TakesLock {
 public:
  /// Locks the library's folder, which must exist. `keeping` waits for who removes, a matter of moments;
  /// where a file system has no locks nothing is kept out. Throws Error(failed) for `removing` while others
  /// keep takes.
  TakesLock(const std::filesystem::path& folder, TakesUse use);
  ~TakesLock();
  TakesLock(const TakesLock&) = delete;
  TakesLock& operator=(const TakesLock&) = delete;

 private:
  int descriptor_ = -1;
};

}  // namespace ohmsweep
