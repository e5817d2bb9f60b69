#pragma once
/// SQLite's result codes as sentences. Thread rule: pure functions.

#include <SQLiteCpp/Exception.h>

#include <filesystem>
#include <string>

#include "ohmsweep/core/error.h"

namespace ohmsweep {

/// What happened to the library in `file` and what to do about it, for an extended result code of SQLite;
/// `reason` is SQLite's own word.
[[nodiscard]] Error storage_error(int extended_code, const std::filesystem::path& file,
                                  const std::string& reason);

/// The library in `file` holds something that cannot be read: `fault` says what.
[[nodiscard]] Error damaged(const std::filesystem::path& file, const std::string& fault);

/// Runs `work` and turns what SQLite throws into one of the sentences above.
template <typename Work>
auto with_sentences(const std::filesystem::path& file, Work&& work) -> decltype(work()) {
  try {
    return work();
  } catch (const SQLite::Exception& exception) {
    throw storage_error(exception.getExtendedErrorCode(), file, exception.what());
  }
}

}  // namespace ohmsweep
