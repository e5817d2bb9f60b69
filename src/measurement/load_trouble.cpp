#include "measurement/load_trouble.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>

#include "ohmsweep/core/median.h"

namespace ohmsweep {

namespace {

/// χ² per degree of freedom of the whole band beyond which the takes' own noise cannot be the reason.
constexpr double excess_scatter = 4.0;
/// Misfit that leaves nothing to state: this share of the loads' effect and more than any gain drifts, or a
/// tenth of the voltage whatever the loads seem to do.
constexpr double gross_share = 0.3;
constexpr double gross_relative = 0.01;
constexpr double gross_in_any_case = 0.1;
/// A load under which the voltage falls to less than a third of what the other takes foretell: protection.
constexpr double collapse = 3.0;
/// Misfit in the bass only: χ² per degree of freedom there, and at most this above.
constexpr double bass_misfit = 4.0;
constexpr double sound_rest = 2.0;
/// Or so many times as much as above, where what the bass does to drift and leads shows there too; then the
/// core's own distortion has to bear it out: this much in the bass, and so many times that above.
constexpr double far_more = 10.0;
constexpr double core_distortion = 0.003;
constexpr double core_rise = 5.0;
constexpr double core_below_hz = 100.0;
constexpr double core_above_hz = 300.0;

double percent(double fraction) { return 100.0 * fraction; }

std::size_t middle_of(const OutputStates& states) { return states.points.size() / 2; }

std::vector<std::size_t> by_load(const OutputStates& states) {
  const auto& row = states.points[middle_of(states)];
  std::vector<std::size_t> order(row.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return std::abs(row[a].load) < std::abs(row[b].load);
  });
  return order;
}

Severity severity_of(const Misfit& misfit) {
  const bool gross = misfit.relative > gross_in_any_case ||
                     misfit.relative > std::max(gross_relative, gross_share * misfit.signal);
  return gross ? Severity::blocking : Severity::warning;
}

Finding disagreement(const OutputSolution& solution, const std::string& cause) {
  const Misfit& misfit = solution.misfit;
  return {
      severity_of(misfit), FindingCode::loads_disagree,
      fmt::format("the takes contradict one another by {:.3g} % of the voltage, and the loads change it by "
                  "{:.3g} %: {}",
                  percent(misfit.relative), percent(misfit.signal), cause)};
}

/// By how much the heaviest load's voltage falls short of what the lighter takes foretell, where there are
/// two lighter states; else of an output as large as the load itself.
double shortfall(const OutputStates& states) {
  const std::vector<std::size_t> order = by_load(states);
  const auto& row = states.points[middle_of(states)];
  const Complex g0 = row[order.front()].load;
  const Complex heavy = row[order.back()].load;
  const auto lighter = std::find_if(order.rbegin(), order.rend(), [&](std::size_t i) {
    return std::abs(row[i].load - heavy) > 0.01 * std::abs(heavy);
  });
  if (lighter == order.rend() || std::abs(row[*lighter].load - g0) < 1e-9) return 1.0;
  std::vector<double> shortfalls;
  for (const auto& takes : states.points) {
    const Complex y0 = takes[order.front()].inverse_ratio;
    const Complex slope = (takes[*lighter].inverse_ratio - y0) / (takes[*lighter].load - g0);
    shortfalls.push_back(std::abs(takes[order.back()].inverse_ratio / (y0 + slope * (heavy - g0))));
  }
  return median(std::move(shortfalls));
}

/// The largest distortion that the output adds between two frequencies of the fundamental.
double most_distortion(const RatioCurve& take, double from_hz, double to_hz) {
  double most = 0.0;
  if (take.harmonics.empty()) return most;
  const FrequencyGrid& fundamental = take.harmonics.front().fundamental;
  for (std::size_t i = 0; i < fundamental.size(); ++i) {
    if (fundamental[i] < from_hz || fundamental[i] > to_hz) continue;
    double total = 0.0;
    for (const HarmonicCurve& order : take.harmonics) {
      if (i < order.dut_ratio.size()) total += order.dut_ratio[i] * order.dut_ratio[i];
    }
    most = std::max(most, std::sqrt(total));
  }
  return most;
}

/// A core is driven by the voltage: it distorts in the bass, loaded or not.
bool distorts_in_the_bass(const std::vector<OutputTake>& takes) {
  return std::any_of(takes.begin(), takes.end(), [](const OutputTake& take) {
    const double bass = most_distortion(take.ratio, 0.0, core_below_hz);
    return bass > core_distortion && bass > core_rise * most_distortion(take.ratio, core_above_hz, 20e3);
  });
}

}  // namespace

bool takes_disagree(const OutputRig& rig, const OutputSolution& solution) {
  // With three loads or more the misfit tests the output itself, with two only its repeats.
  const double allowed =
      solution.states.distinct_conductances > 2 ? rig.drift_u95 / coverage_factor : rig.drift_u95;
  return solution.misfit.scatter > excess_scatter || solution.estimate.unexplained > allowed;
}

Finding undecided_takes(const OutputSolution& solution) {
  return disagreement(solution,
                      "the output is non-linear or protected, a load is not what its name says, the gain was "
                      "touched, or a contact moved");
}

std::optional<Finding> collapse_under_load(const std::vector<OutputTake>& takes,
                                           const OutputSolution& solution) {
  if (takes.size() < 3) return std::nullopt;
  const double times = shortfall(solution.states);
  if (times < collapse) return std::nullopt;
  return disagreement(solution, fmt::format("under {} the voltage is {:.3g} times lower than the other takes "
                                            "foretell, as of an output that protects itself; lower the level",
                                            takes[by_load(solution.states).back()].load->name, times));
}

std::optional<Finding> transformer_trouble(const std::vector<OutputTake>& takes,
                                           const OutputSolution& solution) {
  if (takes.size() < 3) return std::nullopt;
  const Misfit& misfit = solution.misfit;
  const bool alone = misfit.rest < sound_rest;
  const bool far_above = misfit.bass_relative > far_more * misfit.rest_relative;
  if (misfit.bass > bass_misfit && (alone || (far_above && distorts_in_the_bass(takes)))) {
    return disagreement(solution,
                        "below 100 Hz, as of an output transformer whose core the level drives; a lower "
                        "level shows its linear impedance");
  }
  return std::nullopt;
}

}  // namespace ohmsweep
