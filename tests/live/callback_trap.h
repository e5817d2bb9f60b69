#pragma once
/// What a preloaded trap counts while the audio callback runs (callback_trap.cpp). The counts lie in a file
/// that the trap maps, so that they outlive the process however it ends.

#include <atomic>
#include <cstdint>

namespace ohmsweep::live {

struct TrapCounts {
  std::atomic<std::uint64_t> callbacks{0};
  std::atomic<std::uint64_t> allocations{0};  ///< malloc, free and their like
  std::atomic<std::uint64_t> locks{0};        ///< mutexes, conditions, semaphores
  std::atomic<std::uint64_t> calls{0};        ///< read, write, poll, sleep and their like, or printing
};

/// The file of the counts.
inline constexpr const char* trap_file = "OHMSWEEP_TRAP_FILE";
/// "misbehave": the callback is made to allocate, lock and write once, so that the trap is seen to work.
/// "stall": the hundredth callback sleeps for a quarter of a second.
/// "start late": every stream takes 1.3 s longer to start.
inline constexpr const char* trap_deed = "OHMSWEEP_TRAP_DEED";

}  // namespace ohmsweep::live
