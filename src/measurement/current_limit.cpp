#include "measurement/current_limit.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "ohmsweep/core/median.h"

namespace ohmsweep {

namespace {

/// A limit shows as distortion: this much under a load, and so many times that of the least demanding take.
/// Below the second value, which any amplifier may have, only the interval knows of it.
constexpr double least_distortion = 3e-5;
constexpr double named_distortion = 3e-4;
constexpr double limit_rise = 3.0;
/// From here on it is said whatever the interval, and from the second on nothing is left of a linear output.
constexpr double clear_distortion = 0.003;
constexpr double gross_distortion = 0.03;
/// A current i - a i³ loses three times as much of its fundamental as goes into its third harmonic, and
/// harder limits lose less (a flat top 0.8 times) as long as the distortion is not gross.
constexpr double lost_per_distortion = 3.0;
/// Where more than this share of Zo may be the limit's doing, no verdict is made of it.
constexpr double most_of_zo = 0.1;
/// Less than this share of the interval is not worth a word.
constexpr double share_of_interval = 0.5;

double percent(double fraction) { return 100.0 * fraction; }

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

/// The first of the takes that ask least of the current, and of those that ask most.
struct Extremes {
  std::size_t least = 0;
  std::size_t most = 0;
};

Extremes extremes_of(const std::vector<OutputTake>& takes) {
  Extremes extremes;
  for (std::size_t i = 1; i < takes.size(); ++i) {
    if (current_demand(takes[i]) < current_demand(takes[extremes.least])) extremes.least = i;
    if (current_demand(takes[i]) > current_demand(takes[extremes.most])) extremes.most = i;
  }
  return extremes;
}

struct Rise {
  double light = 0.0;
  double heavy = 0.0;
};

/// How the distortion rises from one take to another that asks more; nothing where it does not.
std::optional<Rise> rise_between(const OutputTake& least, const OutputTake& most) {
  const std::optional<double> light = distortion_of(least.ratio);
  const std::optional<double> heavy = distortion_of(most.ratio);
  if (!light || !heavy || current_demand(most) <= current_demand(least)) return std::nullopt;
  if (*heavy < least_distortion || *heavy < limit_rise * *light) return std::nullopt;
  return Rise{*light, *heavy};
}

std::optional<Rise> largest_rise(const std::vector<OutputTake>& takes) {
  const Extremes extremes = extremes_of(takes);
  return rise_between(takes[extremes.least], takes[extremes.most]);
}

/// A loss of the current by a share s looks like an impedance that is larger by s times all that the current
/// flows through. A 95 % bound is two standard uncertainties.
std::vector<Complex> bias_of(const Rise& rise, std::size_t take, const OutputSolution& solution) {
  const double share = lost_per_distortion * (rise.heavy - rise.light) / coverage_factor;
  std::vector<Complex> bias;
  for (std::size_t f = 0; f < solution.points.size(); ++f) {
    bias.push_back(share * (1.0 / solution.states.points[f][take].load + solution.points[f].impedance));
  }
  return bias;
}

/// The bias as a 95 % bound, over the band: relative to |Zo|, and to the interval.
struct Weight {
  double of_zo = 0.0;
  double of_interval = 0.0;
};

Weight weight_of(const std::vector<Complex>& bias, const ImpedanceCurve& curve) {
  std::vector<double> of_zo;
  std::vector<double> of_interval;
  for (std::size_t f = 0; f < bias.size(); ++f) {
    const double bound = coverage_factor * std::abs(bias[f]);
    of_zo.push_back(bound / std::max(std::abs(curve.impedance_ohm[f]), 1e-9));
    of_interval.push_back(bound / std::max(magnitude_u95(curve.impedance_ohm[f], curve.covariance[f]), 1e-9));
  }
  return {median(std::move(of_zo)), median(std::move(of_interval))};
}

std::string rise_text(const Rise& rise) {
  constexpr double nothing = 1e-4;
  const std::string light =
      rise.light < nothing ? "below 0.01 %" : fmt::format("{:.2g} %", percent(rise.light));
  return fmt::format("from {} to {:.2g} %", light, percent(rise.heavy));
}

Finding finding_of(const Rise& rise, const std::string& load, double share_of_zo) {
  const std::string seen = fmt::format(
      "under {} the distortion rises {}: the output limits its current there", load, rise_text(rise));
  const bool blocks =
      rise.heavy > gross_distortion || (rise.heavy >= clear_distortion && share_of_zo > most_of_zo);
  if (blocks) {
    return {Severity::blocking, FindingCode::loads_disagree,
            seen +
                ", and its impedance is not known at this level; a level 10 dB lower or a load of three "
                "times the resistance would show it"};
  }
  return {Severity::warning, FindingCode::loads_disagree,
          fmt::format("{}, and up to {:.2g} % of the impedance may come of it, which the interval holds; "
                      "lower the level or use a higher load",
                      seen, percent(share_of_zo))};
}

}  // namespace

double current_demand(const OutputTake& take) {
  constexpr double compared_hz = 1000.0;
  if (!take.load) return 0.0;
  const double volts = decibels_to_amplitude(Decibels(take.level_db));
  if (!take.load->curve) return volts / take.load->resistance_ohm.value;
  const ImpedanceCurve& curve = *take.load->curve;
  if (curve.grid.empty()) return volts;
  const double hz = std::clamp(compared_hz, curve.grid.lowest().value(), curve.grid.highest().value());
  return volts / std::abs(at(curve, Hertz(hz)).impedance_ohm);
}

std::vector<bool> limited_takes(const std::vector<OutputTake>& takes) {
  std::vector<bool> limited;
  const OutputTake& least = takes[extremes_of(takes).least];
  for (const OutputTake& take : takes) {
    const std::optional<Rise> rise = rise_between(least, take);
    limited.push_back(rise && rise->heavy >= named_distortion);
  }
  return limited;
}

std::optional<CurrentLimit> current_limit(const std::vector<OutputTake>& takes,
                                          const OutputSolution& solution) {
  const std::optional<Rise> rise = largest_rise(takes);
  if (!rise) return std::nullopt;
  const std::size_t most = extremes_of(takes).most;
  CurrentLimit limit{std::nullopt, bias_of(*rise, most, solution)};
  const Weight weight = weight_of(limit.bias, solution.curve);
  const bool matters = weight.of_interval > share_of_interval && rise->heavy >= named_distortion;
  if (matters || rise->heavy >= clear_distortion) {
    limit.finding = finding_of(*rise, takes[most].load->name, weight.of_zo);
  }
  return limit;
}

void widen(ImpedanceCurve& curve, const std::vector<Complex>& influence) {
  for (std::size_t f = 0; f < std::min(influence.size(), curve.covariance.size()); ++f) {
    curve.covariance[f] = curve.covariance[f] + Covariance::from_influence(influence[f]);
    if (f >= curve.upper_bound.size()) continue;
    curve.upper_bound[f] =
        std::abs(curve.impedance_ohm[f]) < magnitude_u95(curve.impedance_ohm[f], curve.covariance[f]);
  }
}

std::string distortion_text(const std::vector<OutputTake>& takes) {
  const std::optional<Rise> rise = largest_rise(takes);
  return rise ? rise_text(*rise) : "";
}

}  // namespace ohmsweep
