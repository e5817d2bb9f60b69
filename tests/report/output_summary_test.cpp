#include "ohmsweep/report/output_summary.h"

#include <gmock/gmock.h>

#include "rating/analytic_curves.h"

namespace ohmsweep {
namespace {

using namespace testing_support;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(OutputLines, TellAResistanceBelowItsUncertaintyAsABound) {
  OutputImpedance output{bounded(0.0005, 0.0015), {}};
  output.traits.model = OutputModel{{-0.0004, 0.0008}, Uncertain{80e-9, 1e-9}, {}};
  EXPECT_THAT(output_lines(output), HasSubstr("R < 2 mΩ, L 80 ± 2 nH"));
}

TEST(OutputLines, TellAGroundOfNothingAsABoundWithTheCrosstalkOfTheBound) {
  OutputImpedance output{flat(0.01, 0.2), {}};
  output.traits.ground = SharedGround{{0.0, 0.001}, -138.8, 33.0};
  // 20 lg(2 mΩ/33 Ω) = -84.3 dB.
  EXPECT_THAT(output_lines(output), HasSubstr("Rg < 2 mΩ, crosstalk < -84 dB at 33 Ω"));
}

TEST(OutputLines, GiveTheBranchesBesideTheGroundTheirOwnIntervals) {
  OutputImpedance output{flat(1.0, 0.01), {}};
  output.traits.ground = SharedGround{{0.1, 0.002}, -50.0, 33.0};
  EXPECT_THAT(output_lines(output), AllOf(HasSubstr("Rg 0.100 ± 0.004 Ω"), HasSubstr("Zt 0.90 ± 0.01 Ω"),
                                          HasSubstr("Zt + 2 Rg 1.10 ± 0.01 Ω")));
}

TEST(OutputLines, GiveADriftOnlyWhereTheTakesTellOne) {
  OutputImpedance output{flat(1.0, 0.01), {}};
  output.traits.drift = {2e-25, 0.001};
  EXPECT_THAT(output_lines(output),
              HasSubstr("these takes do not tell; 0.1 % from take to take allowed for"));
  output.traits.drift = {20e-6, 11e-6};
  EXPECT_THAT(output_lines(output), HasSubstr("20 ± 11 ppm from take to take"));
}

TEST(OutputTable, TellsTheWiringAndTheLegs) {
  OutputImpedance balanced{flat(1.3, 0.01), {}};
  balanced.traits.legs = BalancedLegs{flat(0.5, 0.01), flat(0.8, 0.01)};
  OutputImpedance player{flat(1.0, 0.01), {}};
  player.traits.clock_offset_ppm = Uncertain{20.0, 0.1};
  const std::string table =
      output_table({{"xlr", balanced}, {"jack", player}, {"front", {flat(2.0, 0.01), {}}}});
  EXPECT_THAT(table, AllOf(HasSubstr("balanced"), HasSubstr("player"), HasSubstr("single-ended"),
                           HasSubstr("hot 0.500 ± 0.005 Ω, cold 0.800 ± 0.008 Ω at 1 kHz")));
  EXPECT_THAT(table, Not(HasSubstr("shared ground"))) << "no output has one";
}

TEST(OutputTable, SaysThatAGroundIsUnknown) {
  OutputImpedance player{flat(1.0, 0.01), {}};
  player.curve.findings = {{Severity::note, FindingCode::ground_unknown, "no stereo programme"}};
  EXPECT_THAT(output_table({{"jack", player}, {"front", {flat(2.0, 0.01), {}}}}),
              HasSubstr("unknown (Zt alone)"));
}

}  // namespace
}  // namespace ohmsweep
