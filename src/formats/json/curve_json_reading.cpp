#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "formats/json/json_place.h"
#include "formats/json/points_reading.h"
#include "ohmsweep/core/error.h"
#include "ohmsweep/core/name.h"
#include "ohmsweep/formats/impedance_file.h"

namespace ohmsweep {

namespace {

using Json = nlohmann::json;

/// A point has some 36 keys, values, begins and ends: this is more than 64 MiB of them.
constexpr std::size_t most_events = 8'000'000;
constexpr int deepest = 16;

/// Keeps what a hostile file can make of memory to that of the largest curve.
Json parsed(const std::string& text) {
  std::size_t events = 0;
  return Json::parse(text, [&](int depth, Json::parse_event_t, const Json&) {
    if (depth > deepest) throw failure("it is nested too deeply");
    if (++events > most_events) throw failure("it holds more than a curve does");
    return true;
  });
}

Findings findings_in(const JsonPlace& curve) {
  Findings findings;
  const std::optional<JsonPlace> list = curve.find("findings");
  if (!list) return findings;
  for (const JsonPlace& each : list->elements()) {
    findings.push_back({severity_from(each.at("severity").text()), finding_code_from(each.at("code").text()),
                        each.at("detail").line()});
  }
  return findings;
}

ImpedanceCurve curve_in(const JsonPlace& json) {
  ImpedanceCurve curve = points_in(json.at("points"));
  const std::optional<JsonPlace> calibrated = json.find("calibrated");
  curve.calibrated = calibrated && calibrated->truth();
  curve.findings = findings_in(json);
  if (!curve.covariance.empty()) return curve;
  curve.covariance.assign(curve.grid.size(), Covariance{});
  if (has_uncertainty(curve)) {
    curve.findings.push_back({Severity::warning, FindingCode::uncertainty_unknown,
                              "nothing is known of its uncertainty: its values count as exact"});
  }
  return curve;
}

std::string time_in(const JsonPlace& origin) {
  std::string time = origin.line_or_empty("recorded_at");
  constexpr std::size_t longest = 40;
  if (time.size() > longest || time.find_first_not_of("0123456789-:.+TZ") != std::string::npos) {
    throw origin.at("recorded_at").fault("is no time like 2026-01-31T12:00:00Z");
  }
  return time;
}

void read_provenance(const JsonPlace& json, CurveDocument& document) {
  const std::optional<JsonPlace> origin = json.find("provenance");
  if (!origin) return;
  if (const std::optional<JsonPlace> takes = origin->find("takes")) {
    for (const JsonPlace& take : takes->elements()) {
      document.takes.push_back({take.at("state").line(), take.at("name").text(), take.at("sha256").line()});
    }
  }
  document.stimulus = origin->text_or_empty("stimulus");
  document.stimulus_sha256 = origin->line_or_empty("stimulus_sha256");
  document.device = origin->text_or_empty("device");
  document.rig = origin->text_or_empty("rig");
  document.calibration = origin->line_or_empty("calibration");
  document.software = origin->line_or_empty("software");
  document.recorded_at = time_in(*origin);
  document.kit = origin->text_or_empty("kit");
  document.request = origin->text_or_empty("request");
  document.mounting = origin->line_or_empty("mounting");
  document.imported_from = origin->text_or_empty("imported_from");
  if (const auto temperature = origin->find("temperature_c")) document.temperature_c = temperature->number();
}

CurveDocument document_in(const JsonPlace& json) {
  CurveDocument document;
  document.kind = json.find("amplifier") ? "amplifier" : "headphone";
  const bool amplifier = document.kind == "amplifier";
  document.name = json.at(document.kind).text();
  document.part = json.at(amplifier ? "output" : "channel").text();
  if (const std::optional<JsonPlace> version = json.find("version")) document.version = version->count();
  document.curve = curve_in(json);
  read_provenance(json, document);
  if (amplifier) document.traits = traits_in(json);
  return document;
}

Error is_no_export(const std::string& file_name, const std::string& reason) {
  return failure(fmt::format("{} is no curve that 'ohmsweep export --format json' wrote: {}",
                             shown(file_name), shown(reason)));
}

}  // namespace

CurveDocument parse_curve_json(const std::string& text, const std::string& file_name) {
  try {
    const Json json = parsed(text);
    return document_in(JsonPlace(json, ""));
  } catch (const Json::parse_error& problem) {
    const auto end = std::min(problem.byte, text.size());
    const auto line = 1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(end), '\n');
    throw is_no_export(file_name, fmt::format("line {} is no JSON, so it is cut short or was edited", line));
  } catch (const Json::exception&) {
    throw is_no_export(file_name, "it holds a number or a text that cannot be read");
  } catch (const Error& problem) {
    throw is_no_export(file_name, problem.what());
  }
}

}  // namespace ohmsweep
