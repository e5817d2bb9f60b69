#include "measurement/output_levels.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "ohmsweep/core/median.h"

namespace ohmsweep {

namespace {

/// Where levels are compared: coupling capacitors, leads and inductances do little there.
constexpr double from_hz = 200.0;
constexpr double to_hz = 5000.0;
/// A reference channel that falls by more than this with the load is touched by it.
constexpr double touched = 0.01;
/// An amplifier's input, in a chain that is driven from elsewhere, is loaded by nothing that is in order.
constexpr double touched_input = 0.02;
/// And by this many times the scatter between takes of one state.
constexpr double clear = 4.0;
/// What a lead that the load's current shares with the reference takes off it is as of a smaller resistance.
constexpr double lead_ohm = 0.05;
/// A volume that was touched moves by more than this between takes of one state (0.04 dB), or of two states,
/// where a jack's shared ground moves the reference a little.
constexpr double volume_moved = 0.005;
constexpr double volume_moved_between_states = 0.05;

double mid_level(const RatioCurve& ratio, bool output) {
  std::vector<double> levels;
  for (std::size_t i = 0; i < ratio.grid.size(); ++i) {
    if (ratio.grid[i] < from_hz || ratio.grid[i] > to_hz) continue;
    levels.push_back(ratio.source_level[i] * (output ? std::abs(ratio.ratio[i]) : 1.0));
  }
  const double level = levels.empty() ? 0.0 : median(std::move(levels));
  return level > 0.0 ? std::log(level) : std::nan("");
}

double conductance(const OutputStates& states, std::size_t take) {
  return std::abs(states.points[states.points.size() / 2][take].load);
}

bool same_state(const OutputStates& states, std::size_t a, std::size_t b) {
  const double larger = std::max(conductance(states, a), conductance(states, b));
  return std::abs(conductance(states, a) - conductance(states, b)) <= 1e-6 * larger;
}

double mean_over(const std::vector<double>& values, const std::vector<std::size_t>& takes) {
  double sum = 0.0;
  for (const std::size_t i : takes) sum += values[i];
  return sum / static_cast<double>(takes.size());
}

std::size_t lightest(const OutputStates& states) {
  std::size_t least = 0;
  for (std::size_t i = 1; i < states.points.front().size(); ++i) {
    if (conductance(states, i) < conductance(states, least)) least = i;
  }
  return least;
}

std::size_t heaviest(const OutputStates& states) {
  std::size_t most = 0;
  for (std::size_t i = 1; i < states.points.front().size(); ++i) {
    if (conductance(states, i) > conductance(states, most)) most = i;
  }
  return most;
}

std::vector<std::size_t> takes_like(const OutputStates& states, std::size_t take) {
  std::vector<std::size_t> alike;
  for (std::size_t i = 0; i < states.points.front().size(); ++i) {
    if (same_state(states, take, i)) alike.push_back(i);
  }
  return alike;
}

double spread(const std::vector<double>& values, const std::vector<std::size_t>& takes) {
  double widest = 0.0;
  const double middle = mean_over(values, takes);
  for (const std::size_t i : takes) widest = std::max(widest, std::abs(values[i] - middle));
  return widest;
}

}  // namespace

TakeLevels take_levels(const std::vector<OutputTake>& takes) {
  TakeLevels levels;
  const OutputTake& first = takes.front();
  for (const OutputTake& take : takes) {
    if (take.ratio.source_level.size() != take.ratio.grid.size()) return {};
    // A stimulus of its own is what its level is relative to; the same one turned down is lower by just that.
    const bool own = take.ratio.stimulus_hash != first.ratio.stimulus_hash;
    const double stated = own ? 0.0 : std::log(decibels_to_amplitude(Decibels(take.level_db)));
    levels.reference.push_back(mid_level(take.ratio, false) - stated);
    levels.output.push_back(mid_level(take.ratio, true) - stated);
    if (!std::isfinite(levels.reference.back()) || !std::isfinite(levels.output.back())) return {};
  }
  return levels;
}

std::optional<LoadEffect> load_effect(const std::vector<OutputTake>& takes, const OutputStates& states) {
  const TakeLevels levels = take_levels(takes);
  if (levels.reference.empty()) return std::nullopt;
  const std::vector<std::size_t> light = takes_like(states, lightest(states));
  const std::vector<std::size_t> heavy = takes_like(states, heaviest(states));
  LoadEffect effect;
  effect.reference = mean_over(levels.reference, heavy) - mean_over(levels.reference, light);
  effect.output = mean_over(levels.output, heavy) - mean_over(levels.output, light);
  effect.scatter = std::max(spread(levels.reference, light), spread(levels.reference, heavy));
  effect.repeated = light.size() > 1 && heavy.size() > 1;
  return effect;
}

bool loads_the_reference(const LoadEffect& effect, OutputWiring wiring) {
  if (wiring == OutputWiring::balanced) return false;
  const double ratio = effect.output - effect.reference;
  if (effect.reference > -std::max(touched, clear * effect.scatter)) return false;
  // A player's other channel falls with the load and the loaded one does not. An amplifier whose input is
  // loaded gives less, too, so that the ratio stays; there a volume turned down once looks the same.
  if (ratio > -0.5 * effect.reference) return true;
  return wiring == OutputWiring::looped && effect.repeated && effect.reference < -touched_input &&
         std::abs(ratio) < -0.5 * effect.reference;
}

bool hears_the_output(const LoadEffect& effect, OutputWiring wiring) {
  if (wiring != OutputWiring::looped || !effect.repeated) return false;
  if (effect.reference > -std::max(touched, clear * effect.scatter)) return false;
  return effect.output - effect.reference < 0.5 * effect.reference;
}

LoadOnReference load_on_reference(const std::vector<OutputTake>& takes, const OutputStates& states,
                                  const OutputRig& rig) {
  const TakeLevels levels = take_levels(takes);
  if (levels.reference.empty() || rig.wiring == OutputWiring::balanced) return {};
  const std::vector<std::size_t> light = takes_like(states, lightest(states));
  if (light.size() < 2) return {};
  const double reference = mean_over(levels.reference, light);
  const double output = mean_over(levels.output, light);
  const double scatter = std::max(spread(levels.reference, light), spread(levels.output, light));
  const double least = std::max(rig.drift_u95, clear * scatter);
  LoadOnReference found;
  for (std::size_t i = light.front() + 1; i < light.back(); ++i) {
    const double loaded = conductance(states, i) - conductance(states, light.front());
    const double fall = reference - levels.reference[i];
    const double output_fall = output - levels.output[i];
    if (fall < std::max(least, lead_ohm * loaded) || output_fall > 0.25 * fall) continue;
    found.takes.push_back(i);
    found.reference -= fall;
    found.output -= output_fall;
  }
  const auto count = static_cast<double>(std::max<std::size_t>(1, found.takes.size()));
  found.reference /= count;
  found.output /= count;
  return found;
}

std::optional<VolumeStep> volume_step(const std::vector<OutputTake>& takes, const OutputStates& states) {
  const TakeLevels levels = take_levels(takes);
  std::optional<VolumeStep> largest;
  double most = 0.0;
  for (std::size_t i = 0; i < levels.reference.size(); ++i) {
    bool same_seen = false;
    for (std::size_t j = i + 1; j < levels.reference.size() && !same_seen; ++j) {
      same_seen = same_state(states, i, j);
      if (!same_seen && j > i + 1) continue;
      const double moved = levels.reference[j] - levels.reference[i];
      const double allowed = same_seen ? volume_moved : volume_moved_between_states;
      const bool nearer = largest && j - i < largest->after - largest->before && std::abs(moved) > 0.8 * most;
      if (std::abs(moved) <= allowed || (std::abs(moved) <= most && !nearer)) continue;
      most = std::abs(moved);
      largest = VolumeStep{i, j, std::exp(moved)};
    }
  }
  return largest;
}

}  // namespace ohmsweep
