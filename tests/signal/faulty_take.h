#pragma once
// What drivers do to a take without a flag.

#include <algorithm>
#include <cstddef>
#include <vector>

#include "ohmsweep/signal/recording.h"

namespace ohmsweep::test {

/// dropped: what follows moves up. repeated: the block before is played again in its place. zeroed: the block
/// is silent. inserted: silence, and what follows comes later. lost: silence from there to the end.
enum class FaultKind { dropped, repeated, zeroed, inserted, lost };

struct Fault {
  FaultKind kind = FaultKind::dropped;
  std::size_t at = 0;  ///< sample of the take
  std::size_t samples = 0;
};

inline void break_channel(std::vector<double>& channel, const Fault& fault) {
  const std::size_t at = std::min(fault.at, channel.size());
  const std::size_t count = std::min(fault.samples, channel.size() - at);
  const auto first = channel.begin() + static_cast<std::ptrdiff_t>(at);
  const auto last = first + static_cast<std::ptrdiff_t>(count);
  switch (fault.kind) {
    case FaultKind::dropped:
      channel.erase(first, last);
      break;
    case FaultKind::repeated:
      for (std::size_t n = at; n < at + count && n >= count; ++n) channel[n] = channel[n - count];
      break;
    case FaultKind::zeroed:
      std::fill(first, last, 0.0);
      break;
    case FaultKind::inserted:
      std::move_backward(first, channel.end() - static_cast<std::ptrdiff_t>(count), channel.end());
      std::fill(first, last, 0.0);
      break;
    case FaultKind::lost:
      std::fill(first, channel.end(), 0.0);
      break;
  }
}

enum class Broken { both, source, dut };

inline Recording broken(Recording take, const Fault& fault, Broken channels = Broken::both) {
  if (channels != Broken::dut) break_channel(take.source, fault);
  if (channels != Broken::source) break_channel(take.dut, fault);
  const std::size_t length = std::min(take.source.size(), take.dut.size());
  take.source.resize(length);
  take.dut.resize(length);
  return take;
}

}  // namespace ohmsweep::test
