#include "ohmsweep/measurement/player_output.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ohmsweep {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

OutputImpedance tip_branch(Complex zt, double u) {
  OutputImpedance output;
  output.curve.grid = FrequencyGrid({100.0, 1000.0, 10000.0});
  output.curve.impedance_ohm.assign(3, zt);
  output.curve.covariance.assign(3, Covariance::from_influence(u));
  output.curve.upper_bound.assign(3, std::abs(zt) < 2.0 * u);
  output.curve.findings = {unknown_ground(), {Severity::note, FindingCode::band_limited, "short"}};
  output.traits.model = OutputModel{{zt.real(), u}, {}, {}};
  return output;
}

TEST(SharedGroundInTheResult, AddsToTheTipBranchAndItsVariance) {
  const OutputImpedance output =
      with_shared_ground(tip_branch({0.95, 0.1}, 3e-3), {{0.05, 4e-3}, -56.0, 32.0}, 0.0);
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(output.curve.impedance_ohm[i], Complex(1.0, 0.1));
    EXPECT_DOUBLE_EQ(output.curve.covariance[i].re_re, 25e-6);
  }
  EXPECT_DOUBLE_EQ(output.traits.model->resistance_ohm.value, 1.0);
  EXPECT_DOUBLE_EQ(output.traits.model->resistance_ohm.standard_uncertainty, 5e-3);
  EXPECT_EQ(output.traits.ground->load_ohm, 32.0);
}

TEST(SharedGroundInTheResult, LeavesTheChannelsBalanceToTheSumWhereItCancels) {
  const double balance_u = 0.03;
  const double u = std::hypot(balance_u * 0.5, 4e-3);
  const OutputImpedance output =
      with_shared_ground(tip_branch(1.0, 3e-3), {{0.5, u}, -36.0, 32.0}, balance_u);
  EXPECT_NEAR(output.curve.covariance[0].re_re, 25e-6, 1e-12);
  EXPECT_EQ(output.traits.ground->resistance_ohm.standard_uncertainty, u);
}

TEST(SharedGroundInTheResult, OfAPlayerThatInvertsAChannelIsTwiceInWhatTheRatioShows) {
  const OutputImpedance output =
      with_shared_ground(tip_branch(1.02, 3e-3), {{0.02, 1e-3}, -64.0, 32.0}, 0.0, true);
  EXPECT_NEAR(output.curve.impedance_ohm[0].real(), 1.0, 1e-12) << "Zt + 2 Rg less Rg";
  EXPECT_EQ(output.traits.ground->resistance_ohm.value, 0.02);
}

TEST(SharedGroundInTheResult, IsNoLongerUnknown) {
  const OutputImpedance output = with_shared_ground(tip_branch(1.0, 1e-3), {{0.02, 1e-3}, -64.0, 32.0});
  EXPECT_FALSE(has(output.curve.findings, FindingCode::ground_unknown));
  EXPECT_TRUE(has(output.curve.findings, FindingCode::band_limited));
}

TEST(SharedGroundInTheResult, LeavesTheBoundOfTheSumInTheFindings) {
  OutputImpedance tip = tip_branch(0.0005, 0.8e-3);
  tip.curve.findings.push_back({Severity::note, FindingCode::upper_bound, "it is below 2.1 mΩ there"});
  const OutputImpedance output = with_shared_ground(std::move(tip), {{0.0003, 0.6e-3}, -100.0, 33.0}, 0.0);
  // |0.8| + 2 √(0.8² + 0.6²) = 2.8 mΩ.
  std::string said;
  for (const Finding& finding : output.curve.findings) {
    if (finding.code == FindingCode::upper_bound) said += finding.detail;
  }
  EXPECT_NE(said.find("below 2.8 mΩ"), std::string::npos) << said;
  EXPECT_EQ(said.find("2.1 mΩ"), std::string::npos) << said;
}

TEST(GroundBranches, TakeTheGroundsPartOffAndOn) {
  const double balance_u = 0.03;
  const SharedGround ground{{0.5, std::hypot(balance_u * 0.5, 4e-3)}, -36.0, 32.0};
  const OutputImpedance output = with_shared_ground(tip_branch({1.0, 0.1}, 3e-3), ground, balance_u);
  const GroundBranches branches = ground_branches(output.curve, ground, 1, balance_u);
  EXPECT_NEAR(std::abs(branches.tip.impedance_ohm - Complex(1.0, 0.1)), 0.0, 1e-12);
  EXPECT_NEAR(std::abs(branches.both.impedance_ohm - Complex(2.0, 0.1)), 0.0, 1e-12);
  // The tip's own 3 mΩ and the balance's 15 mΩ; the sum has the ground's 4 mΩ twice besides.
  EXPECT_NEAR(branches.tip.covariance.re_re, 9e-6 + 225e-6, 1e-12);
  EXPECT_NEAR(branches.both.covariance.re_re, 9e-6 + 225e-6 + 4.0 * 16e-6, 1e-12);
}

TEST(SharedGroundInTheResult, CanLiftAnOutputOutOfItsBound) {
  EXPECT_TRUE(tip_branch(1e-3, 1e-3).curve.upper_bound[0]);
  const OutputImpedance output = with_shared_ground(tip_branch(1e-3, 1e-3), {{0.05, 1e-3}, -56.0, 32.0});
  EXPECT_FALSE(output.curve.upper_bound[0]);
}

TEST(ClockOffset, OfSeveralTakesIsTheirMeanWithTheirScatter) {
  const Uncertain alike = mean_clock_offset({{-52.0, 0.1}, {-52.0, 0.1}});
  EXPECT_DOUBLE_EQ(alike.value, -52.0);
  EXPECT_DOUBLE_EQ(alike.standard_uncertainty, 0.1);
  const Uncertain apart = mean_clock_offset({{-50.0, 0.1}, {-54.0, 0.1}});
  EXPECT_DOUBLE_EQ(apart.value, -52.0);
  EXPECT_NEAR(apart.standard_uncertainty, std::sqrt(8.0), 1e-12);
}

TEST(ClockOffset, IsSaidWithTheNumberOfTheTraits) {
  const std::vector<Uncertain> takes{{-52.0, 0.15}, {-51.6, 0.15}};
  const std::optional<Finding> finding = clock_finding(takes);
  ASSERT_TRUE(finding.has_value());
  EXPECT_EQ(finding->severity, Severity::note);
  EXPECT_THAT(finding->detail, HasSubstr("51.8 ± 0.6 ppm slower"));
  EXPECT_THAT(finding->detail, HasSubstr("the 2 takes spread from -52.00 to -51.60 ppm"));
  EXPECT_THAT(clock_finding({{-52.0, 0.15}, {-52.1, 0.15}})->detail, Not(HasSubstr("spread")));
}

TEST(ClockOffset, OfTakesFarApartIsSaidEvenWhereTheirMeanIsWithinItsInterval) {
  const std::optional<Finding> finding = clock_finding({{-40.0, 0.001}, {0.0, 0.001}});
  ASSERT_TRUE(finding.has_value());
  EXPECT_THAT(finding->detail, HasSubstr("20 ± 57 ppm slower"));
  EXPECT_THAT(finding->detail, HasSubstr("the 2 takes spread from -40 to +0 ppm"));
}

TEST(ClockOffset, OfNoInterestIsNotSaid) {
  EXPECT_FALSE(clock_finding({{2.0, 0.001}, {1.0, 0.001}}).has_value());
  EXPECT_FALSE(clock_finding({{20.0, 15.0}}).has_value());
}

}  // namespace
}  // namespace ohmsweep
