#include "measurement/level_dependence.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "measurement/current_limit.h"
#include "ohmsweep/core/median.h"
#include "ohmsweep/core/quantity_text.h"

namespace ohmsweep {

namespace {

/// A gain that differs by less than this, relative, is steady; so much and the allowed drift of every take.
constexpr double steady_gain = 0.01;
/// Share of the points at which two levels have to differ beyond their intervals.
constexpr double most_of_the_band = 0.5;
/// Where the impedances are quoted.
constexpr Hertz quoted{1000.0};

std::string state_of(const OutputTake& take) { return take.load ? take.load->name : "unloaded"; }

/// The largest resistance connected; unloaded beats all.
double lightness(const OutputTake& take) {
  if (!take.load) return 1e12;
  if (!take.load->curve) return take.load->resistance_ohm.value;
  return std::abs(take.load->curve->impedance_ohm.front());
}

/// The mean gain of the takes in a state, natural logarithm.
std::optional<double> gain_in(const std::vector<OutputTake>& takes, const std::string& state) {
  double sum = 0.0;
  int count = 0;
  for (const OutputTake& take : takes) {
    if (state_of(take) != state) continue;
    std::vector<double> magnitudes;
    for (const Complex m : take.ratio.ratio) magnitudes.push_back(std::abs(m));
    sum += std::log(median(std::move(magnitudes)));
    ++count;
  }
  if (count == 0) return std::nullopt;
  return sum / count;
}

/// A load's value is the same error at every level and must not hide a difference.
std::vector<OutputTake> with_exact_loads(std::vector<OutputTake> takes) {
  for (OutputTake& take : takes) {
    if (take.load) take.load->resistance_ohm.standard_uncertainty = 0.0;
  }
  return takes;
}

bool has_two_states(const std::vector<OutputTake>& takes) {
  const auto other = [&](const OutputTake& take) { return state_of(take) != state_of(takes.front()); };
  return std::any_of(takes.begin(), takes.end(), other);
}

bool differ(const ImpedanceCurve& a, const ImpedanceCurve& b) {
  std::size_t common = 0;
  std::size_t apart = 0;
  for (std::size_t i = 0; i < a.grid.size(); ++i) {
    const auto k = b.grid.find(a.grid[i]);
    if (!k) continue;
    ++common;
    const Complex step = b.impedance_ohm[*k] - a.impedance_ohm[i];
    if (std::abs(step) > magnitude_u95(step, a.covariance[i] + b.covariance[*k])) ++apart;
  }
  return static_cast<double>(apart) > most_of_the_band * static_cast<double>(common);
}

/// A take of the same load, quieter than this one, that is not limited.
bool shown_below(const OutputTake& take, const std::vector<OutputTake>& unlimited) {
  return std::any_of(unlimited.begin(), unlimited.end(), [&](const OutputTake& other) {
    return other.load && state_of(other) == state_of(take) && other.level_db < take.level_db;
  });
}

double quoted_magnitude(const ImpedanceCurve& curve) {
  const double hz = std::clamp(quoted.value(), curve.grid.lowest().value(), curve.grid.highest().value());
  return std::abs(at(curve, Hertz(hz)).impedance_ohm);
}

}  // namespace

std::vector<std::vector<OutputTake>> by_level(const std::vector<OutputTake>& takes) {
  std::vector<std::vector<OutputTake>> levels;
  for (const OutputTake& take : takes) {
    const auto same = std::find_if(levels.begin(), levels.end(), [&](const auto& level) {
      return level.front().level_db == take.level_db;
    });
    if (same == levels.end())
      levels.push_back({take});
    else
      same->push_back(take);
  }
  std::sort(levels.begin(), levels.end(),
            [](const auto& a, const auto& b) { return a.front().level_db < b.front().level_db; });
  return levels;
}

std::optional<Finding> automatic_gain(const std::vector<std::vector<OutputTake>>& levels,
                                      const OutputRig& rig) {
  const std::vector<OutputTake>& quiet = levels.front();
  const std::vector<OutputTake>& loud = levels.back();
  const OutputTake* lightest = nullptr;
  for (const OutputTake& take : quiet) {
    if (!gain_in(loud, state_of(take))) continue;
    if (lightest == nullptr || lightness(take) > lightness(*lightest)) lightest = &take;
  }
  if (lightest == nullptr) return std::nullopt;
  const std::string state = state_of(*lightest);
  const double step = gain_in(loud, state).value() - gain_in(quiet, state).value();
  const auto takes = static_cast<double>(quiet.size() + loud.size());
  if (std::abs(step) <= std::max(steady_gain, takes * rig.drift_u95)) return std::nullopt;
  return Finding{
      Severity::blocking, FindingCode::automatic_gain,
      fmt::format("{} the gain is {:.2f} dB {} at {:.0f} dB than at {:.0f} dB: automatic gain, a limiter or "
                  "loudness is on, or the volume was touched between; switch it off",
                  lightest->load ? "with " + state : state,
                  std::abs(amplitude_to_decibels(std::exp(step)).value()), step > 0.0 ? "higher" : "lower",
                  loud.front().level_db, quiet.front().level_db)};
}

std::optional<LevelDependence> level_dependence(const std::vector<std::vector<OutputTake>>& levels,
                                                const OutputRig& rig) {
  const std::vector<OutputTake>& quiet = levels.front();
  const std::vector<OutputTake>& loud = levels.back();
  if (!has_two_states(quiet) || !has_two_states(loud)) return std::nullopt;
  const ImpedanceCurve low = solve_output(output_states(with_exact_loads(quiet)), rig).curve;
  const ImpedanceCurve high = solve_output(output_states(with_exact_loads(loud)), rig).curve;
  if (!differ(low, high)) return std::nullopt;
  Finding finding{
      Severity::warning, FindingCode::level_dependent,
      fmt::format("the output impedance at 1 kHz is {} at {:.0f} dB and {} at {:.0f} dB; the curve is "
                  "that of the lower level",
                  format_ohms(quoted_magnitude(low)), quiet.front().level_db,
                  format_ohms(quoted_magnitude(high)), loud.front().level_db)};
  return LevelDependence{std::move(finding), solve_output(output_states(quiet), rig)};
}

std::optional<LevelDependence> below_the_limit(const std::vector<OutputTake>& takes, const OutputRig& rig) {
  const std::vector<bool> is_limited = limited_takes(takes);
  std::vector<OutputTake> limited;
  std::vector<OutputTake> unlimited;
  for (std::size_t i = 0; i < takes.size(); ++i) (is_limited[i] ? limited : unlimited).push_back(takes[i]);
  if (limited.empty() || !has_two_states(unlimited)) return std::nullopt;
  const auto shown = [&](const OutputTake& take) { return shown_below(take, unlimited); };
  if (!std::any_of(limited.begin(), limited.end(), shown)) return std::nullopt;
  const auto levels = by_level(unlimited);
  if (levels.size() > 1 && automatic_gain(levels, rig)) return std::nullopt;
  const OutputTake& first = limited.front();
  OutputSolution solution = solve_output(output_states(unlimited), rig);
  Finding finding{Severity::warning, FindingCode::level_dependent,
                  fmt::format("under {} at {:.0f} dB the distortion rises {}: the output limits its current "
                              "there; the curve, {} at 1 kHz, is that of the takes below the limit",
                              state_of(first), first.level_db, distortion_text(takes),
                              format_ohms(quoted_magnitude(solution.curve)))};
  return LevelDependence{std::move(finding), std::move(solution)};
}

}  // namespace ohmsweep
