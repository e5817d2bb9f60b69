#include "measurement/balanced_legs.h"

#include <cmath>
#include <utility>

namespace ohmsweep {

namespace {

/// One take at one frequency.
struct Pair {
  Complex hot;
  Complex cold;
  double hot_noise = 0.0;
  double cold_noise = 0.0;
  Complex inverse;  ///< y = 1/V_d
  Complex share;    ///< w = V_hot/V_d
};

/// An impedance at one frequency and how it moves with each take's difference V_d and with V_hot beside it.
struct Part {
  Complex value;
  Complex drift_share;  ///< of what drift and delay do to the difference
  std::vector<Complex> by_difference;
  std::vector<Complex> by_hot;
};

struct Point {
  std::vector<Pair> takes;
  Complex g;
  double scatter = 1.0;  ///< by which the takes scatter more than they state, variance
};

Point point_at(const OutputSolution& solution, const std::vector<ContactVoltages>& voltages,
               const InputRatio& g, std::size_t f, std::size_t source) {
  Point point;
  point.g = g.value[source];
  for (std::size_t t = 0; t < voltages.size(); ++t) {
    const ContactVoltages& v = voltages[t];
    const Complex difference = v.hot[source] - v.cold[source] / point.g;
    const Complex y = solution.states.points[f][t].inverse_ratio;
    // A gain step that was taken out of y scales both voltages alike.
    const double scale = std::abs(1.0 / (y * difference));
    point.takes.push_back({scale * v.hot[source], scale * v.cold[source], scale * scale * v.hot_noise[source],
                           scale * scale * v.cold_noise[source], y, scale * v.hot[source] * y});
  }
  double stated = 0.0;
  for (std::size_t t = 0; t < voltages.size(); ++t) {
    const StatePoint& take = solution.states.points[f][t];
    stated += std::norm(solution.points[f].gains[t]) * (take.noise + std::norm(take.bias));
  }
  if (stated > 0.0) point.scatter = std::max(1.0, solution.alone[f].total() / stated);
  return point;
}

/// Z' of both legs: the line through the hot share w = e + G (e Zd - Zh).
std::pair<Part, Part> legs_at(const OutputSolution& solution, const Point& point, std::size_t f) {
  const SolvedPoint& solved = solution.points[f];
  const ConductanceFit fit = fit_at(solution.states, f);
  std::vector<Complex> shares;
  for (const Pair& take : point.takes) shares.push_back(take.share);
  const ConductanceFit::Line line = fit.line(shares);
  const Complex e = line.intercept;
  Part hot{e * solved.impedance - line.slope, e, {}, {}};
  Part cold{solved.impedance - hot.value, 1.0 - e, {}, {}};
  for (std::size_t t = 0; t < point.takes.size(); ++t) {
    const Pair& take = point.takes[t];
    const Complex by_share = solved.impedance * fit.gains()[t].intercept - fit.gains()[t].slope;
    const Complex by_inverse = -solved.gains[t] * take.inverse * take.inverse;  // of Zd, through y
    const Complex difference = e * by_inverse - by_share * take.share * take.inverse;
    hot.by_difference.push_back(difference);
    hot.by_hot.push_back(by_share * take.inverse);
    cold.by_difference.push_back(by_inverse - difference);
    cold.by_hot.push_back(-by_share * take.inverse);
  }
  return {std::move(hot), std::move(cold)};
}

/// Noise of the takes and what is known of g.
Covariance own_covariance(const Point& point, const Part& part, const InputRatio& g, std::size_t source) {
  Covariance sum;
  Complex by_g;
  for (std::size_t t = 0; t < point.takes.size(); ++t) {
    const Pair& take = point.takes[t];
    sum = sum + Covariance::circular(point.scatter *
                                     (std::norm(part.by_difference[t] + part.by_hot[t]) * take.hot_noise +
                                      std::norm(part.by_difference[t] / point.g) * take.cold_noise));
    by_g += part.by_difference[t] * take.cold / (point.g * point.g);
  }
  return sum + Covariance::circular(std::norm(by_g) * g.noise[source]) +
         Covariance::from_influence(by_g * point.g * g.gain_deviation[source]) +
         Covariance::from_influence(by_g * point.g * Complex(0.0, g.phase_deviation[source]));
}

bool is_contact(const SharedEffect& effect) {
  return effect.kind == EffectKind::contact || effect.kind == EffectKind::replugging;
}

bool is_load(const SharedEffect& effect) {
  return effect.kind == EffectKind::load_resistance || effect.kind == EffectKind::load_inductance;
}

/// What the effects on the difference do to a part of it: drift its share of the voltage, a load in
/// proportion, contacts half. What the two contacts do against one another the difference does not show: it
/// keeps its prior.
Covariance effect_covariance(const OutputSolution& solution, const Part& part, std::size_t f, bool whole) {
  const EffectEstimate& estimate = solution.estimate;
  const Complex proportion = part.value / solution.points[f].impedance;
  std::vector<Complex> moved;
  Covariance sum;
  for (std::size_t k = 0; k < estimate.effects.size(); ++k) {
    const SharedEffect& effect = estimate.effects[k];
    Complex influence = solution.influences[k][f];
    if (whole) {
      moved.push_back(influence);
      continue;
    }
    if (is_contact(effect)) {
      influence *= 0.5;
      const bool pulled = effect.kind == EffectKind::replugging;
      if (!pulled) sum = sum + Covariance::from_influence(influence * estimate.contact.ohm);
    } else {
      influence *= is_load(effect) ? proportion : part.drift_share;
    }
    moved.push_back(influence);
  }
  for (std::size_t k = 0; k < moved.size(); ++k) {
    for (std::size_t l = 0; l < moved.size(); ++l) {
      const double s = estimate.posterior.covariance(k, l);
      sum.re_re += s * moved[k].real() * moved[l].real();
      sum.re_im += s * moved[k].real() * moved[l].imag();
      sum.im_im += s * moved[k].imag() * moved[l].imag();
    }
  }
  return sum;
}

/// Z = Z'/(1 - Z' Y) behind an input of admittance Y, and ∂Z/∂Y = Z².
struct Behind {
  Complex value;
  Covariance covariance;
};
Behind behind_input(Complex seen, const InputAdmittance& input) {
  const Complex z = seen / (1.0 - seen * input.value);
  return {z, Covariance::from_influence(z * z * input.conductance_deviation) +
                 Covariance::from_influence(z * z * Complex(0.0, input.susceptance_deviation))};
}

void add_point(ImpedanceCurve& curve, Complex z, const Covariance& covariance) {
  curve.impedance_ohm.push_back(z);
  curve.covariance.push_back(covariance);
  curve.common.emplace_back();
  curve.upper_bound.push_back(std::abs(z) < magnitude_u95(z, covariance));
}

}  // namespace

LegCurves leg_curves(const OutputSolution& solution, const std::vector<ContactVoltages>& voltages,
                     const FrequencyGrid& grid, const InputRatio& g, const BalancedRig& rig) {
  LegCurves legs;
  for (ImpedanceCurve* curve : {&legs.hot, &legs.cold, &legs.differential}) {
    curve->grid = solution.states.grid;
    curve->snr_db = solution.states.snr_db;
    curve->calibrated = true;
  }
  for (std::size_t f = 0; f < solution.states.grid.size(); ++f) {
    const double hz = solution.states.grid[f];
    const std::size_t source = grid.find(hz).value();
    const Point point = point_at(solution, voltages, g, f, source);
    const auto [hot, cold] = legs_at(solution, point, f);
    Part both{hot.value + cold.value, 1.0, hot.by_difference, hot.by_hot};
    for (std::size_t t = 0; t < point.takes.size(); ++t) {
      both.by_difference[t] += cold.by_difference[t];
      both.by_hot[t] += cold.by_hot[t];
    }
    const Behind at_hot =
        behind_input(hot.value, input_admittance(rig.hot_input_ohm, rig.hot_input_farad, hz));
    const Behind at_cold =
        behind_input(cold.value, input_admittance(rig.cold_input_ohm, rig.cold_input_farad, hz));
    add_point(legs.hot, at_hot.value,
              own_covariance(point, hot, g, source) + effect_covariance(solution, hot, f, false) +
                  at_hot.covariance);
    add_point(legs.cold, at_cold.value,
              own_covariance(point, cold, g, source) + effect_covariance(solution, cold, f, false) +
                  at_cold.covariance);
    add_point(legs.differential, at_hot.value + at_cold.value,
              own_covariance(point, both, g, source) + effect_covariance(solution, both, f, true) +
                  at_hot.covariance + at_cold.covariance);
  }
  return legs;
}

}  // namespace ohmsweep
