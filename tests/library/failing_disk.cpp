#include "library/failing_disk.h"

#include <sqlite3.h>

#include <limits>

namespace ohmsweep::samples {

namespace {

constexpr int never = std::numeric_limits<int>::max();

/// SQLite's file methods are plain functions, so what they count is kept here.
struct Disk {
  sqlite3_vfs* real = nullptr;
  sqlite3_vfs vfs{};
  const sqlite3_io_methods* real_methods = nullptr;  ///< xWrite and xSync are the same for every file
  sqlite3_io_methods database_methods{};
  sqlite3_io_methods journal_methods{};  ///< a journal is never locked, so its table is another one
  Fault fault = Fault::write_once;
  int code = 0;
  int left = never;
};
Disk disk;

bool fails() {
  if (disk.left == never) return false;
  if (disk.left > 0) {
    --disk.left;
    return false;
  }
  if (disk.fault != Fault::write_for_good) disk.left = never;
  return true;
}

int failing_write(sqlite3_file* file, const void* bytes, int count, sqlite3_int64 offset) {
  if (disk.fault != Fault::sync_once && fails()) return disk.code;
  return disk.real_methods->xWrite(file, bytes, count, offset);
}

int failing_sync(sqlite3_file* file, int flags) {
  if (disk.fault == Fault::sync_once && fails()) return disk.code;
  return disk.real_methods->xSync(file, flags);
}

int open(sqlite3_vfs* /*vfs*/, const char* name, sqlite3_file* file, int flags, int* out_flags) {
  const int result = disk.real->xOpen(disk.real, name, file, flags, out_flags);
  if (file->pMethods == nullptr) return result;
  sqlite3_io_methods& methods = (static_cast<unsigned>(flags) & SQLITE_OPEN_MAIN_DB) != 0
                                    ? disk.database_methods
                                    : disk.journal_methods;
  disk.real_methods = file->pMethods;
  methods = *file->pMethods;
  methods.xWrite = failing_write;
  methods.xSync = failing_sync;
  file->pMethods = &methods;
  return result;
}

}  // namespace

FailingDisk::FailingDisk(Fault fault, int code) {
  disk.real = sqlite3_vfs_find(nullptr);
  disk.vfs = *disk.real;
  disk.vfs.zName = "failing";
  disk.vfs.xOpen = open;
  disk.fault = fault;
  disk.code = code;
  disk.left = never;
  sqlite3_vfs_register(&disk.vfs, 1);
}

FailingDisk::~FailingDisk() {
  disk.left = never;
  sqlite3_vfs_unregister(&disk.vfs);
  sqlite3_vfs_register(disk.real, 1);
}

void FailingDisk::fail_after(int operations) { disk.left = operations; }
void FailingDisk::mend() { disk.left = never; }

}  // namespace ohmsweep::samples
