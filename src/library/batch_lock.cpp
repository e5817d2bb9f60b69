#include "ohmsweep/library/batch_lock.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "ohmsweep/core/error.h"
#include "ohmsweep/core/name.h"

namespace ohmsweep {

BatchLock::BatchLock(const std::filesystem::path& folder) {
  const std::filesystem::path file = folder / "batch.lock";
  descriptor_ = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (descriptor_ < 0) {
    throw failure(
        fmt::format("'{}' cannot be made ({}), so no batch can be run; make the folder writable or choose "
                    "another one with --library.",
                    shown(file.string()), std::generic_category().message(errno)));
  }
  if (::flock(descriptor_, LOCK_EX | LOCK_NB) == 0) return;
  ::close(descriptor_);
  throw failure(
      fmt::format("Another process runs a batch on the library '{}': wait until it ends, or choose another "
                  "library with --library.",
                  shown(folder.string())));
}

BatchLock::~BatchLock() { ::close(descriptor_); }

}  // namespace ohmsweep
