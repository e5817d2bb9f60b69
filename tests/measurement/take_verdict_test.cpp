#include "ohmsweep/measurement/take_verdict.h"

#include <gmock/gmock.h>

namespace ohmsweep {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

/// 80 dB everywhere, peaks at -6 and -12 dBFS.
RatioCurve clean_take(Hertz from = Hertz(20), Hertz to = Hertz(20e3)) {
  RatioCurve take;
  take.grid = FrequencyGrid::standard(from, to);
  take.snr_db.assign(take.grid.size(), 80.0);
  take.quality.source_peak = 0.5;
  take.quality.dut_peak = 0.25;
  return take;
}

TEST(TakeVerdict, OfACleanTakeIsGoodWithItsPeaks) {
  const TakeVerdict verdict = judge_take(clean_take());
  EXPECT_EQ(verdict.mark, TakeMark::good);
  EXPECT_EQ(verdict.sentence, "Good.");
  EXPECT_NEAR(verdict.source_peak_dbfs, -6.02, 0.01);
  EXPECT_NEAR(verdict.dut_peak_dbfs, -12.04, 0.01);
  ASSERT_THAT(verdict.snr, SizeIs(3));
}

TEST(TakeVerdict, TellsTheWorstRatioOfEachBandAndWhere) {
  RatioCurve take = clean_take();
  const std::size_t at_1khz = *take.grid.find(1000.0);
  take.snr_db[0] = 41.0;
  take.snr_db[at_1khz] = 62.0;
  const TakeVerdict verdict = judge_take(take);
  EXPECT_EQ(verdict.snr[0].worst_db, 41.0);
  EXPECT_EQ(verdict.snr[0].at_hz, 20.0);
  EXPECT_EQ(verdict.snr[1].worst_db, 62.0);
  EXPECT_EQ(verdict.snr[1].at_hz, 1000.0);
  EXPECT_EQ(verdict.snr[2].worst_db, 80.0);
}

TEST(TakeVerdict, IsSilentOnABandThatTheTakeDoesNotReach) {
  const TakeVerdict verdict = judge_take(clean_take(Hertz(300), Hertz(20e3)));
  ASSERT_THAT(verdict.snr, SizeIs(2));
  EXPECT_EQ(verdict.snr[0].band, "mid");
}

TEST(TakeVerdict, WarnsWithEveryReasonAndRepeatsForABlockingOne) {
  RatioCurve take = clean_take();
  take.findings = {{Severity::note, FindingCode::mains_lines, "hum"},
                   {Severity::warning, FindingCode::low_snr, "noise"},
                   {Severity::warning, FindingCode::distortion, "bent"}};
  EXPECT_EQ(judge_take(take).mark, TakeMark::with_care);
  EXPECT_THAT(judge_take(take).sentence, AllOf(HasSubstr("noise"), HasSubstr("bent")));
  take.findings.push_back({Severity::blocking, FindingCode::clipping, "flat tops"});
  EXPECT_EQ(judge_take(take).mark, TakeMark::repeat);
  EXPECT_EQ(judge_take(take).sentence, "To be repeated: flat tops.");
}

TEST(TakeVerdict, NamesTheLoudestLine) {
  RatioCurve take = clean_take();
  take.quality.mains_hz = 50.02;
  take.quality.lines = {{50.02, 1e-4, true}, {100.04, 1e-3, true}};
  const TakeVerdict verdict = judge_take(take);
  EXPECT_EQ(verdict.lines, 2U);
  EXPECT_NEAR(verdict.loudest_line_dbfs, -60.0, 1e-9);
  EXPECT_THAT(verdict.findings, IsEmpty());
}

TEST(TakeVerdict, LeavesASingleStrayPointOfDistortionAside) {
  RatioCurve take = clean_take();
  HarmonicCurve second;
  second.fundamental = FrequencyGrid({100.0, 200.0, 300.0, 400.0});
  second.source_ratio = {0.0, 0.0, 0.0, 0.0};
  second.dut_ratio = {0.0, 0.5, 0.02, 0.01};
  take.harmonics = {second};
  EXPECT_NEAR(judge_take(take).distortion.ratio, 0.02, 1e-12);
  EXPECT_EQ(judge_take(take).distortion.at_hz, 300.0);
}

TEST(TakeVerdict, OnlyLostSamplesMakeATakeBroken) {
  EXPECT_TRUE(is_broken({{Severity::blocking, FindingCode::dropout, ""}}));
  EXPECT_FALSE(is_broken({{Severity::blocking, FindingCode::clipping, ""}}));
}

}  // namespace
}  // namespace ohmsweep
