#pragma once
/// The kept takes beside the library's database: whether they are all there, which nothing refers to, and a
/// copy.

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "ohmsweep/library/library.h"

namespace ohmsweep {

/// A file that no result refers to: of a take that was rejected, or of a result that was removed.
struct UnusedTake {
  std::filesystem::path file;
  std::uintmax_t bytes = 0;
};

struct TakesCheck {
  std::size_t kept = 0;                    ///< different takes that results refer to and that are sound
  std::vector<std::string> faults;         ///< one sentence for each that is missing or altered
  std::vector<UnusedTake> unused;          ///< in the order of their names
  std::size_t results_before_keeping = 0;  ///< were measured by a version that kept no takes
};

using CheckProgress = std::function<void(std::size_t done, std::size_t total)>;

/// Reads every kept take and compares its samples with its name, several at once. `progress` may be empty,
/// and may throw.
[[nodiscard]] TakesCheck check_takes(const Library& library, int threads, const CheckProgress& progress);

/// Removes what no result refers to, looked up anew, and returns it. Only files that were kept there go:
/// whatever else lies in the folder is left alone. Throws Error(failed) for one that cannot be removed, and,
/// with nothing removed, while another process measures into the library: its takes are kept before its
/// results are stored.
[[nodiscard]] std::vector<UnusedTake> remove_unused(const Library& library);

/// What a backup of the takes did.
struct TakesCopied {
  std::size_t copied = 0;            ///< were not there yet
  std::size_t all = 0;               ///< are there now
  std::vector<std::string> missing;  ///< hashes of takes that results refer to and the library does not hold
};

/// Where the takes of a backup are: FILE.takes.
[[nodiscard]] std::filesystem::path takes_of_backup(const std::filesystem::path& copy);

/// Copies the database to `copy`, which must not exist yet, and every take that its results refer to into its
/// takes' folder: as another name of the same file where the file system can, else as a copy. A take that is
/// there already stays. Other processes may use the library meanwhile. All is on the disk in the end. With
/// the copy as library.sqlite3 and the takes' folder as takes, any folder is this library. Throws
/// Error(failed), and leaves no database without its takes then.
[[nodiscard]] TakesCopied back_up(const Library& library, const std::filesystem::path& copy);

}  // namespace ohmsweep
