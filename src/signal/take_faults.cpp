#include "signal/take_faults.h"

#include <algorithm>

#include "signal/delay_steps.h"
#include "signal/discontinuity.h"
#include "signal/take_checks.h"

namespace ohmsweep {

namespace {

/// The response's arrival in samples, as a delay with its sign.
long lag_of(const Responses& responses) {
  const auto delay = static_cast<long>(responses.delay);
  const auto size = static_cast<long>(responses.size());
  return delay > size / 2 ? delay - size : delay;
}

std::vector<double> apart(std::vector<double> times) {
  std::sort(times.begin(), times.end());
  std::vector<double> kept;
  for (const double t : times) {
    if (kept.empty() || t > kept.back() + 0.02) kept.push_back(t);
  }
  return kept;
}

}  // namespace

SweepExtent extent_of(const Stimulus& stimulus, const Responses& responses) {
  const double begins = stimulus.sweep.lead_in.value() + responses.delay_s();
  return {begins, begins + stimulus.sweep.duration.value()};
}

bool lost_for_good(const SweepExtent& extent, std::optional<double> sound_ended_s) {
  constexpr double few_blocks_s = 0.1;
  return sound_ended_s && *sound_ended_s < extent.ends_s - few_blocks_s;
}

std::vector<double> dropouts(const TakeEvidence& evidence) {
  const Recording& take = evidence.take;
  const double peak = std::max(peak_of(take.source), peak_of(take.dut));
  const long lag = lag_of(evidence.whole);
  const SweepExtent extent = extent_of(evidence.stimulus, evidence.whole);
  std::vector<double> times =
      discontinuities(evidence.whole, evidence.low, evidence.deconvolution, peak, evidence.clock_offset);
  for (const std::vector<double>& more :
       {delay_steps(evidence.track), silent_gaps(take, evidence.whole.timing, extent),
        loop_mismatches(evidence.stimulus, take.source, lag),
        loop_mismatches(evidence.stimulus, take.dut, lag)}) {
    times.insert(times.end(), more.begin(), more.end());
  }
  if (evidence.sound_ended_s && !lost_for_good(extent, evidence.sound_ended_s))
    times.push_back(*evidence.sound_ended_s);
  return apart(std::move(times));
}

}  // namespace ohmsweep
