#pragma once
/// Preloading the trap of callback_trap.cpp.

#include <filesystem>
#include <fstream>
#include <string>

#include "live/callback_trap.h"
#include "live/child_process.h"

namespace ohmsweep::live {

/// Makes the file of the counts, all zero, and returns what the product needs to be trapped.
inline Environment trapped_environment(const std::filesystem::path& counts, const std::string& deed) {
  std::ofstream(counts) << std::string(sizeof(TrapCounts), '\0');
  return {{"LD_PRELOAD", OHMSWEEP_CALLBACK_TRAP}, {trap_file, counts.string()}, {trap_deed, deed}};
}

}  // namespace ohmsweep::live
