#include "ohmsweep/measurement/player_output.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace ohmsweep {

namespace {

double variance_in_the_sum(const Uncertain& rg, double balance_u) {
  return std::max(0.0, std::pow(rg.standard_uncertainty, 2) - std::pow(balance_u * rg.value, 2));
}

}  // namespace

OutputImpedance with_shared_ground(OutputImpedance tip_branch, const SharedGround& ground, double balance_u) {
  OutputImpedance output = std::move(tip_branch);
  ImpedanceCurve& curve = output.curve;
  const Uncertain rg{ground.resistance_ohm.value,
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
  std::erase_if(curve.findings,
                [](const Finding& finding) { return finding.code == FindingCode::ground_unknown; });
  output.traits.ground = ground;
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

Finding unknown_ground() {
  return {Severity::note, FindingCode::ground_unknown,
          "both channels played alike all the time: the ground that they share is not in the output "
          "impedance, which is "
          "the tip branch alone; play the stereo programme of 'ohmsweep sweep FILE --player' to measure it"};
}

}  // namespace ohmsweep
