#include "cli/text_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <memory>
#include <system_error>

#include "ohmsweep/core/error.h"
#include "ohmsweep/core/name.h"

namespace ohmsweep::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t largest_text = std::size_t{1} << 20;

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

std::string read_text_file(const fs::path& path, std::string_view what) {
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
  std::string text(largest_text + 1, '\0');
  std::size_t size = 0;
  while (size < text.size()) {
    const ssize_t got = ::read(file.descriptor(), text.data() + size, text.size() - size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) {
      throw failure(fmt::format("The {} '{}' cannot be read ({}); check the file.", what, name,
                                std::generic_category().message(errno)));
    }
    if (got == 0) break;
    size += static_cast<std::size_t>(got);
  }
  if (size == 0)
    throw usage_error(fmt::format("The {} '{}' is empty; it should be a TOML file.", what, name));
  if (size > largest_text) {
    throw usage_error(
        fmt::format("The {} '{}' is larger than 1 MiB; it should be a short TOML file.", what, name));
  }
  text.resize(size);
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
