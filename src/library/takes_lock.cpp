#include "ohmsweep/library/takes_lock.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "ohmsweep/core/error.h"
#include "ohmsweep/core/name.h"

namespace ohmsweep {
namespace {

int locked(int descriptor, int operation) {
  int result = -1;
  do {
    result = ::flock(descriptor, operation);
  } while (result != 0 && errno == EINTR);
  return result;
}

}  // namespace

TakesLock::TakesLock(const std::filesystem::path& folder, TakesUse use)
    : descriptor_(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)) {
  const bool removing = use == TakesUse::removing;
  if (descriptor_ >= 0 && locked(descriptor_, removing ? LOCK_EX | LOCK_NB : LOCK_SH) == 0) return;
  if (!removing) return;
  const int cause = errno;
  if (descriptor_ >= 0) ::close(descriptor_);
  throw failure(
      cause == EWOULDBLOCK
          ? fmt::format("Another process measures into the library '{}', and its takes are not stored yet: "
                        "remove unused takes when it is done.",
                        shown(folder.string()))
          : fmt::format("The library '{}' cannot be locked ({}), so no take is removed: remove unused takes "
                        "where its disk is.",
                        shown(folder.string()), std::generic_category().message(cause)));
}

TakesLock::~TakesLock() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

}  // namespace ohmsweep
