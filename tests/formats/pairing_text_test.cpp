#include "ohmsweep/formats/pairing_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <sstream>

namespace ohmsweep {
namespace {

using testing::HasSubstr;
using testing::Not;

const std::vector<std::string> keys{"headphone",
                                    "channel",
                                    "amplifier",
                                    "output",
                                    "rule",
                                    "min_impedance_ohm",
                                    "min_impedance_hz",
                                    "nominal_impedance_ohm",
                                    "output_impedance_ohm",
                                    "worst_ratio",
                                    "worst_ratio_u95",
                                    "worst_ratio_hz",
                                    "verdict",
                                    "deviation_min_db",
                                    "deviation_max_db",
                                    "deviation_peak_to_peak_db",
                                    "damping_factor_min",
                                    "upper_bound",
                                    "deviation_upper_bound",
                                    "mounting"};

RatedPairing example() {
  RatedPairing rated{"HD \"600\", 2020", "left", "Amp", "main", {}};
  rated.pairing.worst_ratio = 30.25;
  rated.pairing.verdict = Verdict::pass;
  return rated;
}

TEST(PairingsJson, HoldsEveryKeyOfTheContractInOrder) {
  const std::string json = pairings_json({example()});
  std::size_t last = 0;
  for (const std::string& key : keys) {
    const std::size_t found = json.find("\"" + key + "\":");
    ASSERT_NE(found, std::string::npos) << key;
    EXPECT_GT(found, last) << key;
    last = found;
  }
  EXPECT_THAT(json, HasSubstr("\"worst_ratio\": 30.25"));
  EXPECT_THAT(json, HasSubstr("\"verdict\": \"pass\""));
  EXPECT_THAT(json, HasSubstr(R"("HD \"600\", 2020")"));
}

TEST(PairingsJson, HasNullForASuppressedVerdictAndAnUnknownNumber) {
  RatedPairing rated = example();
  rated.pairing.verdict.reset();
  rated.pairing.nominal_impedance_ohm = std::numeric_limits<double>::quiet_NaN();
  rated.pairing.findings = {{Severity::blocking, FindingCode::device_open, "nothing is connected"}};
  const std::string json = pairings_json({rated});
  EXPECT_THAT(json, HasSubstr("\"verdict\": null"));
  EXPECT_THAT(json, HasSubstr("\"nominal_impedance_ohm\": null"));
  EXPECT_THAT(json, HasSubstr("\"device_open\""));
}

TEST(PairingsJson, OfNothingIsAnEmptyArray) { EXPECT_EQ(pairings_json({}), "[]\n"); }

TEST(PairingsJson, ReplacesBytesThatAreNotText) {
  RatedPairing rated = example();
  rated.headphone = "bad\xFF";
  EXPECT_THAT(pairings_json({rated}), HasSubstr("bad\xEF\xBF\xBD"));
}

TEST(PairingsCsv, HasTheColumnsOfTheContractAndQuotesNames) {
  const std::string csv = pairings_csv({example()});
  std::string header;
  for (const std::string& key : keys) header += (header.empty() ? "" : ",") + key;
  EXPECT_EQ(csv.substr(0, csv.find('\n')), header);
  EXPECT_THAT(csv, HasSubstr("\n\"HD \"\"600\"\", 2020\",left,Amp,main,8,"));
  EXPECT_THAT(csv, HasSubstr(",30.25,"));
  EXPECT_THAT(csv, HasSubstr(",pass,"));
  EXPECT_THAT(csv, HasSubstr(",false,\n"));
}

TEST(PairingsJson, AndCsvSayHowTheHeadphoneWasWornWhereThatIsKnown) {
  RatedPairing rated = example();
  EXPECT_THAT(pairings_json({rated}), HasSubstr("\"mounting\": null"));
  rated.mounting = "on a coupler, sealed";
  EXPECT_THAT(pairings_json({rated}), HasSubstr("\"mounting\": \"on a coupler, sealed\""));
  EXPECT_THAT(pairings_csv({rated}), HasSubstr(",\"on a coupler, sealed\"\n"));
}

TEST(PairingsCsv, LeavesUnknownFieldsEmpty) {
  RatedPairing rated = example();
  rated.headphone = "X";
  rated.pairing.verdict.reset();
  rated.pairing.deviation_min_db = std::numeric_limits<double>::quiet_NaN();
  const std::string csv = pairings_csv({rated});
  EXPECT_THAT(csv, Not(HasSubstr("nan")));
  EXPECT_THAT(csv, HasSubstr(",,,0,0,0,false,false,\n"));
}

}  // namespace
}  // namespace ohmsweep
