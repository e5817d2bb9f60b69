#pragma once
// Anonymous memory that two processes share.

#include <cstddef>

namespace ohmsweep::sound {

/// Mapped for as long as the object lives. The file descriptor is closed on exec.
class SharedMemory {
 public:
  /// New memory, all zero. Throws Error(failed) where there is not enough.
  explicit SharedMemory(std::size_t bytes);
  /// Memory that another process made, every page at hand so that no access waits. Takes the descriptor over.
  /// Throws Error(failed) when the descriptor is none of shared memory.
  static SharedMemory of_descriptor(int descriptor);
  SharedMemory(const SharedMemory&) = delete;
  SharedMemory& operator=(const SharedMemory&) = delete;
  SharedMemory(SharedMemory&& other) noexcept;
  SharedMemory& operator=(SharedMemory&&) = delete;
  ~SharedMemory();

  [[nodiscard]] std::byte* begin() const { return begin_; }
  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] int descriptor() const { return descriptor_; }
  /// Gives whole pages back to the system; they read as zero from then on.
  void release(std::size_t offset, std::size_t bytes) const;

 private:
  SharedMemory(int descriptor, std::size_t bytes, bool at_hand);
  int descriptor_ = -1;
  std::size_t size_ = 0;
  std::byte* begin_ = nullptr;
};

}  // namespace ohmsweep::sound
