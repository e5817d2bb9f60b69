#include "ohmsweep/workflow/gather_report.h"

#include <gmock/gmock.h>

#include <cmath>

#include "ohmsweep/core/error.h"
#include "ohmsweep/workflow/describe.h"
#include "ohmsweep/workflow/loudness.h"
#include "ohmsweep/workflow/rate.h"
#include "rating/analytic_curves.h"
#include "workflow/sitting.h"

namespace ohmsweep {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;
using testing_support::flat;
using testing_support::resonant;

class GatheredReport : public Sitting {
 protected:
  void SetUp() override {
    Sitting::SetUp();
    for (const char* side : {"left", "right"}) {
      library_.add(CurveKind::headphone, "HD", side, resonant({30.0, 90.0, 90.0, 1.5}, 0.01), {});
    }
    (void)keep_facts(library_, {"HD", 32.0, Sensitivity{97.0, SensitivityPer::milliwatt, 1000.0}});
    library_.add(CurveKind::amplifier, "O2", "front", flat(0.5, 0.01), {});
    library_.add(CurveKind::amplifier, "Old", "front", flat(3.7, 0.05), {});
  }
  void store_level(const std::string& amplifier, const std::string& setting, double vrms) {
    OutputLevel level;
    level.setting = setting;
    level.clean = {{"unloaded", 0.0, {{vrms, 0.01 * vrms}}, "it clipped"},
                   {"8ohm", 8.0, {{vrms * 8.0 / 8.5, 0.01 * vrms}}, "it clipped"}};
    library_.add(amplifier, "front", level, Provenance{});
  }
};

TEST_F(GatheredReport, HasTheLoudnessThatTheCommandTells) {
  store_level("O2", "high", 7.0);
  store_level("O2", "low", 0.7);
  const ReportContent content = gather_report(library_, {{}, {}, {}, "ohmsweep"});
  const std::vector<RatedLoudness> rows = loudness_of_library(library_, {});
  std::vector<Loudness> told;
  for (const ReportedPairing& pairing : content.told) {
    told.insert(told.end(), pairing.loudness.begin(), pairing.loudness.end());
  }
  ASSERT_THAT(told, SizeIs(rows.size()));
  for (std::size_t i = 0; i < rows.size(); ++i) {
    EXPECT_EQ(told[i].highest_db, rows[i].loudness.highest_db) << i;
    EXPECT_EQ(told[i].need.because, rows[i].loudness.need.because) << i;
    EXPECT_EQ(told[i].missing, rows[i].loudness.missing) << i;
  }
  EXPECT_THAT(content.told.front().loudness, SizeIs(2));  // of O2, at both settings
  EXPECT_THAT(content.told.back().loudness, SizeIs(1));   // of Old, which has no level
}

TEST_F(GatheredReport, HasTheVerdictsOfEveryRuleOnEveryBasis) {
  const ReportContent content = gather_report(library_, {{}, {}, {}, "ohmsweep", {10.0}});
  const std::vector<RatedPairing> rated = rate_library(library_, {{}, {}, {}, {10.0}});
  ASSERT_THAT(content.told, SizeIs(rated.size() / 2));
  for (std::size_t i = 0; i < content.told.size(); ++i) {
    const std::vector<RuleVerdict>& verdicts = content.told[i].verdicts;
    ASSERT_THAT(verdicts, SizeIs(8));
    for (std::size_t basis = 0; basis < 4; ++basis) {
      EXPECT_EQ(verdicts[basis].verdict, rated[2 * i].verdicts[basis].verdict);
      EXPECT_EQ(verdicts[4 + basis].verdict, rated[2 * i + 1].verdicts[basis].verdict);
    }
  }
  EXPECT_EQ(content.pairings.back().verdict, Verdict::undecided);
  EXPECT_TRUE(content.told.back().deciding.has_value());
  EXPECT_FALSE(content.told.front().deciding.has_value());
}

TEST_F(GatheredReport, SaysWhatAChannelAllowsByEachRuleAndNeedsForThePeak) {
  ReportRequest request{{}, {}, {}, "ohmsweep", {10.0}};
  request.loudness.peak_db = 100.0;
  const ReportContent content = gather_report(library_, request);
  const ReportedCurve& left = content.headphones.front().channels.front();
  ASSERT_THAT(left.allowed, SizeIs(2));
  EXPECT_NEAR(left.allowed[0].ohm / left.allowed[1].ohm, 10.0 / 8.0, 1e-3);
  // 97 dB at 1 mW: 100 dB take 2 mW.
  EXPECT_NEAR(left.needs->needed_w->value.value, 1e-3 * std::pow(10.0, 0.3), 1e-5);
}

TEST_F(GatheredReport, NamesOutputsOfWhichTheLevelAloneIsKnownOnce) {
  store_level("Mojo", "high", 7.0);
  store_level("Mojo", "low", 0.7);
  const ReportContent content = gather_report(library_, {{}, {}, {}, "ohmsweep"});
  ASSERT_THAT(content.unpaired, SizeIs(1));
  EXPECT_EQ(content.unpaired.front().name + content.unpaired.front().output, "Mojofront");
  EXPECT_THAT(gather_report(library_, {{}, "O2", {}, "ohmsweep"}).unpaired, IsEmpty());
}

TEST_F(GatheredReport, OfACurveOutsideTheBandAllowsNothingAndIsStillWritten) {
  library_.add(CurveKind::headphone, "Bat", "left",
               testing_support::curve_from([](double) { return Complex(32.0, 0.0); }, 0.01,
                                           FrequencyGrid::standard(Hertz(30e3), Hertz(60e3))),
               {});
  const ReportContent content = gather_report(library_, {{}, {}, {}, "ohmsweep"});
  EXPECT_THAT(content.headphones.front().channels.front().allowed, IsEmpty());
  EXPECT_FALSE(content.pairings.front().verdict.has_value());
  EXPECT_FALSE(html_report(content).empty());
}

}  // namespace
}  // namespace ohmsweep
