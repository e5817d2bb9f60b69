#include "audio/file_in_place.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

#include "ohmsweep/core/error.h"
#include "ohmsweep/core/name.h"

namespace ohmsweep {

namespace {

std::string cause_of(int error_number) { return std::generic_category().message(error_number); }

bool is_still_called(int descriptor, const std::filesystem::path& name) {
  struct stat open_file {};
  struct stat named {};
  return fstat(descriptor, &open_file) == 0 && stat(name.c_str(), &named) == 0 &&
         open_file.st_ino == named.st_ino && open_file.st_dev == named.st_dev;
}

/// The file, empty, if no other process writes it: one that was killed while writing has left its lock, and
/// what it wrote is of no use. -1 and errno otherwise, EWOULDBLOCK where somebody writes it.
int own_file(const std::filesystem::path& name) {
  constexpr mode_t for_everyone_less_umask = 0666;
  const int descriptor = open(name.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, for_everyone_less_umask);
  if (descriptor < 0) return -1;
  if (flock(descriptor, LOCK_EX | LOCK_NB) == 0) {
    if (is_still_called(descriptor, name) && ftruncate(descriptor, 0) == 0) return descriptor;
    errno = EWOULDBLOCK;  // put in its place meanwhile
  }
  const int cause = errno;
  close(descriptor);
  errno = cause;
  return -1;
}

/// A name is on the disk when its folder is.
void flush_folder_of(const std::filesystem::path& file) {
  const std::filesystem::path folder = file.parent_path().empty() ? "." : file.parent_path();
  const int descriptor = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return;
  (void)fsync(descriptor);
  close(descriptor);
}

}  // namespace

FileInPlace::FileInPlace(std::filesystem::path destination) : destination_(std::move(destination)) {
  constexpr int most_writers = 100;
  if (std::filesystem::is_directory(destination_)) give_up(cause_of(EISDIR));
  for (int i = 0; descriptor_ < 0 && i < most_writers; ++i) {
    partial_ = destination_.parent_path() / fmt::format(".ohmsweep-partial-{}", i);
    descriptor_ = own_file(partial_);
    if (descriptor_ < 0 && errno != EWOULDBLOCK) break;
  }
  if (descriptor_ < 0) give_up(cause_of(errno));
}

FileInPlace::~FileInPlace() {
  std::error_code ignored;
  if (descriptor_ >= 0 && !partial_.empty()) std::filesystem::remove(partial_, ignored);
  if (descriptor_ >= 0) close(descriptor_);
}

void FileInPlace::put_in_place() {
  if (fsync(descriptor_) != 0) give_up(cause_of(errno));
  std::error_code error;
  std::filesystem::rename(partial_, destination_,
                          error);  // under the lock: nobody takes the partial file over
  if (error) give_up(error.message());
  partial_.clear();
  const int closed = close(std::exchange(descriptor_, -1));
  if (closed != 0) give_up(cause_of(errno));
  flush_folder_of(destination_);
}

void FileInPlace::give_up(const std::string& cause) const {
  throw failure(fmt::format("cannot write {}: {}; choose a folder that you may write to and that has room",
                            shown(destination_.string()), cause));
}

}  // namespace ohmsweep
