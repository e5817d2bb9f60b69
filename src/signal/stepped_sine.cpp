#include "ohmsweep/signal/stepped_sine.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <numeric>

#include "ohmsweep/core/error.h"

namespace ohmsweep {

namespace {

constexpr double pi = std::numbers::pi;
constexpr std::array offered{3, 6, 12, 24};
constexpr int grid_points_per_octave = 48;
constexpr double highest_fraction_of_rate = 0.46;

// In time or in cycles of the tone, whichever lasts longer; what settles is bounded besides.
constexpr double shortest_fade_s = 0.02;
constexpr double fade_cycles = 1.0;
constexpr double shortest_settle_s = 0.08;
constexpr double settle_cycles = 20.0;
constexpr double hold_cycles = 10.0;
/// A take's tones are found to a few milliseconds before anything else is known of it.
constexpr double margin_s = 0.01;

std::size_t samples_in(double seconds, int rate) {
  return static_cast<std::size_t>(std::llround(seconds * rate));
}

void check(const SteppedSine& parameters) {
  if (std::find(offered.begin(), offered.end(), parameters.points_per_octave) == offered.end()) {
    throw usage_error(
        fmt::format("{} tones per octave are not offered; use 3, 6, 12 or 24", parameters.points_per_octave));
  }
  if (!(parameters.amplitude > 0.0 && parameters.amplitude <= 1.0)) {
    throw usage_error(fmt::format("a tone's amplitude of {} is out of range; use a level of at most 0 dBFS",
                                  parameters.amplitude));
  }
  if (!(parameters.from.value() > 0.0) || !(parameters.to > parameters.from)) {
    throw usage_error(fmt::format("there is no tone from {} Hz to {} Hz; give a lower begin or a higher end",
                                  parameters.from.value(), parameters.to.value()));
  }
  const double limit = highest_fraction_of_rate * parameters.sample_rate;
  if (parameters.to.value() > limit * (1 + 1e-9)) {
    throw usage_error(
        fmt::format("tones up to {} Hz are too high for {} samples per second; end at {:.0f} Hz or lower",
                    parameters.to.value(), parameters.sample_rate, std::floor(limit)));
  }
}

/// The tones in the order played. A stride near the golden section of their number spreads any few that
/// follow one another over the whole band (Weyl's equidistribution).
std::vector<double> in_playing_order(const FrequencyGrid& grid) {
  const std::size_t count = grid.size();
  auto stride = static_cast<std::size_t>(std::llround(static_cast<double>(count) / std::numbers::phi));
  while (std::gcd(stride, count) != 1) ++stride;
  std::vector<double> order;
  for (std::size_t i = 0; i < count; ++i) order.push_back(grid[i * stride % count]);
  return order;
}

/// 0 to 1 and back over the slot.
double envelope(const ToneSlot& slot, double after_begin_s) {
  const double left = slot.ends_s() - slot.begins_s - after_begin_s;
  const double edge = std::clamp(std::min(after_begin_s, left) / slot.fade_s, 0.0, 1.0);
  return 0.5 * (1.0 - std::cos(pi * edge));
}

/// To the grid of a 24-bit converter, as the sweep's samples are.
double to_24_bit(double value) { return std::round(value * 8388608.0) / 8388608.0; }

}  // namespace

int parse_octave_fraction(const std::string& text) {
  for (const int points : offered) {
    if (text == fmt::format("1/{}", points)) return points;
  }
  throw usage_error(
      fmt::format("'{}' is no fraction of an octave that is offered; write 1/3, 1/6, 1/12 or 1/24", text));
}

FrequencyGrid tones(const SteppedSine& parameters) {
  check(parameters);
  const int step = grid_points_per_octave / parameters.points_per_octave;
  const double lowest = grid_points_per_octave * std::log2(parameters.from.value() / 1000.0);
  const double highest = grid_points_per_octave * std::log2(parameters.to.value() / 1000.0);
  std::vector<double> hz;
  for (int k = step * static_cast<int>(std::ceil(lowest / step - 1e-9)); k <= highest + 1e-9; k += step) {
    hz.push_back(1000.0 * std::exp2(k / double{grid_points_per_octave}));
  }
  if (hz.empty()) {
    throw usage_error(fmt::format("no tone lies between {} Hz and {} Hz at 1/{} octave; widen the band",
                                  parameters.from.value(), parameters.to.value(),
                                  parameters.points_per_octave));
  }
  return FrequencyGrid(std::move(hz));
}

std::vector<ToneSlot> schedule(const SteppedSine& parameters) {
  std::vector<ToneSlot> slots;
  double begins = parameters.lead_in.value();
  for (const double hz : in_playing_order(tones(parameters))) {
    ToneSlot slot;
    slot.hz = hz;
    slot.begins_s = begins;
    slot.fade_s = std::max(shortest_fade_s, fade_cycles / hz);
    slot.settle_s = std::max(shortest_settle_s, std::min(parameters.settle.value(), settle_cycles / hz));
    slot.hold_s = std::ceil(std::max(parameters.hold.value() * hz, hold_cycles)) / hz;
    slot.margin_s = margin_s;
    begins = slot.ends_s();
    slots.push_back(slot);
  }
  return slots;
}

Seconds playing_time(const SteppedSine& parameters) {
  return Seconds(schedule(parameters).back().ends_s()) + parameters.lead_out;
}

SteppedStimulus render(const SteppedSine& parameters) {
  SteppedStimulus stimulus{parameters, schedule(parameters), {}};
  const double rate = parameters.sample_rate;
  stimulus.samples.assign(samples_in(playing_time(parameters).value(), parameters.sample_rate), 0.0);
  for (const ToneSlot& slot : stimulus.slots) {
    const auto end = std::min(samples_in(slot.ends_s(), parameters.sample_rate), stimulus.samples.size());
    for (std::size_t n = samples_in(slot.begins_s, parameters.sample_rate); n < end; ++n) {
      const double t = static_cast<double>(n) / rate;
      const double wave = std::cos(2.0 * pi * slot.hz * (t - slot.centre_s()));
      stimulus.samples[n] =
          to_24_bit(parameters.amplitude * envelope(slot, std::max(0.0, t - slot.begins_s)) * wave);
    }
  }
  return stimulus;
}

Stimulus as_stimulus(const SteppedStimulus& stimulus) {
  const SteppedSine& parameters = stimulus.parameters;
  const FrequencyGrid grid = tones(parameters);
  ExponentialSweep in_place;
  in_place.from = grid.lowest();
  in_place.to = grid.highest();
  in_place.duration = Seconds(stimulus.slots.back().ends_s()) - parameters.lead_in;
  in_place.amplitude = parameters.amplitude;
  in_place.sample_rate = parameters.sample_rate;
  in_place.lead_in = parameters.lead_in;
  in_place.lead_out = parameters.lead_out;
  return {in_place, stimulus.samples};
}

}  // namespace ohmsweep
