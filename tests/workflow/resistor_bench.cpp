#include "workflow/resistor_bench.h"

#include <fmt/format.h>

#include <random>

#include "ohmsweep/audio/content_hash.h"
#include "ohmsweep/core/error.h"
#include "ohmsweep/core/quantity_text.h"

namespace ohmsweep {

/// Standards and headphones stand after the reference resistor; an output's load stands after its own
/// resistance, stated as "amplifier/output".
double ResistorBench::ratio(const TakeState& state) const {
  double series = reference_ohm;
  if (!state.output.empty()) {
    series = ohms_.at(state.device + "/" + state.output);
    if (state.state == "unloaded") return 1.0;
  }
  if (state.state == "open") return 1.0;
  if (state.state == "short") return 0.002 / (0.002 + series);
  const std::string named = state.device.empty() ? state.state : state.device + "." + state.state;
  const auto known = ohms_.find(named);
  const double ohm = known != ohms_.end() ? known->second : parse_resistance(state.state).value();
  return ohm / (ohm + series);
}

Recording ResistorBench::play_and_record(const Stimulus& stimulus, const AudioFormat& format,
                                         const TakeState& state, const Progress& progress) {
  played_.push_back(state);
  if (state.state == "broken") throw failure("The device is broken.");
  const double dut = dut_gain * ratio(state);
  std::mt19937 random(static_cast<unsigned>(state.index));
  std::normal_distribution<double> noise(0.0, 1e-6);
  Recording take;
  take.sample_rate = format.sample_rate;
  for (const double sample : stimulus.samples) {
    take.source.push_back(0.5 * sample + noise(random));
    take.dut.push_back(0.5 * dut * sample + noise(random));
  }
  take.name = fmt::format("{} {}", state.device, state.state);
  take.hash = content_hash(take);
  progress(1.0);
  return take;
}

}  // namespace ohmsweep
