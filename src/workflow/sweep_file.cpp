#include "ohmsweep/workflow/sweep_file.h"

#include <fmt/format.h>

#include "ohmsweep/core/error.h"
#include "ohmsweep/core/quantity_text.h"

namespace ohmsweep {
namespace {

/// Ten minutes: twice any sensible sweep, and a file that still fits in memory at every rate.
constexpr Seconds longest_sweep{600.0};

}  // namespace

ExponentialSweep sweep_from(const SweepRequest& request) {
  ExponentialSweep sweep;
  if (request.rate) sweep.sample_rate = parse_sample_rate(*request.rate);
  sweep.to = highest_sweep_frequency(sweep.sample_rate);
  if (request.duration) sweep.duration = parse_duration(*request.duration);
  if (sweep.duration > longest_sweep) {
    throw usage_error(fmt::format("A sweep of {} is too long: it may last up to {:g} s; 5 s is usual.",
                                  *request.duration, longest_sweep.value()));
  }
  if (request.from) sweep.from = parse_frequency(*request.from);
  if (request.to) sweep.to = parse_frequency(*request.to);
  if (request.level) sweep.amplitude = decibels_to_amplitude(parse_level(*request.level));
  check(sweep);
  return sweep;
}

}  // namespace ohmsweep
