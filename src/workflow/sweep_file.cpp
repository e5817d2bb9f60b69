#include "ohmsweep/workflow/sweep_file.h"

#include "ohmsweep/core/quantity_text.h"

namespace ohmsweep {

ExponentialSweep sweep_from(const SweepRequest& request) {
  ExponentialSweep sweep;
  if (request.rate) sweep.sample_rate = parse_sample_rate(*request.rate);
  sweep.to = highest_sweep_frequency(sweep.sample_rate);
  if (request.duration) sweep.duration = parse_duration(*request.duration);
  if (request.from) sweep.from = parse_frequency(*request.from);
  if (request.to) sweep.to = parse_frequency(*request.to);
  if (request.level) sweep.amplitude = decibels_to_amplitude(parse_level(*request.level));
  check(sweep);
  return sweep;
}

}  // namespace ohmsweep
