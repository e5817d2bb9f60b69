#include "measurement/mono_inputs.h"

#include <algorithm>
#include <cmath>

namespace ohmsweep {

namespace {

/// Two inputs of one converter differ by a thousand times more than this in gain, and by their noise.
constexpr double same_signal = 1e-6;

bool carries_one_signal(const OutputTake& take) {
  const std::vector<Complex>& ratio = take.ratio.ratio;
  return !ratio.empty() &&
         std::all_of(ratio.begin(), ratio.end(), [](Complex m) { return std::abs(m - 1.0) < same_signal; });
}

}  // namespace

std::optional<Finding> mono_inputs(const std::vector<OutputTake>& takes) {
  if (takes.empty() || !std::all_of(takes.begin(), takes.end(), carries_one_signal)) return std::nullopt;
  return Finding{Severity::blocking, FindingCode::mono_inputs,
                 "both inputs carry the same signal in every take, whatever the load: a mono input mode, a "
                 "mono mix or a mono device; choose two separate inputs and record again"};
}

}  // namespace ohmsweep
