#include "ohmsweep/measurement/repeated_findings.h"

#include <gmock/gmock.h>

namespace ohmsweep {
namespace {

using testing::ElementsAre;

OutputTake take(const std::string& name, double amplitude, const std::string& detail) {
  OutputTake result;
  result.ratio.take_name = name;
  if (detail.empty()) return result;
  result.ratio.quality.lines = {{50.0, amplitude, true}};
  result.ratio.findings = {{Severity::note, FindingCode::mains_lines, detail}};
  return result;
}

Findings lines(const std::string& detail) { return {{Severity::note, FindingCode::mains_lines, detail}}; }

TEST(RepeatedFindings, SayOnceInWhichTakesLinesWereFoundAndWhereTheyAreLoudest) {
  Findings findings{{Severity::note, FindingCode::mains_lines, "-90 dBFS"},
                    {Severity::note, FindingCode::band_limited, "short"},
                    {Severity::note, FindingCode::mains_lines, "-80 dBFS"}};
  join_repeated(findings, {take("u1", 0.0, ""), take("l1", 3e-5, "-90 dBFS"), take("l2", 1e-4, "-80 dBFS")});
  EXPECT_THAT(findings, ElementsAre(lines("in 'l1', 'l2', most in 'l2': -80 dBFS")[0],
                                    Finding{Severity::note, FindingCode::band_limited, "short"}));
}

TEST(RepeatedFindings, StayAsTheyAreWhereAllTakesSayTheSame) {
  Findings findings = lines("-90 dBFS");
  join_repeated(findings, {take("u1", 3e-5, "-90 dBFS"), take("l1", 3e-5, "-90 dBFS")});
  EXPECT_EQ(findings, lines("-90 dBFS"));
}

TEST(RepeatedFindings, LeaveOutATakeWhoseFindingTheResultDoesNotHave) {
  Findings findings = lines("-90 dBFS");
  join_repeated(findings, {take("u1", 3e-5, "-90 dBFS"), take("l1", 1e-4, "-80 dBFS")});
  EXPECT_EQ(findings, lines("in 'u1': -90 dBFS"));
}

}  // namespace
}  // namespace ohmsweep
