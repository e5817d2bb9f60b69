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
  double variance = 0.0;       ///< E|δ|², ohm²
  double crosstalk = 0.0;      ///< ohm: what is not known of the crosstalk's part
  double unloaded_leak = 0.0;  ///< what one channel hears of the other without a load, relative
  bool channels_differ_in_sign = false;
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
  point.unloaded_leak = std::abs(unloaded.alone * unloaded.both);
  point.channels_differ_in_sign = unloaded.both.real() < 0.0;
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

/// Rg from two loads: 1/m of both channels and what the silent one hears are each linear in the conductance,
/// and what they are without a load is where their lines meet zero.
GroundPoint ground_between(const StateMean& less, const StateMean& more, Complex g_less, Complex g_more,
                           double hz) {
  const Complex apart = g_more - g_less;
  StateMean unloaded;
  unloaded.both = apart / (g_more / less.both - g_less / more.both);
  unloaded.alone = (g_more * less.alone - g_less * more.alone) / apart;
  GroundPoint point = ground_at(unloaded, more, g_more, hz);
  point.variance = (less.variance + more.variance) * std::norm(unloaded.both / apart);
  return point;
}

std::vector<GroundPoint> points_between(const LoadedGround& less, const LoadedGround& more) {
  std::vector<GroundPoint> points;
  for (const double hz : more.takes.front().right_alone.grid.within(lowest, highest)) {
    const auto one = mean_at(less.takes, hz);
    const auto other = mean_at(more.takes, hz);
    if (!one || !other) continue;
    points.push_back(ground_between(*one, *other, load_admittance(less.load, Hertz(hz)),
                                    load_admittance(more.load, Hertz(hz)), hz));
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

void check_load(const Load& load) {
  if (load.curve || load.resistance_ohm.value > 0.0) return;
  throw rejection(
      fmt::format("the load '{}' has no resistance above zero; state its value, as in 33ohm", load.name));
}

void check_states(const std::vector<GroundState>& unloaded, const std::vector<GroundState>& loaded,
                  const Load& load) {
  if (unloaded.empty() || loaded.empty()) {
    throw rejection(fmt::format(
        "the shared ground needs an unloaded and a loaded take of the player; there are {} and {}",
        unloaded.size(), loaded.size()));
  }
  check_load(load);
}

/// Where a load's value is looked at: 1 kHz, or as near to it as its curve comes.
Hertz middle_of(const Load& load) {
  return load.curve ? std::clamp(typical, load.curve->grid.lowest(), load.curve->grid.highest()) : typical;
}

double conductance_of(const Load& load) { return std::abs(load_admittance(load, middle_of(load))); }

/// What the channels hear of one another without any load.
void add_crosstalk(Findings& findings, const std::vector<GroundPoint>& points) {
  constexpr double too_much = 0.01;  // what the load adds is a thousandth
  double worst = 0.0;
  for (const GroundPoint& point : points) worst = std::max(worst, point.unloaded_leak);
  if (worst < too_much) return;
  findings.push_back(
      {Severity::warning, FindingCode::crosstalk,
       fmt::format("without a load one channel is heard on the other at {:.0f} dB: crossfeed or "
                   "another effect of the player; switch it off",
                   20.0 * std::log10(worst))});
}

/// What the states' loads leave open.
struct StateErrors {
  double contacts_ohm = 0.0;  ///< standard uncertainty of the contacts, as it reaches Rg
  double scale = 0.0;         ///< of the loads' values, relative
};

bool differ_in_sign(const std::vector<GroundPoint>& points) {
  const auto count = std::count_if(points.begin(), points.end(),
                                   [](const GroundPoint& point) { return point.channels_differ_in_sign; });
  return 2 * static_cast<std::size_t>(count) > points.size();
}

/// A ground below zero beyond its interval. Where the channels' signals differ in sign it tells who inverts:
/// behind an input that does the ground comes out above zero, behind a player that does below it.
void judge_sign(GroundEstimate& estimate, bool opposite) {
  Uncertain& ground = estimate.ground.resistance_ohm;
  const double u95 = coverage_factor * ground.standard_uncertainty;
  if (ground.value >= -u95) return;
  if (opposite) {
    ground.value = -ground.value;
    estimate.inductance_h = -estimate.inductance_h;
    estimate.inverted = true;
    estimate.findings.push_back(
        {Severity::note, FindingCode::input_mismatch,
         "one of the player's channels is inverted: both play the same sound with opposite sign; the shared "
         "ground allows for it, headphones play such a sound out of phase"});
    return;
  }
  estimate.findings.push_back(
      {Severity::warning, FindingCode::crosstalk,
       fmt::format("the shared ground comes out below zero, -{} ± {}, which no resistance is: the silent "
                   "channel hears the loaded one on another path; check that unloaded and loaded takes have "
                   "their own names, and switch the player's effects off",
                   format_ohms(-ground.value), format_ohms(u95))});
}

void add_strays(Findings& findings, double odd, double ohm) {
  constexpr double of_no_interest_ohm = 0.003;
  if (odd <= std::max(of_no_interest_ohm, 0.25 * std::abs(ohm))) return;
  findings.push_back(
      {Severity::warning, FindingCode::crosstalk,
       fmt::format("what the silent channel hears of the loaded one is no resistance of the ground: it "
                   "strays by {} from {} over the band; look for other paths between the channels",
                   format_ohms(odd), format_ohms(std::abs(ohm)))});
}

GroundEstimate estimate_from(const std::vector<GroundPoint>& points, const Load& load,
                             const StateErrors& errors, double balance_u) {
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
  const double scale_u = std::hypot(balance_u, errors.scale) * std::abs(mean.value);
  const double shape_u = std::hypot(crosstalk.value, odd) / std::sqrt(3.0);
  estimate.ground.resistance_ohm = {
      mean.value, std::hypot(std::hypot(mean.u, scale_u), std::hypot(errors.contacts_ohm, shape_u))};
  const double g = conductance_of(load);
  estimate.ground.load_ohm = 1.0 / g;
  estimate.ground.crosstalk_db = 20.0 * std::log10(std::max(1e-9, std::abs(mean.value) * g));
  add_crosstalk(estimate.findings, points);
  add_strays(estimate.findings, odd, mean.value);
  judge_sign(estimate, differ_in_sign(points));
  return estimate;
}

double of_contacts(double contact_ohm, int connections) {
  return contact_ohm / std::sqrt(std::max(1.0, static_cast<double>(connections)));
}

/// A line through two conductances carries an error at either one times that conductance over their
/// distance.
StateErrors errors_between(const LoadedGround& less, const LoadedGround& more, double contact_ohm) {
  const double g_less = conductance_of(less.load);
  const double g_more = conductance_of(more.load);
  const auto carried = [&](double at_less, double at_more) {
    return std::hypot(g_less * at_less, g_more * at_more) / (g_more - g_less);
  };
  return {carried(of_contacts(contact_ohm, less.connections), of_contacts(contact_ohm, more.connections)),
          carried(relative_u(less.load, middle_of(less.load)), relative_u(more.load, middle_of(more.load)))};
}

void check_loads(const LoadedGround& one, const LoadedGround& other) {
  for (const LoadedGround* each : {&one, &other}) {
    if (each->takes.empty()) {
      throw rejection(fmt::format("there is no take of the player with the load '{}'", each->load.name));
    }
    check_load(each->load);
  }
  if (!too_alike(one.load, other.load)) return;
  throw rejection(fmt::format(
      "the loads '{}' and '{}' are too much alike to tell the shared ground; add an unloaded take",
      one.load.name, other.load.name));
}

}  // namespace

bool too_alike(const Load& one, const Load& other) {
  constexpr double alike = 0.05;
  return std::abs(std::log(conductance_of(one) / conductance_of(other))) <= alike;
}

GroundEstimate shared_ground(const std::vector<GroundState>& unloaded, const std::vector<GroundState>& loaded,
                             const Load& load, const GroundOptions& options) {
  check_states(unloaded, loaded, load);
  return estimate_from(
      points_of(unloaded, loaded, load), load,
      {of_contacts(options.contact_ohm, options.connections), relative_u(load, middle_of(load))},
      options.balance_u);
}

GroundEstimate shared_ground(const LoadedGround& one, const LoadedGround& other,
                             const GroundOptions& options) {
  check_loads(one, other);
  const bool in_order = conductance_of(one.load) < conductance_of(other.load);
  const LoadedGround& less = in_order ? one : other;
  const LoadedGround& more = in_order ? other : one;
  return estimate_from(points_between(less, more), more.load, errors_between(less, more, options.contact_ohm),
                       options.balance_u);
}

double stated_crosstalk_db(const SharedGround& ground) {
  if (!is_upper_bound(ground.resistance_ohm) || !(ground.load_ohm > 0.0)) return ground.crosstalk_db;
  return 20.0 * std::log10(upper_bound(ground.resistance_ohm) / ground.load_ohm);
}

}  // namespace ohmsweep
