#include "formats/json/traits_json.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "ohmsweep/measurement/player_output.h"
#include "ohmsweep/measurement/shared_ground.h"

namespace ohmsweep {

namespace {

using Json = nlohmann::ordered_json;

void add(Json& object, const std::string& stem, const std::string& unit,
         const std::optional<Uncertain>& value) {
  object[stem + unit] = value ? Json(value->value) : Json(nullptr);
  object[stem + "_u95" + unit] = value ? Json(coverage_factor * value->standard_uncertainty) : Json(nullptr);
}

/// A quantity that cannot be negative: the estimate, and its bound where that is all that is known.
void add_resistance(Json& object, const Uncertain& ohm) {
  add(object, "resistance", "_ohm", ohm);
  object["resistance_upper_bound"] = is_upper_bound(ohm);
  object["resistance_bound_ohm"] = is_upper_bound(ohm) ? Json(upper_bound(ohm)) : Json(nullptr);
}

void add_impedance(Json& object, const std::string& stem, const ImpedancePoint& point) {
  const double ohm = std::abs(point.impedance_ohm);
  const double u95 = magnitude_u95(point.impedance_ohm, point.covariance);
  object[stem + "_impedance_ohm"] = point.upper_bound ? ohm + u95 : ohm;
  object[stem + "_impedance_u95_ohm"] = u95;
  object[stem + "_upper_bound"] = point.upper_bound;
}

std::size_t point_at_1khz(const FrequencyGrid& grid) {
  const std::vector<double>& hz = grid.hz();
  const auto octaves_away = [](double each) { return std::abs(std::log2(each / 1e3)); };
  return static_cast<std::size_t>(std::ranges::min_element(hz, {}, octaves_away) - hz.begin());
}

Json model_json(const std::optional<OutputModel>& model) {
  if (!model) return nullptr;
  Json object;
  add_resistance(object, model->resistance_ohm);
  add(object, "inductance", "_h", model->inductance_h);
  add(object, "capacitance", "_f", model->capacitance_f);
  return object;
}

Json ground_json(const std::optional<SharedGround>& ground, const ImpedanceCurve& curve) {
  if (!ground) return nullptr;
  const bool bound = is_upper_bound(ground->resistance_ohm);
  Json object;
  add_resistance(object, ground->resistance_ohm);
  object["crosstalk_db"] = ground->crosstalk_db;
  object["crosstalk_upper_bound"] = bound;
  object["crosstalk_bound_db"] = bound ? Json(stated_crosstalk_db(*ground)) : Json(nullptr);
  object["load_ohm"] = ground->load_ohm;
  if (curve.grid.empty()) return object;
  const std::size_t point = point_at_1khz(curve.grid);
  const GroundBranches branches = ground_branches(curve, *ground, point);
  object["branches_hz"] = curve.grid[point];
  add_impedance(object, "tip_branch", branches.tip);
  add_impedance(object, "both_channels", branches.both);
  return object;
}

Json leg_json(const ImpedanceCurve& leg) {
  Json points = Json::array();
  for (std::size_t i = 0; i < leg.grid.size(); ++i) {
    const Complex z = leg.impedance_ohm[i];
    const bool bound = is_upper_bound(leg, i);
    points.push_back({{"frequency_hz", leg.grid[i]},
                      {"resistance_ohm", z.real()},
                      {"reactance_ohm", z.imag()},
                      {"impedance_u95_ohm", magnitude_u95(z, leg.covariance[i])},
                      {"impedance_ohm", bound ? upper_bound_ohm(leg, i) : std::abs(z)},
                      {"upper_bound", bound},
                      {"covariance_ohm2",
                       {{"re_re", leg.covariance[i].re_re},
                        {"re_im", leg.covariance[i].re_im},
                        {"im_im", leg.covariance[i].im_im}}}});
  }
  return points;
}

Json legs_json(const std::optional<BalancedLegs>& legs) {
  if (!legs) return nullptr;
  return {{"hot", leg_json(legs->hot)}, {"cold", leg_json(legs->cold)}};
}

}  // namespace

Json traits_json(const OutputTraits& traits, const ImpedanceCurve& curve) {
  Json object;
  object["contact"] = {{"floor_ohm", traits.contact.ohm},
                       {"estimated", traits.contact.estimated},
                       {"connections", traits.contact.connections}};
  object["drift_per_take"] = traits.drift.per_take;
  object["drift_per_take_u95"] = traits.drift.u95;
  object["model"] = model_json(traits.model);
  object["shared_ground"] = ground_json(traits.ground, curve);
  add(object, "clock_offset", "_ppm", traits.clock_offset_ppm);
  object["legs"] = legs_json(traits.legs);
  return object;
}

}  // namespace ohmsweep
