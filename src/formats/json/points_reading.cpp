#include "formats/json/points_reading.h"

#include <fmt/format.h>

#include <limits>

#include "ohmsweep/formats/impedance_file.h"

namespace ohmsweep {

namespace {

Covariance covariance_in(const JsonPlace& place) {
  const Covariance covariance{place.at("re_re").number(), place.at("re_im").number(),
                              place.at("im_im").number()};
  if (covariance.re_re < 0.0 || covariance.im_im < 0.0) throw place.fault("has a variance below zero");
  return covariance;
}

void check_complete(const JsonPlace& points, std::size_t has, std::size_t all, const char* key) {
  if (has != 0 && has != all) throw points.fault(fmt::format("has '{}' on some points only", key));
}

FrequencyGrid grid_in(const JsonPlace& points, const std::vector<JsonPlace>& each) {
  if (each.size() < 2) throw points.fault("has fewer than two points");
  if (each.size() > most_impedance_rows) {
    throw points.fault(fmt::format("has more than {} points; export fewer", most_impedance_rows));
  }
  std::vector<double> hz;
  hz.reserve(each.size());
  double before = 0.0;
  for (const JsonPlace& point : each) {
    hz.push_back(point.at("frequency_hz").number());
    if (hz.back() <= before)
      throw point.at("frequency_hz").fault("is not above zero and the frequency before it");
    before = hz.back();
  }
  return FrequencyGrid(std::move(hz));
}

/// "resistance", "_ohm": resistance_ohm and resistance_u95_ohm.
std::optional<Uncertain> quantity(const JsonPlace& object, const std::string& stem, const std::string& unit) {
  const std::optional<JsonPlace> value = object.find(stem + unit);
  if (!value) return std::nullopt;
  return Uncertain{value->number(), object.number_or(stem + "_u95" + unit, 0.0) / coverage_factor};
}

std::optional<OutputModel> model_in(const JsonPlace& curve) {
  const std::optional<JsonPlace> model = curve.find("model");
  if (!model) return std::nullopt;
  return OutputModel{quantity(*model, "resistance", "_ohm").value_or(Uncertain{}),
                     quantity(*model, "inductance", "_h"), quantity(*model, "capacitance", "_f")};
}

std::optional<SharedGround> ground_in(const JsonPlace& curve) {
  const std::optional<JsonPlace> ground = curve.find("shared_ground");
  if (!ground) return std::nullopt;
  return SharedGround{quantity(*ground, "resistance", "_ohm").value_or(Uncertain{}),
                      ground->at("crosstalk_db").number(), ground->at("load_ohm").number()};
}

/// A leg without its covariance says too little to be kept: files of before it was written have none.
std::optional<BalancedLegs> legs_in(const JsonPlace& curve) {
  const std::optional<JsonPlace> legs = curve.find("legs");
  if (!legs) return std::nullopt;
  BalancedLegs both{points_in(legs->at("hot")), points_in(legs->at("cold"))};
  if (both.hot.covariance.empty() || both.cold.covariance.empty()) return std::nullopt;
  return both;
}

}  // namespace

ImpedanceCurve points_in(const JsonPlace& points) {
  const std::vector<JsonPlace> each = points.elements();
  ImpedanceCurve curve;
  curve.grid = grid_in(points, each);
  curve.impedance_ohm.reserve(each.size());
  std::vector<double> snr_db;
  bool has_snr = false;
  for (const JsonPlace& point : each) {
    curve.impedance_ohm.emplace_back(point.at("resistance_ohm").number(), point.at("reactance_ohm").number());
    if (const auto covariance = point.find("covariance_ohm2"))
      curve.covariance.push_back(covariance_in(*covariance));
    if (const auto common = point.find("common_covariance_ohm2"))
      curve.common.push_back(covariance_in(*common));
    if (const auto bound = point.find("upper_bound")) curve.upper_bound.push_back(bound->truth());
    const std::optional<JsonPlace> snr = point.find("snr_db");
    snr_db.push_back(snr ? snr->number() : std::numeric_limits<double>::quiet_NaN());
    has_snr = has_snr || snr.has_value();
  }
  check_complete(points, curve.covariance.size(), each.size(), "covariance_ohm2");
  check_complete(points, curve.common.size(), each.size(), "common_covariance_ohm2");
  check_complete(points, curve.upper_bound.size(), each.size(), "upper_bound");
  if (has_snr) curve.snr_db = std::move(snr_db);
  return curve;
}

OutputTraits traits_in(const JsonPlace& curve) {
  OutputTraits traits;
  if (const std::optional<JsonPlace> contact = curve.find("contact")) {
    traits.contact = {contact->at("floor_ohm").number(), contact->at("estimated").truth(),
                      contact->at("connections").count()};
  }
  traits.drift = {curve.number_or("drift_per_take", 0.0), curve.number_or("drift_per_take_u95", 0.0)};
  traits.model = model_in(curve);
  traits.ground = ground_in(curve);
  traits.clock_offset_ppm = quantity(curve, "clock_offset", "_ppm");
  traits.legs = legs_in(curve);
  return traits;
}

}  // namespace ohmsweep
