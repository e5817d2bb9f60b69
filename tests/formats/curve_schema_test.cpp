/// docs/curve.schema.json against what curve_json writes: required keys, types and bounds, by the few words
/// of JSON Schema that the document uses.

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <limits>
#include <nlohmann/json.hpp>
#include <regex>

#include "formats/example_curve.h"
#include "ohmsweep/formats/curve_json.h"
#include "ohmsweep/formats/impedance_file.h"
#include "refusal.h"

namespace ohmsweep {
namespace {

using Json = nlohmann::json;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const Json& schema() {
  static const Json document = [] {
    std::ifstream file(std::filesystem::path(OHMSWEEP_SOURCE_DIR) / "docs/curve.schema.json");
    return Json::parse(file);
  }();
  return document;
}

bool is_of_type(const Json& value, const std::string& type) {
  if (type == "object") return value.is_object();
  if (type == "array") return value.is_array();
  if (type == "string") return value.is_string();
  if (type == "boolean") return value.is_boolean();
  if (type == "null") return value.is_null();
  if (type == "integer") return value.is_number_integer();
  return type == "number" && value.is_number();
}

class SchemaCheck {
 public:
  [[nodiscard]] std::vector<std::string> faults_of(const Json& value) {
    check(value, schema(), "");
    return faults_;
  }

 private:
  void check(const Json& value, const Json& rule, const std::string& path) {
    if (rule.contains("$ref")) {
      const auto name = rule.at("$ref").get<std::string>().substr(std::string("#/$defs/").size());
      check(value, schema().at("$defs").at(name), path);
    }
    check_type(value, rule, path);
    if (rule.contains("enum") &&
        rule.at("enum").end() == std::find(rule.at("enum").begin(), rule.at("enum").end(), value)) {
      fault(path, "is none of the values");
    }
    if (rule.contains("pattern") &&
        !std::regex_match(value.get<std::string>(), std::regex(rule.at("pattern").get<std::string>()))) {
      fault(path, "is written otherwise");
    }
    check_range(value, rule, path);
    if (value.is_object()) check_members(value, rule, path);
    if (value.is_array() && rule.contains("items")) {
      for (std::size_t i = 0; i < value.size(); ++i)
        check(value[i], rule.at("items"), fmt::format("{}[{}]", path, i));
    }
  }

  void check_type(const Json& value, const Json& rule, const std::string& path) {
    if (!rule.contains("type")) return;
    const Json types = rule.at("type").is_array() ? rule.at("type") : Json::array({rule.at("type")});
    const bool fits =
        std::any_of(types.begin(), types.end(), [&](const Json& type) { return is_of_type(value, type); });
    if (!fits) fault(path, "is of another type");
  }

  void check_range(const Json& value, const Json& rule, const std::string& path) {
    if (!value.is_number()) return;
    const double number = value;
    if (rule.contains("minimum") && number < rule.at("minimum").get<double>()) fault(path, "is too small");
    if (rule.contains("maximum") && number > rule.at("maximum").get<double>()) fault(path, "is too large");
    if (rule.contains("exclusiveMinimum") && number <= rule.at("exclusiveMinimum").get<double>()) {
      fault(path, "is too small");
    }
  }

  static bool has_all(const Json& value, const Json& required) {
    return std::all_of(required.begin(), required.end(),
                       [&](const Json& key) { return value.contains(key.get<std::string>()); });
  }

  void check_members(const Json& value, const Json& rule, const std::string& path) {
    if (rule.contains("required") && !has_all(value, rule.at("required"))) fault(path, "lacks a key");
    if (rule.contains("oneOf")) {
      const Json& kinds = rule.at("oneOf");
      const auto fitting = std::count_if(kinds.begin(), kinds.end(), [&](const Json& kind) {
        return has_all(value, kind.at("required")) && !has_all(value, kind.at("not").at("required"));
      });
      if (fitting != 1) fault(path, "is neither a headphone's nor an amplifier's");
    }
    if (!rule.contains("properties")) return;
    for (const auto& [key, of_key] : rule.at("properties").items()) {
      if (value.contains(key)) check(value.at(key), of_key, fmt::format("{}.{}", path, key));
    }
  }

  void fault(const std::string& path, const char* what) { faults_.push_back(path + " " + what); }

  std::vector<std::string> faults_;
};

std::vector<std::string> faults_of(const Json& json) { return SchemaCheck().faults_of(json); }

CurveDocument full_document(const std::string& kind) {
  CurveDocument document;
  document.kind = kind;
  document.name = "HD \"600\"";
  document.part = "left";
  document.version = 2;
  document.curve = example_curve();
  document.takes = {{"left", "a\nb.wav", "ab"}};
  document.stimulus = "sweep";
  document.stimulus_sha256 = "cd";
  document.rig = "[rig]\n";
  document.device = "bench";
  document.calibration = "desk@1";
  document.software = "ohmsweep";
  document.recorded_at = "2026-03-01T12:00:00Z";
  document.kit = "[[standard]]\n";
  document.request = "{\"average\":2}";
  document.mounting = "on a coupler";
  document.imported_from = "a.zma";
  document.temperature_c = 21.5;
  if (kind == "headphone") return document;
  document.curve.upper_bound.assign(document.curve.grid.size(), false);
  document.curve.upper_bound[3] = true;
  document.traits.contact = {0.002, true, 7};
  document.traits.drift = {1e-5, 2e-4};
  document.traits.model = OutputModel{{0.5, 0.01}, Uncertain{1e-6, 1e-8}, Uncertain{1e-4, 1e-6}};
  document.traits.ground = SharedGround{{0.05, 0.001}, -60.5, 33.0};
  document.traits.clock_offset_ppm = Uncertain{12.0, 0.5};
  ImpedanceCurve leg = document.curve;
  leg.common.clear();
  leg.snr_db.clear();
  leg.findings.clear();
  leg.calibrated = false;
  document.traits.legs = BalancedLegs{leg, leg};
  return document;
}

TEST(CurveSchema, HoldsOfEverythingThatIsExported) {
  for (const char* kind : {"headphone", "amplifier"}) {
    CurveDocument document = full_document(kind);
    EXPECT_THAT(faults_of(Json::parse(curve_json(document))), IsEmpty()) << kind;
    document.traits = {};
    document.curve.snr_db.clear();
    document.curve.common.clear();
    document.curve.findings = {{Severity::warning, FindingCode::uncertainty_unknown, "nothing is known"}};
    document.curve.upper_bound.clear();
    EXPECT_THAT(faults_of(Json::parse(curve_json(document))), IsEmpty()) << kind << " of unknown uncertainty";
  }
}

TEST(CurveSchema, RefusesWhatIsMissingOrOfAnotherType) {
  const Json good = Json::parse(curve_json(full_document("amplifier")));
  for (const char* key : {"output", "points", "legs", "provenance"}) {
    Json bad = good;
    bad.erase(key);
    EXPECT_THAT(faults_of(bad), testing::Not(IsEmpty())) << key;
  }
  Json bad = good;
  bad["points"][4]["snr_db"] = "loud";
  EXPECT_THAT(faults_of(bad), Contains(HasSubstr(".points[4].snr_db")));
  bad = good;
  bad["points"][4].erase("reactance_ohm");
  EXPECT_THAT(faults_of(bad), Contains(HasSubstr(".points[4] lacks a key")));
  bad = good;
  bad["findings"][0]["severity"] = "fatal";
  EXPECT_THAT(faults_of(bad), testing::Not(IsEmpty()));
}

TEST(CurveJsonReading, GivesBackEverythingThatWasWritten) {
  for (const char* kind : {"headphone", "amplifier"}) {
    const CurveDocument document = full_document(kind);
    const CurveDocument back = parse_curve_json(curve_json(document), "a.json");
    EXPECT_EQ(curve_json(back), curve_json(document));
    EXPECT_EQ(back.kit, document.kit);
    EXPECT_EQ(back.mounting, document.mounting);
    EXPECT_EQ(back.temperature_c, document.temperature_c);
    EXPECT_EQ(back.traits.ground, document.traits.ground);
    ASSERT_EQ(back.traits.legs.has_value(), document.traits.legs.has_value());
    if (back.traits.legs) {
      EXPECT_EQ(back.traits.legs->cold.covariance, document.traits.legs->cold.covariance);
    }
  }
}

std::string refusal(const std::string& text) {
  return refusal_of([&] { return parse_curve_json(text, "a.json"); });
}

std::string changed(const std::function<void(Json&)>& change) {
  Json json = Json::parse(curve_json(full_document("headphone")));
  change(json);
  return json.dump();
}

TEST(CurveJsonReading, NamesThePlaceOfWhatIsWrong) {
  EXPECT_THAT(refusal(changed([](Json& j) { j["points"][3].erase("resistance_ohm"); })),
              HasSubstr("'points[3]' has no 'resistance_ohm'"));
  EXPECT_THAT(refusal(changed([](Json& j) { j["points"][3]["frequency_hz"] = 1.0; })),
              HasSubstr("'points[3].frequency_hz'"));
  EXPECT_THAT(refusal(changed([](Json& j) { j["points"][3]["reactance_ohm"] = "x"; })),
              HasSubstr("is no number"));
  EXPECT_THAT(refusal(changed([](Json& j) { j["points"][3].erase("covariance_ohm2"); })),
              HasSubstr("on some points only"));
  EXPECT_THAT(refusal(changed([](Json& j) { j["findings"][0]["code"] = "new_one"; })), HasSubstr("new_one"));
  EXPECT_THAT(refusal(changed([](Json& j) { j["provenance"]["recorded_at"] = "\x1b[2J"; })),
              HasSubstr("recorded_at"));
  EXPECT_THAT(refusal(changed([](Json& j) { j["findings"][0]["detail"] = "a\nb"; })),
              HasSubstr("control characters"));
  EXPECT_THAT(refusal(changed([](Json& j) { j["points"] = Json::array({j["points"][0]}); })),
              HasSubstr("fewer than two points"));
}

TEST(CurveJsonReading, SaysOnWhichLineAFileIsCutShort) {
  const std::string whole = curve_json(full_document("headphone"));
  EXPECT_THAT(refusal(whole.substr(0, whole.find("\"points\""))), HasSubstr("is no JSON"));
  EXPECT_THAT(refusal("{\n\n x"), HasSubstr("line 3"));
}

TEST(CurveJsonReading, IsBoundedInDepthAndSize) {
  EXPECT_THAT(refusal("{\"a\":" + std::string(100000, '[')), HasSubstr("nested"));
  std::string many = "{\"a\":[0";
  for (int i = 0; i < 8'100'000; ++i) many += ",0";
  EXPECT_THAT(refusal(many + "]}"), HasSubstr("more than a curve"));
}

TEST(CurveJsonReading, WithoutACovarianceSaysThatNothingIsKnown) {
  const std::string text = changed([](Json& j) {
    for (Json& point : j["points"]) {
      point.erase("covariance_ohm2");
      point.erase("common_covariance_ohm2");
    }
  });
  EXPECT_FALSE(has_uncertainty(parse_curve_json(text, "a.json").curve));
}

}  // namespace
}  // namespace ohmsweep
