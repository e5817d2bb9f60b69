#pragma once
/// A disk that fails at a chosen write: every database opened while one lives writes through it.

namespace ohmsweep::samples {

/// What fails, and whether the disk recovers after the first failure.
enum class Fault { write_once, write_for_good, sync_once };

class FailingDisk {
 public:
  /// `code` is the result code of SQLite that the failing operation returns.
  FailingDisk(Fault fault, int code);
  FailingDisk(const FailingDisk&) = delete;
  FailingDisk& operator=(const FailingDisk&) = delete;
  ~FailingDisk();
  /// The n-th operation from now on fails, counted from 0.
  void fail_after(int operations);
  /// Nothing fails any more.
  void mend();
};

}  // namespace ohmsweep::samples
