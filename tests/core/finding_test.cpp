#include "ohmsweep/core/finding.h"

#include <gmock/gmock.h>

#include <set>
#include <string>

#include "ohmsweep/core/error.h"

namespace ohmsweep {
namespace {

TEST(FindingCode, EveryOneHasItsOwnTextAndReadsBack) {
  std::set<std::string_view> texts;
  for (int i = 0; i <= static_cast<int>(FindingCode::unsteady_delay); ++i) {
    const auto code = static_cast<FindingCode>(i);
    EXPECT_EQ(finding_code_from(to_string(code)), code);
    EXPECT_TRUE(texts.insert(to_string(code)).second) << to_string(code);
  }
}

TEST(FindingCode, TextIsTheContractOfTheFiles) {
  EXPECT_EQ(to_string(FindingCode::channels_swapped), "channels_swapped");
  EXPECT_EQ(to_string(FindingCode::clipping), "clipping");
  EXPECT_EQ(to_string(FindingCode::upper_bound), "upper_bound");
}

TEST(FindingCode, AnUnknownTextIsNamedInTheSentence) {
  try {
    (void)finding_code_from("gremlins");
    FAIL() << "an unknown code was read";
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), ::testing::HasSubstr("'gremlins'"));
  }
}

TEST(Severity, ReadsBack) {
  for (const Severity severity : {Severity::note, Severity::warning, Severity::blocking}) {
    EXPECT_EQ(severity_from(to_string(severity)), severity);
  }
  EXPECT_THROW((void)severity_from("fatal"), Error);
}

TEST(Findings, OnlyABlockingOneBlocks) {
  const Findings warnings{{Severity::warning, FindingCode::low_snr, "12 dB at 20 Hz"}};
  EXPECT_FALSE(has_blocking(warnings));
  EXPECT_TRUE(has_blocking({{Severity::blocking, FindingCode::clipping, "312 samples"}}));
  EXPECT_FALSE(has_blocking({}));
}

TEST(Findings, AreFoundByTheirCode) {
  const Findings findings{{Severity::note, FindingCode::mains_lines, "50 Hz"}};
  EXPECT_TRUE(has(findings, FindingCode::mains_lines));
  EXPECT_FALSE(has(findings, FindingCode::dropout));
}

}  // namespace
}  // namespace ohmsweep
