#include "cli/surroundings.h"

#include <fmt/chrono.h>
#include <unistd.h>

#include <chrono>
#include <string_view>

#include "ohmsweep/core/error.h"

namespace ohmsweep::cli {
namespace {

/// Empty where the variable is unset or empty. Read from the environment itself: getenv shares its result.
std::string environment(std::string_view name) {
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    const std::string_view text(*entry);
    if (text.size() > name.size() && text[name.size()] == '=' && text.substr(0, name.size()) == name) {
      return std::string(text.substr(name.size() + 1));
    }
  }
  return {};
}

}  // namespace

std::string current_time() {
  const auto now = std::chrono::time_point_cast<std::chrono::seconds>(std::chrono::system_clock::now());
  return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(now));
}

std::filesystem::path library_folder(const Arguments& arguments) {
  if (const auto folder = arguments.value("library")) {
    if (folder->empty()) throw usage_error("--library is empty; give the folder that holds the library.");
    return *folder;
  }
  if (const std::string folder = environment("OHMSWEEP_LIBRARY"); !folder.empty()) return folder;
  if (const std::string shared = environment("XDG_DATA_HOME"); !shared.empty()) {
    return std::filesystem::path(shared) / "ohmsweep";
  }
  if (const std::string home = environment("HOME"); !home.empty()) {
    return std::filesystem::path(home) / ".local" / "share" / "ohmsweep";
  }
  throw usage_error(
      "Neither --library, OHMSWEEP_LIBRARY nor HOME says where the library is; give --library DIR.");
}

}  // namespace ohmsweep::cli
