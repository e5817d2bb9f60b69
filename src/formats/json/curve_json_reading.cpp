#include <fmt/format.h>

#include <limits>
#include <nlohmann/json.hpp>

#include "ohmsweep/core/error.h"
#include "ohmsweep/core/name.h"
#include "ohmsweep/formats/impedance_file.h"

namespace ohmsweep {

namespace {

using Json = nlohmann::json;

/// A number, or NaN for the null that stands for one.
double number_in(const Json& object, const char* key) {
  const Json& value = object.at(key);
  return value.is_null() ? std::numeric_limits<double>::quiet_NaN() : value.get<double>();
}

Covariance covariance_in(const Json& object) {
  return {number_in(object, "re_re"), number_in(object, "re_im"), number_in(object, "im_im")};
}

void read_point(const Json& point, std::vector<double>& hz, ImpedanceCurve& curve) {
  hz.push_back(number_in(point, "frequency_hz"));
  curve.impedance_ohm.emplace_back(number_in(point, "resistance_ohm"), number_in(point, "reactance_ohm"));
  const bool stated = point.contains("covariance_ohm2");
  curve.covariance.push_back(stated ? covariance_in(point.at("covariance_ohm2")) : Covariance{});
  if (point.contains("common_covariance_ohm2")) {
    curve.common.push_back(covariance_in(point.at("common_covariance_ohm2")));
  }
  curve.snr_db.push_back(number_in(point, "snr_db"));
  if (point.contains("upper_bound")) curve.upper_bound.push_back(point.at("upper_bound").get<bool>());
}

Findings findings_in(const Json& json) {
  Findings findings;
  for (const Json& finding : json.at("findings")) {
    findings.push_back({severity_from(finding.at("severity").get<std::string>()),
                        finding_code_from(finding.at("code").get<std::string>()),
                        finding.at("detail").get<std::string>()});
  }
  return findings;
}

ImpedanceCurve curve_in(const Json& json) {
  ImpedanceCurve curve;
  std::vector<double> hz;
  for (const Json& point : json.at("points")) {
    if (hz.size() == most_impedance_rows) throw failure("it has too many points");
    read_point(point, hz, curve);
  }
  for (const std::size_t listed : {curve.common.size(), curve.upper_bound.size()}) {
    if (listed != 0 && listed != hz.size()) throw failure("some points lack what others have");
  }
  for (const Complex& impedance : curve.impedance_ohm) {
    if (!std::isfinite(impedance.real()) || !std::isfinite(impedance.imag())) {
      throw failure("an impedance is no finite number");
    }
  }
  if (hz.size() < 2) throw failure("a curve has at least two points");
  curve.grid = FrequencyGrid(std::move(hz));
  curve.calibrated = json.value("calibrated", false);
  curve.findings = findings_in(json);
  return curve;
}

std::optional<Uncertain> uncertain_in(const Json& object, const std::string& stem, const std::string& unit) {
  const std::string key = stem + unit;
  if (!object.contains(key) || object.at(key).is_null()) return std::nullopt;
  return Uncertain{object.at(key).get<double>(), number_in(object, (stem + "_u95" + unit).c_str()) / coverage_factor};
}

/// Legs and the shared ground are stated for people, without what computing with them needs.
OutputTraits traits_in(const Json& json) {
  OutputTraits traits;
  if (json.contains("contact")) {
    const Json& contact = json.at("contact");
    traits.contact = {number_in(contact, "floor_ohm"), contact.at("estimated").get<bool>(),
                      contact.at("connections").get<int>()};
  }
  if (json.contains("drift_per_take")) {
    traits.drift = {number_in(json, "drift_per_take"), number_in(json, "drift_per_take_u95")};
  }
  if (json.contains("model") && json.at("model").is_object()) {
    const Json& model = json.at("model");
    const std::optional<Uncertain> resistance = uncertain_in(model, "resistance", "_ohm");
    if (resistance) {
      traits.model = OutputModel{*resistance, uncertain_in(model, "inductance", "_h"),
                                 uncertain_in(model, "capacitance", "_f")};
    }
  }
  traits.clock_offset_ppm = uncertain_in(json, "clock_offset", "_ppm");
  return traits;
}

void read_provenance(const Json& json, CurveDocument& document) {
  if (!json.contains("provenance")) return;
  const Json& provenance = json.at("provenance");
  const auto text = [&](const char* key) { return provenance.value(key, std::string()); };
  document.stimulus = text("stimulus");
  document.stimulus_sha256 = text("stimulus_sha256");
  document.device = text("device");
  document.rig = text("rig");
  document.calibration = text("calibration");
  document.software = text("software");
  document.recorded_at = text("recorded_at");
  for (const Json& take : provenance.value("takes", Json::array())) {
    document.takes.push_back({take.at("state").get<std::string>(), take.at("name").get<std::string>(),
                              take.at("sha256").get<std::string>()});
  }
}

CurveDocument document_in(const Json& json) {
  CurveDocument document;
  document.kind = json.contains("amplifier") ? "amplifier" : "headphone";
  const bool amplifier = document.kind == "amplifier";
  document.name = json.at(document.kind).get<std::string>();
  document.part = json.at(amplifier ? "output" : "channel").get<std::string>();
  document.version = json.value("version", 1);
  document.curve = curve_in(json);
  read_provenance(json, document);
  if (amplifier) document.traits = traits_in(json);
  return document;
}

}  // namespace

CurveDocument parse_curve_json(const std::string& text, const std::string& file_name) {
  try {
    return document_in(Json::parse(text));
  } catch (const Json::exception& problem) {
    throw failure(fmt::format("{} is no curve that 'ohmsweep export --format json' wrote: {}", shown(file_name),
                              shown(problem.what())));
  } catch (const Error& problem) {
    throw failure(fmt::format("{} is no curve that 'ohmsweep export --format json' wrote: {}", shown(file_name),
                              shown(problem.what())));
  }
}

}  // namespace ohmsweep
