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
/// A current limit shows as distortion: this much under the heaviest load, and so many times that of the
/// lightest state.
constexpr double limit_distortion = 0.003;
constexpr double limit_rise = 3.0;
/// From here on nothing is left of a linear output.
constexpr double gross_distortion = 0.03;
/// A load under which the voltage falls to less than a third of what the other takes foretell: protection.
constexpr double collapse = 3.0;
/// Misfit in the bass only: χ² per degree of freedom there, and at most this above.
constexpr double bass_misfit = 4.0;
constexpr double sound_rest = 2.0;

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

/// The upper quartile over the band of what the output adds to the source's harmonics; nothing where the take
/// holds none.
std::optional<double> distortion_of(const RatioCurve& take) {
  if (take.harmonics.empty()) return std::nullopt;
  std::vector<double> totals(take.harmonics.front().fundamental.size(), 0.0);
  for (const HarmonicCurve& order : take.harmonics) {
    for (std::size_t i = 0; i < std::min(totals.size(), order.dut_ratio.size()); ++i) {
      totals[i] += order.dut_ratio[i] * order.dut_ratio[i];
    }
  }
  if (totals.empty()) return std::nullopt;
  const auto upper = totals.begin() + static_cast<std::ptrdiff_t>(3 * totals.size() / 4);
  std::nth_element(totals.begin(), upper, totals.end());
  return std::sqrt(*upper);
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

std::optional<Finding> limiting(const std::vector<OutputTake>& takes, const OutputStates& states) {
  const std::vector<std::size_t> order = by_load(states);
  const auto light = distortion_of(takes[order.front()].ratio);
  const auto heavy = distortion_of(takes[order.back()].ratio);
  if (!light || !heavy || *heavy < limit_distortion || *heavy < limit_rise * *light) return std::nullopt;
  return Finding{
      *heavy > gross_distortion ? Severity::blocking : Severity::warning, FindingCode::loads_disagree,
      fmt::format("under {} the distortion rises from {:.2g} % to {:.2g} %: the output limits its current "
                  "there; lower the level or use a higher load",
                  takes[order.back()].load->name, percent(*light), percent(*heavy))};
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

std::optional<Finding> load_trouble(const std::vector<OutputTake>& takes, const OutputSolution& solution) {
  if (takes.size() < 2) return std::nullopt;
  if (auto finding = limiting(takes, solution.states)) return finding;
  if (takes.size() < 3) return std::nullopt;
  const Misfit& misfit = solution.misfit;
  if (misfit.bass > bass_misfit && misfit.rest < sound_rest) {
    return disagreement(solution,
                        "only below 100 Hz, as of an output transformer whose core the level drives; a lower "
                        "level shows its linear impedance");
  }
  return std::nullopt;
}

}  // namespace ohmsweep
