#include "ohmsweep/measurement/shared_ground.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "measurement/load_admittance.h"
#include "ohmsweep/core/error.h"
#include "ohmsweep/core/quantity_text.h"

namespace ohmsweep {

namespace {

/// Where a return wire is a resistance and every estimate is at its best.
constexpr Hertz lowest{40.0};
constexpr Hertz highest{5000.0};
constexpr Hertz typical{1000.0};
/// A point's fit may reach a sixth of an octave: that many neighbours on the grid tell the same.
constexpr double points_alike = 8.0;

/// Means over the takes of one state at one frequency.
struct StateMean {
  Complex both;
  Complex alone;
  double variance = 0.0;  ///< E|δ alone|²
};

std::optional<StateMean> mean_at(const std::vector<GroundState>& takes, double hz) {
  StateMean mean;
  const auto count = static_cast<double>(takes.size());
  for (const GroundState& take : takes) {
    const auto both = take.both.grid.find(hz);
    const auto alone = take.right_alone.grid.find(hz);
    if (!both || !alone || take.both.ratio[*both] == Complex{}) return std::nullopt;
    mean.both += take.both.ratio[*both] / count;
    mean.alone += take.right_alone.ratio[*alone] / count;
    mean.variance +=
        (take.right_alone.noise_variance[*alone] + std::norm(take.right_alone.resolution_bias[*alone])) /
        (count * count);
  }
  return mean;
}

/// Rg as one frequency has it.
struct GroundPoint {
  double hz = 0.0;
  Complex ohm;
  double variance = 0.0;   ///< E|δ|², ohm²
  double crosstalk = 0.0;  ///< ohm: what is not known of the crosstalk's part
};

/// Crosstalk in the player rises with E over V_dut when loaded, crosstalk of the inputs does not: half of the
/// difference is taken off, and the other half is not known.
GroundPoint ground_at(const StateMean& unloaded, const StateMean& loaded, Complex load, double hz) {
  const Complex drop = unloaded.both / loaded.both;
  const Complex crosstalk = unloaded.alone * (1.0 + 0.5 * (drop - 1.0));
  const Complex scale = unloaded.both / load;
  GroundPoint point;
  point.hz = hz;
  point.ohm = -(loaded.alone - crosstalk) * scale;
  point.variance = (loaded.variance + unloaded.variance) * std::norm(scale);
  point.crosstalk = std::abs(0.5 * unloaded.alone * (drop - 1.0) * scale);
  return point;
}

std::vector<GroundPoint> points_of(const std::vector<GroundState>& unloaded,
                                   const std::vector<GroundState>& loaded, const Load& load) {
  std::vector<GroundPoint> points;
  for (const double hz : loaded.front().right_alone.grid.within(lowest, highest)) {
    const auto without = mean_at(unloaded, hz);
    const auto with = mean_at(loaded, hz);
    if (!without || !with) continue;
    points.push_back(ground_at(*without, *with, load_admittance(load, Hertz(hz)), hz));
  }
  return points;
}

double weight_of(const GroundPoint& point) { return 1.0 / std::max(point.variance, 1e-18); }

/// Weighted means over a part of the band.
struct Mean {
  double value = 0.0;
  double u = 0.0;
};

template <typename Value>
Mean mean_of(const std::vector<GroundPoint>& points, double from_hz, double to_hz, Value value) {
  double weights = 0.0;
  double sum = 0.0;
  for (const GroundPoint& point : points) {
    if (point.hz < from_hz || point.hz > to_hz) continue;
    weights += weight_of(point);
    sum += weight_of(point) * value(point);
  }
  // Half of a circular error is along the real axis.
  if (!(weights > 0.0)) return {};
  return {sum / weights, std::sqrt(0.5 * points_alike / weights)};
}

/// ωL by least squares through the origin.
double inductance_of(const std::vector<GroundPoint>& points) {
  double sum = 0.0;
  double squares = 0.0;
  for (const GroundPoint& point : points) {
    const double omega = angular(Hertz(point.hz));
    sum += weight_of(point) * omega * point.ohm.imag();
    squares += weight_of(point) * omega * omega;
  }
  return squares > 0.0 ? sum / squares : 0.0;
}

/// By how much the parts of the band contradict one real and constant value, beyond noise.
double misfit(const std::vector<GroundPoint>& points, double value, double inductance) {
  const auto real = [](const GroundPoint& point) { return point.ohm.real(); };
  const auto imaginary = [&](const GroundPoint& point) {
    return point.ohm.imag() - angular(Hertz(point.hz)) * inductance;
  };
  double worst = 0.0;
  constexpr double third = 5.0;  // of the band, as a factor
  for (int part = 0; part < 3; ++part) {
    const double hz = lowest.value() * std::pow(third, part);
    const Mean re = mean_of(points, hz, hz * third, real);
    const Mean im = mean_of(points, hz, hz * third, imaginary);
    if (re.u > 0.0) worst = std::max(worst, std::abs(re.value - value) - 3.0 * re.u);
    if (im.u > 0.0) worst = std::max(worst, std::abs(im.value) - 3.0 * im.u);
  }
  return worst;
}

double relative_u(const Load& load, Hertz frequency) {
  if (!load.curve) return load.resistance_ohm.standard_uncertainty / load.resistance_ohm.value;
  const ImpedancePoint point = at(*load.curve, frequency);
  return point.covariance.along(point.impedance_ohm) / std::abs(point.impedance_ohm);
}

void check_states(const std::vector<GroundState>& unloaded, const std::vector<GroundState>& loaded,
                  const Load& load) {
  if (unloaded.empty() || loaded.empty()) {
    throw rejection(fmt::format(
        "the shared ground needs an unloaded and a loaded take of the player; there are {} and {}",
        unloaded.size(), loaded.size()));
  }
  if (!load.curve && !(load.resistance_ohm.value > 0.0)) {
    throw rejection(
        fmt::format("the load '{}' has no resistance above zero; state its value, as in 33ohm", load.name));
  }
}

/// What the channels hear of one another without any load.
void add_crosstalk(Findings& findings, const std::vector<GroundState>& unloaded,
                   const std::vector<GroundPoint>& points) {
  constexpr double too_much = 0.01;  // what the load adds is a thousandth
  double worst = 0.0;
  for (const GroundPoint& point : points) {
    const StateMean mean = mean_at(unloaded, point.hz).value();
    worst = std::max(worst, std::abs(mean.alone * mean.both));
  }
  if (worst < too_much) return;
  findings.push_back(
      {Severity::warning, FindingCode::crosstalk,
       fmt::format("without a load one channel is heard on the other at {:.0f} dB: crossfeed or "
                   "another effect of the player; switch it off",
                   20.0 * std::log10(worst))});
}

}  // namespace

GroundEstimate shared_ground(const std::vector<GroundState>& unloaded, const std::vector<GroundState>& loaded,
                             const Load& load, const GroundOptions& options) {
  check_states(unloaded, loaded, load);
  const std::vector<GroundPoint> points = points_of(unloaded, loaded, load);
  if (points.empty()) {
    throw rejection(fmt::format("the takes of the player share no frequency from {} to {}; record them alike",
                                format_hz(lowest.value()), format_hz(highest.value())));
  }
  const Mean mean = mean_of(points, 0.0, highest.value(), [](const GroundPoint& p) { return p.ohm.real(); });
  const Mean crosstalk =
      mean_of(points, 0.0, highest.value(), [](const GroundPoint& p) { return p.crosstalk; });
  GroundEstimate estimate;
  estimate.inductance_h = inductance_of(points);
  const double odd = std::max(0.0, misfit(points, mean.value, estimate.inductance_h));
  const Hertz middle =
      load.curve ? std::clamp(typical, load.curve->grid.lowest(), load.curve->grid.highest()) : typical;
  const double scale_u = std::hypot(options.balance_u, relative_u(load, middle)) * std::abs(mean.value);
  const double contacts =
      options.contact_ohm / std::sqrt(std::max(1.0, static_cast<double>(options.connections)));
  const double shape_u = std::hypot(crosstalk.value, odd) / std::sqrt(3.0);
  estimate.ground.resistance_ohm = {mean.value,
                                    std::hypot(std::hypot(mean.u, scale_u), std::hypot(contacts, shape_u))};
  const double g = std::abs(load_admittance(load, middle));
  estimate.ground.load_ohm = 1.0 / g;
  estimate.ground.crosstalk_db = 20.0 * std::log10(std::max(1e-9, std::abs(mean.value) * g));
  add_crosstalk(estimate.findings, unloaded, points);
  constexpr double of_no_interest_ohm = 0.003;
  if (odd > std::max(of_no_interest_ohm, 0.25 * std::abs(mean.value))) {
    estimate.findings.push_back(
        {Severity::warning, FindingCode::crosstalk,
         fmt::format(
             "what the silent channel hears of the loaded one is no resistance of the ground: it strays "
             "by {} from {} over the band; look for other paths between the channels",
             format_ohms(odd), format_ohms(std::abs(mean.value)))});
  }
  return estimate;
}

double stated_crosstalk_db(const SharedGround& ground) {
  if (!is_upper_bound(ground.resistance_ohm) || !(ground.load_ohm > 0.0)) return ground.crosstalk_db;
  return 20.0 * std::log10(upper_bound(ground.resistance_ohm) / ground.load_ohm);
}

}  // namespace ohmsweep
