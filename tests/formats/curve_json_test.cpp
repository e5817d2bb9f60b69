#include "ohmsweep/formats/curve_json.h"

#include <gmock/gmock.h>

#include <limits>
#include <nlohmann/json.hpp>

#include "formats/example_curve.h"

namespace ohmsweep {
namespace {

CurveDocument example_document() {
  CurveDocument document;
  document.kind = "headphone";
  document.name = "HD \"600\"";
  document.part = "left";
  document.version = 3;
  document.curve = example_curve();
  document.takes = {{"left", "l1.wav", "ab12"}};
  document.stimulus_sha256 = "cd34";
  document.calibration = "bench@2";
  document.recorded_at = "2024-05-01T10:00:00Z";
  return document;
}

nlohmann::json parsed(const CurveDocument& document) { return nlohmann::json::parse(curve_json(document)); }

TEST(CurveJson, NamesTheDeviceAndItsPart) {
  const auto json = parsed(example_document());
  EXPECT_EQ(json["headphone"], "HD \"600\"");
  EXPECT_EQ(json["channel"], "left");
  EXPECT_EQ(json["version"], 3);
  EXPECT_EQ(json["calibrated"], true);
  CurveDocument amplifier = example_document();
  amplifier.kind = "amplifier";
  EXPECT_EQ(parsed(amplifier)["output"], "left");
}

TEST(CurveJson, HoldsWhatIsKnownOfAnOutputBesideItsCurve) {
  CurveDocument document = example_document();
  EXPECT_FALSE(parsed(document).contains("shared_ground")) << "a headphone has none";
  document.kind = "amplifier";
  document.traits.model = OutputModel{{-0.0004, 0.0008}, {}, {}};
  document.traits.ground = SharedGround{{0.0, 0.001}, -138.8, 33.0};
  ImpedanceCurve leg = document.curve;
  leg.upper_bound.assign(leg.grid.size(), true);
  leg.snr_db.clear();
  document.traits.legs = BalancedLegs{leg, document.curve};
  const auto json = parsed(document);
  EXPECT_EQ(json["model"]["resistance_ohm"], -0.0004);
  EXPECT_EQ(json["model"]["resistance_upper_bound"], true);
  EXPECT_DOUBLE_EQ(json["model"]["resistance_bound_ohm"].get<double>(), 0.002);
  EXPECT_EQ(json["shared_ground"]["resistance_upper_bound"], true);
  EXPECT_EQ(json["shared_ground"]["crosstalk_upper_bound"], true);
  EXPECT_NEAR(json["shared_ground"]["crosstalk_bound_db"].get<double>(), -84.35, 0.01);
  EXPECT_TRUE(json["shared_ground"].contains("tip_branch_impedance_u95_ohm"));
  EXPECT_TRUE(json["shared_ground"].contains("both_channels_impedance_ohm"));
  EXPECT_EQ(json["legs"]["hot"].size(), leg.grid.size());
  EXPECT_EQ(json["legs"]["hot"][0]["upper_bound"], true);
  EXPECT_EQ(json["legs"]["cold"][0]["upper_bound"], false);
}

TEST(CurveJson, EveryNumberReadsBackBitForBit) {
  const CurveDocument document = example_document();
  const auto points = parsed(document)["points"];
  ASSERT_EQ(points.size(), document.curve.grid.size());
  for (std::size_t i = 0; i < points.size(); ++i) {
    EXPECT_EQ(points[i]["frequency_hz"].get<double>(), document.curve.grid[i]);
    EXPECT_EQ(points[i]["resistance_ohm"].get<double>(), document.curve.impedance_ohm[i].real());
    EXPECT_EQ(points[i]["reactance_ohm"].get<double>(), document.curve.impedance_ohm[i].imag());
    EXPECT_EQ(points[i]["covariance_ohm2"]["re_re"].get<double>(), document.curve.covariance[i].re_re);
    EXPECT_EQ(points[i]["common_covariance_ohm2"]["re_re"].get<double>(), document.curve.common[i].re_re);
    EXPECT_FALSE(points[i].contains("upper_bound"));
  }
}

TEST(CurveJson, FindingsAndProvenanceTravelWithTheCurve) {
  const auto json = parsed(example_document());
  EXPECT_EQ(json["findings"][0]["code"], "mains_lines");
  EXPECT_EQ(json["findings"][0]["severity"], "note");
  EXPECT_EQ(json["findings"][0]["detail"], "50 Hz was removed");
  EXPECT_EQ(json["provenance"]["takes"][0]["sha256"], "ab12");
  EXPECT_EQ(json["provenance"]["calibration"], "bench@2");
  EXPECT_FALSE(json["provenance"].contains("rig"));
}

TEST(CurveJson, StaysJsonWithNumbersAndBytesThatJsonLacks) {
  CurveDocument document = example_document();
  document.name = "caf\xe9";
  document.curve.snr_db[0] = std::numeric_limits<double>::infinity();
  const auto json = parsed(document);
  EXPECT_EQ(json["headphone"], "caf\uFFFD");
  EXPECT_TRUE(json["points"][0]["snr_db"].is_null());
}

TEST(CurveJson, AnUpperBoundIsStatedWhereTheValueIsOne) {
  CurveDocument document = example_document();
  document.kind = "amplifier";
  document.curve.upper_bound.assign(document.curve.grid.size(), false);
  document.curve.upper_bound[7] = true;
  const auto points = parsed(document)["points"];
  EXPECT_FALSE(points[6]["upper_bound"].get<bool>());
  EXPECT_DOUBLE_EQ(points[6]["impedance_ohm"].get<double>(), std::abs(document.curve.impedance_ohm[6]));
  EXPECT_TRUE(points[7]["upper_bound"].get<bool>());
  EXPECT_DOUBLE_EQ(points[7]["impedance_ohm"].get<double>(), upper_bound_ohm(document.curve, 7));
}

}  // namespace
}  // namespace ohmsweep
