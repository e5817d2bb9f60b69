#include "ohmsweep/measurement/balanced_level.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "ohmsweep/core/error.h"
#include "ohmsweep/signal/clipping.h"

namespace ohmsweep {

namespace {

constexpr double stands_out = 10.0;
/// A difference below this share of one contact's voltage: both carry one signal.
constexpr double same_signal = 0.1;
/// Inputs on one contact hear one voltage: their gains are no further apart than this factor.
constexpr double furthest_gain = 10.0;
constexpr double at_full_scale = 0.999;

void require_two_sides(const ProbeReading& reading, const InputGains& gains) {
  for (std::size_t k = 0; k < reading.source.tones.size(); ++k) {
    const ToneReading& hot = reading.source.tones[k];
    if (hot.size() <= stands_out * hot.floor) continue;
    const ToneReading& between = reading.dut.tones[k];
    if (between.size() + between.floor >= same_signal * gains.ratio.value * hot.size()) return;
    throw rejection(
        "Hot and cold carry the same signal: put the second input on the cold contact, or measure what is no "
        "balanced output with another --wiring.");
  }
}

}  // namespace

Recording between_contacts(const Recording& take, const InputGains& gains) {
  Recording between = take;
  for (std::size_t n = 0; n < std::min(take.source.size(), take.dut.size()); ++n) {
    between.dut[n] = gains.ratio.value * take.source[n] - take.dut[n];
  }
  return between;
}

ProbeReading read_balanced_probe(const Recording& take, const LevelProbe& probe, const InputGains& gains) {
  ProbeReading reading = read_probe(take, probe);
  reading.dut.tones = read_probe(between_contacts(take, gains), probe).dut.tones;
  require_two_sides(reading, gains);
  return reading;
}

InputGains gains_on_one_contact(const SteadyHearing& common) {
  for (const auto& [input, name] : {std::pair{&common.source, "source"}, std::pair{&common.dut, "dut"}}) {
    if (input->peak >= at_full_scale || input->clipped_samples > 0) {
      throw rejection(fmt::format("In the common take the {} channel is cut off: turn its gain down.", name));
    }
    if (!input->heard()) {
      throw rejection(fmt::format(
          "In the common take the {} channel hears nothing: put both inputs on the hot contact.", name));
    }
  }
  const double apart = std::abs(common.ratio);
  if (common.ratio.real() <= 0.0 || apart > furthest_gain || apart < 1.0 / furthest_gain) {
    throw rejection(
        fmt::format("In the common take the inputs hear different signals, {:.3g} times apart{}: put both on "
                    "the hot contact.",
                    apart, common.ratio.real() < 0.0 ? " and of opposite sign" : ""));
  }
  return gains_from_common(common);
}

void check_both_contacts(const Recording& take, const std::string& name) {
  for (const auto& [samples, contact] : {std::pair{&take.source, "hot"}, std::pair{&take.dut, "cold"}}) {
    if (peak_of(*samples) >= at_full_scale) {
      throw rejection(fmt::format(
          "The take '{}' reaches full scale on {}: nothing may play while noise is recorded; see to "
          "what does.",
          name, contact));
    }
    const double first = samples->empty() ? 0.0 : samples->front();
    const bool steady = std::ranges::all_of(*samples, [first](double x) { return x == first; });
    if (!steady) continue;
    throw rejection(fmt::format(
        "The take '{}' holds no sound at all on {}, each sample being the same: that input is muted.", name,
        contact));
  }
}

Uncertain between_scale(const Uncertain& dut_full_scale, const InputGains& gains) {
  // Hot makes half of the voltage.
  const double of_gains = 0.5 * gains.ratio.standard_uncertainty / gains.ratio.value;
  const double own = dut_full_scale.standard_uncertainty / dut_full_scale.value;
  return {dut_full_scale.value, dut_full_scale.value * std::hypot(own, of_gains)};
}

}  // namespace ohmsweep
