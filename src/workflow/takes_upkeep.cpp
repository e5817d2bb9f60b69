#include "ohmsweep/workflow/takes_upkeep.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <deque>
#include <future>
#include <map>
#include <optional>
#include <set>
#include <system_error>

#include "ohmsweep/audio/sound_file.h"
#include "ohmsweep/core/error.h"
#include "ohmsweep/core/name.h"
#include "ohmsweep/library/takes_lock.h"
#include "ohmsweep/workflow/kept_takes.h"

namespace ohmsweep {
namespace {

namespace fs = std::filesystem;

fs::path takes_of(const Library& library) { return library.file().parent_path() / "takes"; }

std::string owner_of(const ReferredTake& one) {
  return fmt::format("{} '{}'{} version {}", one.kind, shown(one.name),
                     one.part.empty() ? "" : fmt::format(" {}", shown(one.part)), one.version);
}

/// What is wrong with a take, or nothing.
std::optional<std::string> fault_of(const fs::path& folder, const ReferredTake& one) {
  const std::optional<fs::path> file = kept_take(folder, one.take.hash);
  if (!file) {
    return fmt::format(
        "The take of {} that {} was measured from is missing: there is no '{}.flac' or '.wav' in '{}'.",
        shown(one.take.state), owner_of(one), one.take.hash, shown(folder.string()));
  }
  try {
    if (read_take(*file).hash == one.take.hash) return std::nullopt;
    return fmt::format("The take '{}' of {}, {}, has been altered: its samples are not those of its name.",
                       shown(file->string()), owner_of(one), shown(one.take.state));
  } catch (const Error& error) {
    return fmt::format("The take of {}, {}, cannot be read: {}", owner_of(one), shown(one.take.state),
                       error.what());
  }
}

/// One of each content, with the first result that refers to it.
std::vector<ReferredTake> different_takes(const std::vector<ReferredTake>& all) {
  std::vector<ReferredTake> different;
  std::set<std::string> seen;
  for (const ReferredTake& one : all) {
    if (one.kept && seen.insert(one.take.hash).second) different.push_back(one);
  }
  return different;
}

/// "HASH" of "HASH.flac", "HASH.wav" and "HASH.stimulus.wav".
std::string content_of(const fs::path& file) {
  const std::string name = file.filename().string();
  return name.substr(0, name.find('.'));
}

/// Whether keep_take() or keep_stimulus() gave it its name: whatever else lies there is somebody's own.
bool is_kept_here(const fs::directory_entry& entry) {
  constexpr std::size_t hash_length = 64;
  const std::string name = entry.path().filename().string();
  const std::size_t digits = std::min(name.find_first_not_of("0123456789abcdef"), name.size());
  const std::string ending = name.substr(digits);
  std::error_code unknown;
  return digits == hash_length && (ending == ".flac" || ending == ".wav" || ending == ".stimulus.wav") &&
         entry.symlink_status(unknown).type() == fs::file_type::regular;
}

std::vector<UnusedTake> unused_in(const fs::path& folder, const std::vector<ReferredTake>& all) {
  std::set<std::string> used;
  for (const ReferredTake& one : all) {
    used.insert(one.take.hash);
    used.insert(one.stimulus_hash);
  }
  std::vector<UnusedTake> unused;
  std::error_code none;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder, none)) {
    if (!is_kept_here(entry) || used.contains(content_of(entry.path()))) continue;
    std::error_code unknown;
    const std::uintmax_t bytes = entry.file_size(unknown);
    unused.push_back({entry.path(), unknown ? 0 : bytes});
  }
  std::sort(unused.begin(), unused.end(),
            [](const UnusedTake& a, const UnusedTake& b) { return a.file < b.file; });
  return unused;
}

std::size_t results_without_takes(const std::vector<ReferredTake>& all) {
  std::set<std::string> results;
  for (const ReferredTake& one : all) {
    if (!one.kept && one.take.state != imported_state) results.insert(owner_of(one));
  }
  return results.size();
}

/// Whole or not at all; another name of the same file where that can be.
void put_copy(const fs::path& from, const fs::path& to) {
  std::error_code problem;
  fs::create_hard_link(from, to, problem);
  if (!problem) return;
  const fs::path partial = to.string() + ".part";
  problem.clear();
  fs::copy_file(from, partial, fs::copy_options::overwrite_existing, problem);
  if (!problem) fs::rename(partial, to, problem);
  if (!problem) return;
  std::error_code ignored;
  fs::remove(partial, ignored);
  throw failure(fmt::format("the take '{}' cannot be copied to '{}' ({}); name a backup on a disk with room",
                            shown(from.string()), shown(to.string()), problem.message()));
}

}  // namespace

TakesCheck check_takes(const Library& library, int threads, const CheckProgress& progress) {
  const fs::path folder = takes_of(library);
  const std::vector<ReferredTake> all = library.all_takes();
  const std::vector<ReferredTake> takes = different_takes(all);
  TakesCheck check;
  std::deque<std::future<std::optional<std::string>>> running;
  std::size_t done = 0;
  const auto finish_oldest = [&] {
    std::optional<std::string> fault = running.front().get();
    running.pop_front();
    if (fault) {
      check.faults.push_back(std::move(*fault));
    } else {
      ++check.kept;
    }
    if (progress) progress(++done, takes.size());
  };
  for (const ReferredTake& one : takes) {
    while (running.size() >= static_cast<std::size_t>(std::max(1, threads))) finish_oldest();
    running.push_back(std::async(std::launch::async, [&folder, one] { return fault_of(folder, one); }));
  }
  while (!running.empty()) finish_oldest();
  check.unused = unused_in(folder, all);
  check.results_before_keeping = results_without_takes(all);
  return check;
}

std::vector<UnusedTake> remove_unused(const Library& library) {
  const TakesLock alone(library.file().parent_path(), TakesUse::removing);
  std::vector<UnusedTake> unused = unused_in(takes_of(library), library.all_takes());
  for (const UnusedTake& one : unused) {
    std::error_code problem;
    fs::remove(one.file, problem);
    if (!problem) continue;
    throw failure(fmt::format("'{}' cannot be removed ({}); make its folder writable",
                              shown(one.file.string()), problem.message()));
  }
  return unused;
}

namespace {

/// Every take that the library's results refer to, and stimuli that their parameters do not give.
TakesCopied copy_takes(const Library& library, const fs::path& folder) {
  make_takes_folder(folder, "name a backup in a folder that you may write to");
  const fs::path takes = takes_of(library);
  TakesCopied copied;
  const auto put = [&](const fs::path& file) {
    std::error_code unknown;
    const fs::path to = folder / file.filename();
    if (!fs::exists(to, unknown)) {
      put_copy(file, to);
      ++copied.copied;
    }
    ++copied.all;
  };
  std::set<std::string> stimuli;
  const std::vector<ReferredTake> all = library.all_takes();
  for (const ReferredTake& one : different_takes(all)) {
    if (const std::optional<fs::path> file = kept_take(takes, one.take.hash)) {
      put(*file);
    } else {
      copied.missing.push_back(one.take.hash);
    }
  }
  for (const ReferredTake& one : all) {
    if (!stimuli.insert(one.stimulus_hash).second) continue;
    if (const std::optional<fs::path> file = kept_stimulus_file(takes, one.stimulus_hash)) put(*file);
  }
  return copied;
}

/// A backup is often made to be unplugged next.
void flush_disk_of(const fs::path& file) {
  const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return;
  const bool flushed = ::syncfs(descriptor) == 0;
  const int cause = errno;
  ::close(descriptor);
  if (flushed) return;
  throw failure(fmt::format("the backup '{}' may not be on its disk ({}); check the disk and back up again",
                            shown(file.string()), std::generic_category().message(cause)));
}

}  // namespace

fs::path takes_of_backup(const fs::path& copy) { return copy.string() + ".takes"; }

TakesCopied back_up(const Library& library, const fs::path& copy) {
  const TakesLock nothing_is_removed(library.file().parent_path(), TakesUse::keeping);
  library.backup(copy);
  try {
    // Takes are kept before their results are stored: whatever the copy refers to is there by now.
    TakesCopied copied = copy_takes(library, takes_of_backup(copy));
    flush_disk_of(copy);
    return copied;
  } catch (const Error&) {
    std::error_code ignored;
    fs::remove(copy, ignored);  // half a backup is none
    throw;
  }
}

}  // namespace ohmsweep
