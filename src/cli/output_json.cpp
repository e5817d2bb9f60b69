#include "cli/output_json.h"

#include <optional>

#include "cli/json_text.h"

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

std::string model_json(const std::optional<OutputModel>& model) {
  if (!model) return "null";
  Members members;
  add(members, "resistance", "_ohm", model->resistance_ohm);
  add(members, "inductance", "_h", model->inductance_h);
  add(members, "capacitance", "_f", model->capacitance_f);
  return json_object(members);
}

std::string ground_json(const std::optional<SharedGround>& ground) {
  if (!ground) return "null";
  Members members;
  add(members, "resistance", "_ohm", ground->resistance_ohm);
  members.emplace_back("crosstalk_db", json_number(ground->crosstalk_db));
  members.emplace_back("load_ohm", json_number(ground->load_ohm));
  return json_object(members);
}

std::string leg_json(const ImpedanceCurve& leg) {
  std::vector<std::string> points;
  for (std::size_t i = 0; i < leg.grid.size(); ++i) {
    const Complex z = leg.impedance_ohm[i];
    points.push_back(json_object({{"frequency_hz", json_number(leg.grid[i])},
                                  {"resistance_ohm", json_number(z.real())},
                                  {"reactance_ohm", json_number(z.imag())},
                                  {"impedance_u95_ohm", json_number(magnitude_u95(z, leg.covariance[i]))}}));
  }
  return json_array(points);
}

std::string legs_json(const std::optional<BalancedLegs>& legs) {
  if (!legs) return "null";
  return json_object({{"hot", leg_json(legs->hot)}, {"cold", leg_json(legs->cold)}});
}

}  // namespace

Members traits_members(const OutputTraits& traits) {
  Members members{{"contact", contact_json(traits.contact)},
                  {"drift_per_take", json_number(traits.drift.per_take)},
                  {"drift_per_take_u95", json_number(traits.drift.u95)},
                  {"model", model_json(traits.model)},
                  {"shared_ground", ground_json(traits.ground)}};
  add(members, "clock_offset", "_ppm", traits.clock_offset_ppm);
  members.emplace_back("legs", legs_json(traits.legs));
  return members;
}

}  // namespace ohmsweep::cli
