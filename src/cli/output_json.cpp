#include "cli/output_json.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "cli/json_text.h"
#include "ohmsweep/measurement/player_output.h"
#include "ohmsweep/measurement/shared_ground.h"

namespace ohmsweep::cli {
namespace {

using Members = std::vector<std::pair<std::string, std::string>>;

/// "NAME": value, "NAME_u95": its 95 % interval.
void add(Members& members, const std::string& stem, const std::string& unit,
         const std::optional<Uncertain>& value) {
  members.emplace_back(stem + unit, value ? json_number(value->value) : "null");
  members.emplace_back(stem + "_u95" + unit,
                       value ? json_number(coverage_factor * value->standard_uncertainty) : "null");
}

std::string contact_json(const ContactFloor& contact) {
  return json_object({{"floor_ohm", json_number(contact.ohm)},
                      {"estimated", json_bool(contact.estimated)},
                      {"connections", json_number(contact.connections)}});
}

/// A quantity that cannot be negative: the estimate as ever, and the bound beside it where that is all that
/// is known.
void add_bounded(Members& members, const std::string& stem, const std::string& unit, const Uncertain& value) {
  add(members, stem, unit, value);
  const bool bound = is_upper_bound(value);
  members.emplace_back(stem + "_upper_bound", json_bool(bound));
  members.emplace_back(stem + "_bound" + unit, bound ? json_number(upper_bound(value)) : "null");
}

/// "STEM_impedance_ohm", a bound where "STEM_upper_bound" is true, and its interval.
void add_impedance(Members& members, const std::string& stem, const ImpedancePoint& point) {
  const double u95 = magnitude_u95(point.impedance_ohm, point.covariance);
  const double ohm = std::abs(point.impedance_ohm);
  members.emplace_back(stem + "_impedance_ohm", json_number(point.upper_bound ? ohm + u95 : ohm));
  members.emplace_back(stem + "_impedance_u95_ohm", json_number(u95));
  members.emplace_back(stem + "_upper_bound", json_bool(point.upper_bound));
}

std::string model_json(const std::optional<OutputModel>& model) {
  if (!model) return "null";
  Members members;
  add_bounded(members, "resistance", "_ohm", model->resistance_ohm);
  add(members, "inductance", "_h", model->inductance_h);
  add(members, "capacitance", "_f", model->capacitance_f);
  return json_object(members);
}

std::size_t point_at_1khz(const FrequencyGrid& grid) {
  const std::vector<double>& hz = grid.hz();
  const auto octaves_away = [](double each) { return std::abs(std::log2(each / 1e3)); };
  return static_cast<std::size_t>(std::ranges::min_element(hz, {}, octaves_away) - hz.begin());
}

std::string ground_json(const std::optional<SharedGround>& ground, const ImpedanceCurve& curve) {
  if (!ground) return "null";
  Members members;
  add_bounded(members, "resistance", "_ohm", ground->resistance_ohm);
  const bool bound = is_upper_bound(ground->resistance_ohm);
  members.emplace_back("crosstalk_db", json_number(ground->crosstalk_db));
  members.emplace_back("crosstalk_upper_bound", json_bool(bound));
  members.emplace_back("crosstalk_bound_db", bound ? json_number(stated_crosstalk_db(*ground)) : "null");
  members.emplace_back("load_ohm", json_number(ground->load_ohm));
  if (curve.grid.empty()) return json_object(members);
  const std::size_t point = point_at_1khz(curve.grid);
  const GroundBranches branches = ground_branches(curve, *ground, point);
  members.emplace_back("branches_hz", json_number(curve.grid[point]));
  add_impedance(members, "tip_branch", branches.tip);
  add_impedance(members, "both_channels", branches.both);
  return json_object(members);
}

std::string leg_json(const ImpedanceCurve& leg) {
  std::vector<std::string> points;
  for (std::size_t i = 0; i < leg.grid.size(); ++i) {
    const Complex z = leg.impedance_ohm[i];
    const bool bound = is_upper_bound(leg, i);
    points.push_back(
        json_object({{"frequency_hz", json_number(leg.grid[i])},
                     {"resistance_ohm", json_number(z.real())},
                     {"reactance_ohm", json_number(z.imag())},
                     {"impedance_u95_ohm", json_number(magnitude_u95(z, leg.covariance[i]))},
                     {"impedance_ohm", json_number(bound ? upper_bound_ohm(leg, i) : std::abs(z))},
                     {"upper_bound", json_bool(bound)}}));
  }
  return json_array(points);
}

std::string legs_json(const std::optional<BalancedLegs>& legs) {
  if (!legs) return "null";
  return json_object({{"hot", leg_json(legs->hot)}, {"cold", leg_json(legs->cold)}});
}

}  // namespace

Members traits_members(const OutputTraits& traits, const ImpedanceCurve& curve) {
  Members members{{"contact", contact_json(traits.contact)},
                  {"drift_per_take", json_number(traits.drift.per_take)},
                  {"drift_per_take_u95", json_number(traits.drift.u95)},
                  {"model", model_json(traits.model)},
                  {"shared_ground", ground_json(traits.ground, curve)}};
  add(members, "clock_offset", "_ppm", traits.clock_offset_ppm);
  members.emplace_back("legs", legs_json(traits.legs));
  return members;
}

}  // namespace ohmsweep::cli
