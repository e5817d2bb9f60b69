// The impedances that a measurement on the virtual bench should find.
#include <fmt/format.h>

#include "circuit/bench_output.h"
#include "ohmsweep/circuit/bench.h"
#include "ohmsweep/core/error.h"

namespace ohmsweep {

Complex true_impedance(const Bench& bench, const std::string& headphone, const std::string& channel,
                       Hertz frequency) {
  return input_impedance(find_channel(find_headphone(bench, headphone), channel), "+", "-", frequency);
}

Complex true_output_impedance(const Bench& bench, const std::string& amplifier, const std::string& output,
                              Hertz frequency) {
  const BenchOutput found = find_output(bench, amplifier, output);
  const std::string back = found.kind == OutputKind::balanced ? "other.tip" : ground_node;
  return input_impedance(quiet_output_network(found), "tip", back, frequency);
}

Complex true_leg_impedance(const Bench& bench, const std::string& amplifier, const std::string& output,
                           Leg leg, Hertz frequency) {
  const BenchOutput found = find_output(bench, amplifier, output);
  if (found.kind != OutputKind::balanced) {
    throw failure(fmt::format("{} {} is not balanced: it has no legs.", amplifier, output));
  }
  return input_impedance(quiet_output_network(found), leg == Leg::hot ? "tip" : "other.tip", ground_node,
                         frequency);
}

double true_shared_ground(const Bench& bench, const std::string& amplifier, const std::string& output) {
  const BenchOutput found = find_output(bench, amplifier, output);
  return found.kind == OutputKind::player ? found.ground_ohm : 0.0;
}

}  // namespace ohmsweep
