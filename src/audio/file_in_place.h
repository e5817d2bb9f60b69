#pragma once
/// A file that appears whole or not at all: written beside its place, flushed to the disk, then renamed.

#include <filesystem>
#include <string>

namespace ohmsweep {

class FileInPlace {
 public:
  /// Creates the file beside `destination`. Throws Error(failed) naming the path and the cause.
  explicit FileInPlace(std::filesystem::path destination);
  /// Removes the file unless it was put in its place.
  ~FileInPlace();
  FileInPlace(const FileInPlace&) = delete;
  FileInPlace& operator=(const FileInPlace&) = delete;

  [[nodiscard]] int descriptor() const { return descriptor_; }
  /// Flushes, closes and renames. Throws Error(failed) when the disk does not take it.
  void put_in_place();
  /// Throws Error(failed): "cannot write PATH: CAUSE; ...".
  [[noreturn]] void give_up(const std::string& cause) const;

 private:
  std::filesystem::path destination_;
  std::filesystem::path partial_;
  int descriptor_ = -1;
};

}  // namespace ohmsweep
