#include "ohmsweep/measurement/player_output.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "measurement/output_findings.h"
#include "ohmsweep/core/number_text.h"

namespace ohmsweep {

namespace {

double variance_in_the_sum(const Uncertain& rg, double balance_u) {
  return std::max(0.0, std::pow(rg.standard_uncertainty, 2) - std::pow(balance_u * rg.value, 2));
}

/// Digits behind the point that an interval leaves a number: the clock's line of a report has as many.
int decimals_of(double u95) {
  return u95 > 0.0 ? std::clamp(-static_cast<int>(std::floor(std::log10(u95))), 0, 6) : 1;
}

bool stands_out(const Uncertain& ppm) {
  constexpr double of_no_interest_ppm = 5.0;  // one crystal's tolerance makes ten times that
  return std::abs(ppm.value) > std::max(of_no_interest_ppm, coverage_factor * ppm.standard_uncertainty);
}

/// How the takes spread, where that and not their own uncertainty is what is stated.
std::string spread_of(const std::vector<Uncertain>& takes, const Uncertain& mean) {
  double own = 0.0;
  for (const Uncertain& take : takes) own += take.standard_uncertainty / static_cast<double>(takes.size());
  if (mean.standard_uncertainty <= own) return "";
  const auto [least, most] = std::minmax_element(
      takes.begin(), takes.end(), [](const Uncertain& a, const Uncertain& b) { return a.value < b.value; });
  const int decimals = decimals_of(0.1 * (most->value - least->value));
  return fmt::format("; the {} takes spread from {:+.{}f} to {:+.{}f} ppm", takes.size(), least->value,
                     decimals, most->value, decimals);
}

}  // namespace

GroundBranches ground_branches(const ImpedanceCurve& curve, const SharedGround& ground, std::size_t point,
                               double balance_u) {
  const Uncertain& rg = ground.resistance_ohm;
  const double in_sum = variance_in_the_sum(rg, balance_u);
  const double balance = std::pow(balance_u * rg.value, 2);
  const Covariance& sum = curve.covariance[point];
  const auto branch = [&](double sign, double more) {
    ImpedancePoint result;
    result.impedance_ohm = curve.impedance_ohm[point] + sign * rg.value;
    result.covariance = {std::max(0.0, sum.re_re + more), sum.re_im, sum.im_im};
    result.upper_bound =
        std::abs(result.impedance_ohm) < magnitude_u95(result.impedance_ohm, result.covariance);
    return result;
  };
  return {branch(-1.0, balance - in_sum), branch(1.0, balance + 3.0 * in_sum)};
}

OutputImpedance with_shared_ground(OutputImpedance tip_branch, const SharedGround& ground, double balance_u,
                                   bool inverted) {
  OutputImpedance output = std::move(tip_branch);
  ImpedanceCurve& curve = output.curve;
  const Uncertain rg{inverted ? -ground.resistance_ohm.value : ground.resistance_ohm.value,
                     std::sqrt(variance_in_the_sum(ground.resistance_ohm, balance_u))};
  for (std::size_t i = 0; i < curve.grid.size(); ++i) {
    curve.impedance_ohm[i] += rg.value;
    curve.covariance[i] = curve.covariance[i] + Covariance::from_influence(rg.standard_uncertainty);
    const double magnitude = std::abs(curve.impedance_ohm[i]);
    if (i < curve.upper_bound.size()) {
      curve.upper_bound[i] = magnitude < magnitude_u95(curve.impedance_ohm[i], curve.covariance[i]);
    }
  }
  if (auto& model = output.traits.model) {
    model->resistance_ohm.value += rg.value;
    model->resistance_ohm.standard_uncertainty =
        std::hypot(model->resistance_ohm.standard_uncertainty, rg.standard_uncertainty);
  }
  std::erase_if(curve.findings, [](const Finding& finding) {
    return finding.code == FindingCode::ground_unknown || finding.code == FindingCode::upper_bound;
  });
  // What was said of the tip branch's bound is said of the sum's, where the figures stand.
  output.traits.ground = ground;
  if (has_blocking(curve.findings)) return output;
  for (Finding& finding : bound_findings(curve)) curve.findings.push_back(std::move(finding));
  return output;
}

Uncertain mean_clock_offset(const std::vector<Uncertain>& takes) {
  const auto count = static_cast<double>(takes.size());
  Uncertain mean;
  for (const Uncertain& take : takes) {
    mean.value += take.value / count;
    mean.standard_uncertainty += take.standard_uncertainty / count;
  }
  double scatter = 0.0;
  for (const Uncertain& take : takes) scatter += std::pow(take.value - mean.value, 2);
  if (takes.size() > 1) {
    mean.standard_uncertainty = std::max(mean.standard_uncertainty, std::sqrt(scatter / (count - 1.0)));
  }
  return mean;
}

std::optional<Finding> clock_finding(const std::vector<Uncertain>& takes) {
  if (std::none_of(takes.begin(), takes.end(), stands_out)) return std::nullopt;
  const Uncertain mean = mean_clock_offset(takes);
  return Finding{
      Severity::note, FindingCode::clock_offset,
      fmt::format("the player's clock is {} ppm {} than the recorder's{}; the ratio of the two channels is "
                  "not affected",
                  with_interval(std::abs(mean.value), coverage_factor * mean.standard_uncertainty),
                  mean.value > 0.0 ? "faster" : "slower", spread_of(takes, mean))};
}

Finding unknown_ground() {
  return {Severity::note, FindingCode::ground_unknown,
          "both channels played alike all the time: the ground that they share is not in the output "
          "impedance, which is "
          "the tip branch alone; play the stereo programme of 'ohmsweep sweep FILE --player' to measure it"};
}

}  // namespace ohmsweep
