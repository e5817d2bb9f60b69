#include "ohmsweep/formats/request_json.h"

#include <gtest/gtest.h>

#include "ohmsweep/core/error.h"

namespace ohmsweep {
namespace {

TEST(RequestJson, ComesBackAsItWas) {
  const RecordedRequest full{
      4, 6, "player", "a \"programme\"; with = signs", {{"headphone:A \"B\".left", 3}}};
  EXPECT_EQ(parse_request(request_json(full)), full);
  EXPECT_EQ(parse_request(request_json({})), RecordedRequest{});
  EXPECT_EQ(parse_request(""), RecordedRequest{});
}

TEST(RequestJson, PassesOverKeysOfLaterVersions) {
  EXPECT_EQ(parse_request(R"({"average": 2, "colour": "red"})").average, 2);
}

TEST(RequestJson, RefusesWhatIsNoRequest) {
  for (const char* text : {"{", "[]", "7", R"({"average": "two"})", R"({"load_versions": [1]})", "\xff"}) {
    EXPECT_THROW((void)parse_request(text), Error) << text;
  }
}

}  // namespace
}  // namespace ohmsweep
