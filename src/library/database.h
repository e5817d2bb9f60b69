#pragma once
/// One open library: the connection, its file, and transactions whose failures are sentences.

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Transaction.h>

#include <filesystem>
#include <utility>

#include "library/schema.h"
#include "library/storage_error.h"
#include "ohmsweep/library/library.h"

namespace ohmsweep {

struct Library::Database {
  std::filesystem::path file;
  SQLite::Database connection;

  explicit Database(const std::filesystem::path& folder)
      : file(database_file(folder)), connection(open_database(file)) {}

  /// Runs `work(connection)` in one transaction: all of it is stored or nothing.
  template <typename Work>
  auto write(Work&& work) {
    return with_sentences(file, [&] {
      SQLite::Transaction transaction(connection, SQLite::TransactionBehavior::IMMEDIATE);
      auto result = work(connection);
      transaction.commit();
      return result;
    });
  }

  /// Runs `work(connection)` on one consistent state of the library, whatever other processes write.
  template <typename Work>
  auto read(Work&& work) {
    return with_sentences(file, [&] {
      const SQLite::Transaction snapshot(connection, SQLite::TransactionBehavior::DEFERRED);
      return work(connection);
    });
  }
};

}  // namespace ohmsweep
