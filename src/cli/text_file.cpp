#include "cli/text_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <system_error>

#include "ohmsweep/core/error.h"
#include "ohmsweep/core/name.h"

namespace ohmsweep::cli {
namespace {

namespace fs = std::filesystem;

/// An open file descriptor that is closed when the block is left.
class OpenFile {
 public:
  explicit OpenFile(int descriptor) : descriptor_(descriptor) {}
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;
  ~OpenFile() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  [[nodiscard]] int descriptor() const { return descriptor_; }
  [[nodiscard]] bool is_open() const { return descriptor_ >= 0; }
  /// Closes now, to learn of a late failure.
  [[nodiscard]] bool close() {
    const int closing = descriptor_;
    descriptor_ = -1;
    return ::close(closing) == 0;
  }

 private:
  int descriptor_;
};

Error cannot_write(const fs::path& path, int problem) {
  return failure(
      fmt::format("'{}' cannot be written ({}); choose a folder that exists, is writable and has room.",
                  shown(path.string()), std::generic_category().message(problem)));
}

void write_all(int descriptor, std::string_view text, const fs::path& path) {
  while (!text.empty()) {
    const ssize_t written = ::write(descriptor, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) throw cannot_write(path, errno);
    text.remove_prefix(static_cast<std::size_t>(written));
  }
}

void write_directly(const fs::path& path, std::string_view text) {
  OpenFile file(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
  if (!file.is_open()) throw cannot_write(path, errno);
  write_all(file.descriptor(), text, path);
  if (!file.close()) throw cannot_write(path, errno);
}

/// A name that disappears unless it was renamed.
class TemporaryName {
 public:
  explicit TemporaryName(fs::path path) : path_(std::move(path)) {}
  TemporaryName(const TemporaryName&) = delete;
  TemporaryName& operator=(const TemporaryName&) = delete;
  ~TemporaryName() {
    if (!path_.empty()) ::unlink(path_.c_str());
  }
  void rename_to(const fs::path& target) {
    if (::rename(path_.c_str(), target.c_str()) != 0) throw cannot_write(target, errno);
    path_.clear();
  }

 private:
  fs::path path_;
};

}  // namespace

namespace {

/// Size and time of the last change.
bool is_unchanged(const struct stat& before, const struct stat& after) {
  return before.st_size == after.st_size && before.st_mtim.tv_sec == after.st_mtim.tv_sec &&
         before.st_mtim.tv_nsec == after.st_mtim.tv_nsec;
}

/// At most `most` bytes.
std::string bytes_of(const OpenFile& file, std::size_t most, std::string_view what, const std::string& name) {
  constexpr std::size_t block = std::size_t{1} << 16;
  std::string text;
  while (text.size() < most) {
    const std::size_t size = text.size();
    text.resize(std::min(most, size + block));
    const ssize_t got = ::read(file.descriptor(), text.data() + size, text.size() - size);
    text.resize(size + (got > 0 ? static_cast<std::size_t>(got) : 0));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) {
      throw failure(fmt::format("The {} '{}' cannot be read ({}); check the file.", what, name,
                                std::generic_category().message(errno)));
    }
    if (got == 0) break;
  }
  return text;
}

}  // namespace

std::string read_text_file(const fs::path& path, std::string_view what, std::size_t largest) {
  const std::string name = shown(path.string());
  if (path.empty()) throw usage_error(fmt::format("The {} file's name is empty; give a path.", what));
  OpenFile file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.is_open()) {
    throw failure(fmt::format("The {} '{}' cannot be read ({}); check the path.", what, name,
                              std::generic_category().message(errno)));
  }
  struct stat status {};
  if (::fstat(file.descriptor(), &status) == 0 && S_ISDIR(status.st_mode)) {
    throw failure(fmt::format("The {} '{}' is a folder; give a file.", what, name));
  }
  std::string text = bytes_of(file, largest + 1, what, name);
  const bool curve = largest > largest_written_text;
  if (text.empty()) {
    throw usage_error(fmt::format("The {} '{}' is empty; it should be a {}.", what, name,
                                  curve ? "table of numbers" : "TOML file"));
  }
  if (text.size() > largest) {
    throw usage_error(fmt::format("The {} '{}' is larger than {} MiB; it should be a {}.", what, name,
                                  largest >> 20U,
                                  curve ? "curve of thousands of points at most" : "short TOML file"));
  }
  struct stat after {};
  if (S_ISREG(status.st_mode) && ::fstat(file.descriptor(), &after) == 0 && !is_unchanged(status, after)) {
    throw failure(fmt::format(
        "The {} '{}' changed while it was read; wait until it is written and try again.", what, name));
  }
  return text;
}

void write_text_file(const fs::path& path, std::string_view text) {
  if (path.empty()) throw usage_error("The name of the file to write is empty; give a path after -o.");
  std::error_code problem;
  const fs::file_status status = fs::status(path, problem);
  if (fs::is_directory(status)) {
    throw failure(fmt::format("'{}' is a folder; give a file in it.", shown(path.string())));
  }
  if (fs::exists(status) && !fs::is_regular_file(status)) return write_directly(path, text);
  const fs::path beside = path.string() + fmt::format(".{}.part", ::getpid());
  OpenFile file(::open(beside.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666));
  if (!file.is_open()) throw cannot_write(path, errno);
  TemporaryName temporary(beside);
  write_all(file.descriptor(), text, path);
  if (::fsync(file.descriptor()) != 0 || !file.close()) throw cannot_write(path, errno);
  temporary.rename_to(path);
}

}  // namespace ohmsweep::cli
