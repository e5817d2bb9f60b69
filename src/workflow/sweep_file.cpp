#include "ohmsweep/workflow/sweep_file.h"

#include <fmt/format.h>

#include <charconv>

#include "ohmsweep/core/error.h"
#include "ohmsweep/core/name.h"
#include "ohmsweep/core/quantity_text.h"

namespace ohmsweep {
namespace {

/// Ten minutes: twice any sensible sweep, and a file that still fits in memory at every rate.
constexpr Seconds longest_sweep{600.0};

int parse_repeats(const std::string& text) {
  int repeats = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), repeats);
  if (problem != std::errc{} || end != text.data() + text.size()) {
    throw usage_error(
        fmt::format("--repeats '{}' is no number: write a whole number from 1 to 20.", shown(text)));
  }
  return repeats;
}

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

PlayerProgramme programme_from(const ProgrammeRequest& request) {
  PlayerProgramme programme;
  programme.sweep = sweep_from(request.sweep);
  programme.stereo = request.stereo;
  if (request.repeats) programme.repeats = parse_repeats(*request.repeats);
  check(programme);
  return programme;
}

}  // namespace ohmsweep
