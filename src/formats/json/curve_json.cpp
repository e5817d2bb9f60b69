#include "ohmsweep/formats/curve_json.h"

#include <nlohmann/json.hpp>

#include "formats/json/traits_json.h"

namespace ohmsweep {

namespace {

using Json = nlohmann::ordered_json;

Json covariance_json(const Covariance& covariance) {
  return {{"re_re", covariance.re_re}, {"re_im", covariance.re_im}, {"im_im", covariance.im_im}};
}

Json point_json(const ImpedanceCurve& curve, std::size_t i) {
  const Complex z = curve.impedance_ohm[i];
  Json point = {{"frequency_hz", curve.grid[i]},
                {"impedance_ohm", is_upper_bound(curve, i) ? upper_bound_ohm(curve, i) : std::abs(z)},
                {"phase_deg", phase_deg(z)},
                {"resistance_ohm", z.real()},
                {"reactance_ohm", z.imag()},
                {"impedance_u95_ohm", nullptr},
                {"phase_u95_deg", nullptr},
                {"snr_db", i < curve.snr_db.size() ? Json(curve.snr_db[i]) : Json(nullptr)}};
  if (has_uncertainty(curve) && i < curve.covariance.size()) {
    point["impedance_u95_ohm"] = magnitude_u95(z, curve.covariance[i]);
    point["phase_u95_deg"] = phase_u95_deg(z, curve.covariance[i]);
    point["covariance_ohm2"] = covariance_json(curve.covariance[i]);
  }
  if (i < curve.common.size()) point["common_covariance_ohm2"] = covariance_json(curve.common[i]);
  return point;
}

Json findings_json(const Findings& findings) {
  Json list = Json::array();
  for (const Finding& finding : findings) {
    list.push_back({{"severity", to_string(finding.severity)},
                    {"code", to_string(finding.code)},
                    {"detail", finding.detail}});
  }
  return list;
}

void add_text(Json& object, const char* key, const std::string& text) {
  if (!text.empty()) object[key] = text;
}

Json provenance_json(const CurveDocument& document) {
  Json takes = Json::array();
  for (const DocumentTake& take : document.takes) {
    takes.push_back({{"state", take.state}, {"name", take.name}, {"sha256", take.sha256}});
  }
  Json provenance = {{"takes", takes}};
  add_text(provenance, "stimulus", document.stimulus);
  add_text(provenance, "stimulus_sha256", document.stimulus_sha256);
  add_text(provenance, "device", document.device);
  add_text(provenance, "rig", document.rig);
  add_text(provenance, "calibration", document.calibration);
  add_text(provenance, "software", document.software);
  add_text(provenance, "recorded_at", document.recorded_at);
  add_text(provenance, "kit", document.kit);
  add_text(provenance, "request", document.request);
  add_text(provenance, "mounting", document.mounting);
  add_text(provenance, "imported_from", document.imported_from);
  if (document.temperature_c) provenance["temperature_c"] = *document.temperature_c;
  return provenance;
}

}  // namespace

std::string curve_json(const CurveDocument& document) {
  Json points = Json::array();
  for (std::size_t i = 0; i < document.curve.grid.size(); ++i) {
    points.push_back(point_json(document.curve, i));
    if (document.kind == "amplifier") points.back()["upper_bound"] = is_upper_bound(document.curve, i);
  }
  Json json = {{document.kind, document.name},
               {document.kind == "amplifier" ? "output" : "channel", document.part},
               {"version", document.version},
               {"calibrated", document.curve.calibrated},
               {"findings", findings_json(document.curve.findings)},
               {"provenance", provenance_json(document)},
               {"points", points}};
  if (document.kind == "amplifier") json.update(traits_json(document.traits, document.curve));
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace ohmsweep
