#include "library/storage_error.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include "ohmsweep/core/name.h"

namespace ohmsweep {

namespace {

std::string quoted(const std::filesystem::path& path) { return fmt::format("'{}'", shown(path.string())); }

std::string sentence(int extended_code, const std::string& file, const std::string& folder,
                     const std::string& reason) {
  switch (extended_code & 0xFF) {
    case SQLITE_FULL:
      return fmt::format(
          "the disk that holds the library {} is full; nothing was stored, free some space and "
          "repeat the command",
          file);
    case SQLITE_IOERR:
      return fmt::format(
          "the library {} could not be read or written ({}); nothing was stored, check the "
          "disk's free space, quota and health and repeat the command",
          file, reason);
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return fmt::format(
          "the library {} is in use by another process; repeat the command when that has finished", file);
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
      return fmt::format(
          "the library {} is read-only; nothing was stored, make the file and its folder {} "
          "writable or choose another folder with --library",
          file, folder);
    case SQLITE_CANTOPEN:
      return fmt::format(
          "the library {} cannot be opened or its folder {} is not writable; check the "
          "permissions or choose another folder with --library",
          file, folder);
    case SQLITE_NOTADB:
      return fmt::format(
          "{} is not a library of ohmsweep ({}); move it away or choose another folder with "
          "--library",
          file, reason);
    case SQLITE_NOMEM:
      return fmt::format(
          "there is not enough memory to use the library {}; close other programs and repeat "
          "the command",
          file);
    default:
      return fmt::format(
          "the library {} is damaged ({}); restore a backup, or move the file away and measure "
          "again",
          file, reason);
  }
}

}  // namespace

Error storage_error(int extended_code, const std::filesystem::path& file, const std::string& reason) {
  return failure(sentence(extended_code, quoted(file), quoted(file.parent_path()), shown(reason)));
}

Error damaged(const std::filesystem::path& file, const std::string& fault) {
  return storage_error(SQLITE_CORRUPT, file, fault);
}

}  // namespace ohmsweep
