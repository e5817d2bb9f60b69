#include "audio/file_in_place.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

#include "ohmsweep/core/error.h"
#include "ohmsweep/core/name.h"

namespace ohmsweep {

namespace {

std::string cause_of(int error_number) { return std::generic_category().message(error_number); }

}  // namespace

FileInPlace::FileInPlace(std::filesystem::path destination) : destination_(std::move(destination)) {
  constexpr int most_leftovers = 100;  // of runs that were killed while writing
  constexpr mode_t for_everyone_less_umask = 0666;
  if (std::filesystem::is_directory(destination_)) give_up(cause_of(EISDIR));
  for (int i = 0; descriptor_ < 0 && i < most_leftovers; ++i) {
    partial_ = destination_.parent_path() / fmt::format(".ohmsweep-partial-{}", i);
    descriptor_ = open(partial_.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, for_everyone_less_umask);
    if (descriptor_ < 0 && errno != EEXIST) break;
  }
  if (descriptor_ < 0) give_up(cause_of(errno));
}

FileInPlace::~FileInPlace() {
  if (descriptor_ >= 0) close(descriptor_);
  std::error_code ignored;
  if (!partial_.empty()) std::filesystem::remove(partial_, ignored);
}

void FileInPlace::put_in_place() {
  if (fsync(descriptor_) != 0) give_up(cause_of(errno));
  const int closed = close(std::exchange(descriptor_, -1));
  if (closed != 0) give_up(cause_of(errno));
  std::error_code error;
  std::filesystem::rename(partial_, destination_, error);
  if (error) give_up(error.message());
  partial_.clear();
}

void FileInPlace::give_up(const std::string& cause) const {
  throw failure(fmt::format("cannot write {}: {}; choose a folder that you may write to and that has room",
                            shown(destination_.string()), cause));
}

}  // namespace ohmsweep
