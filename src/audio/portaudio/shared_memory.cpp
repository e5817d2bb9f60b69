#include "audio/portaudio/shared_memory.h"

#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

#include "ohmsweep/core/error.h"

namespace ohmsweep::sound {
namespace {

int new_memory(std::size_t bytes) {
  const int descriptor = ::memfd_create("ohmsweep", MFD_CLOEXEC);
  if (descriptor < 0 || ::ftruncate(descriptor, static_cast<off_t>(bytes)) != 0) {
    throw failure(fmt::format("There is no memory for a take of {} MB ({}); use a shorter sweep.",
                              bytes / 1000000, std::generic_category().message(errno)));
  }
  return descriptor;
}

std::size_t size_of(int descriptor) {
  struct stat status {};
  if (::fstat(descriptor, &status) != 0 || status.st_size <= 0) {
    throw failure("The sound worker was started without its memory; it is started by ohmsweep alone.");
  }
  return static_cast<std::size_t>(status.st_size);
}

}  // namespace

SharedMemory::SharedMemory(std::size_t bytes) : SharedMemory(new_memory(bytes), bytes, false) {}

SharedMemory SharedMemory::of_descriptor(int descriptor) { return {descriptor, size_of(descriptor), true}; }

SharedMemory::SharedMemory(int descriptor, std::size_t bytes, bool at_hand)
    : descriptor_(descriptor), size_(bytes) {
  void* mapped = ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | (at_hand ? MAP_POPULATE : 0),
                        descriptor, 0);
  if (mapped == MAP_FAILED) {
    const int error = errno;
    ::close(descriptor);
    throw failure(fmt::format("There is no memory for a take of {} MB ({}); use a shorter sweep.",
                              bytes / 1000000, std::generic_category().message(error)));
  }
  begin_ = static_cast<std::byte*>(mapped);
}

SharedMemory::SharedMemory(SharedMemory&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)),
      size_(std::exchange(other.size_, 0)),
      begin_(std::exchange(other.begin_, nullptr)) {}

SharedMemory::~SharedMemory() {
  if (begin_ != nullptr) ::munmap(begin_, size_);
  if (descriptor_ >= 0) ::close(descriptor_);
}

void SharedMemory::release(std::size_t offset, std::size_t bytes) const {
  if (bytes > 0) ::madvise(begin_ + offset, bytes, MADV_REMOVE);
}

}  // namespace ohmsweep::sound
