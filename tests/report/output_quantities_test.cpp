#include "ohmsweep/report/output_quantities.h"

#include <gmock/gmock.h>

namespace ohmsweep {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

NamedLevel level() {
  OutputLevel level;
  level.setting = "high";
  level.clean.push_back({"unloaded", 0.0, {{5.0, 0.05}, Bound::none}, "The harmonics exceed 1 %, above it."});
  level.clean.push_back({"32ohm", 32.0, {{1.6, 0.0}, Bound::lower}, "The current.", 0.0707});
  level.noise = OutputNoise{{{3.1e-6, 0.0}, Bound::upper}, {{1.5e-6, 0.04e-6}, Bound::none}};
  level.imbalance.push_back({40.0, {-1.24, 0.02}});
  level.gain_db = Uncertain{14.0, 0.05};
  level.findings = {{Severity::warning, FindingCode::loads_disagree, "by more than the loads allow"}};
  return {"front", level};
}

NamedOutput output() {
  OutputTraits traits;
  traits.contact = {0.002, true, 4};
  traits.model = OutputModel{{10.0, 0.1}, Uncertain{1e-6, 1e-8}, std::nullopt};
  traits.ground = SharedGround{{0.05, 0.001}, -56.4, 33.0};
  return {"front", {{}, traits}};
}

TEST(OutputQuantities, GiveProgramsANumberInEachRow) {
  const std::string text = output_quantities("O2", {}, {level()}, TableFormat::csv);
  EXPECT_THAT(text, StartsWith("name,part,setting,quantity,at,value,u95,bound,unit,remark\n"));
  EXPECT_THAT(
      text,
      AllOf(HasSubstr("O2,front,high,clean_voltage,unloaded,5,0.1,,V,\"The harmonics exceed 1 %, above"),
            HasSubstr("clean_voltage,32ohm,1.6,,lower,V,"), HasSubstr("clean_power,32ohm,0.08,,lower,W,"),
            HasSubstr("current_limit,32ohm,0.0707,,,A,peak"), Not(HasSubstr("clean_power,unloaded"))));
  EXPECT_THAT(text,
              AllOf(HasSubstr("noise,20 Hz to 20 kHz,3.1e-06,,upper,V,"),
                    HasSubstr("noise,A-weighted,1.5e-06,8e-08,,V,"),
                    HasSubstr("right_over_left,-40.0 dB,-1.24,0.04,,dB,"), HasSubstr("gain,,14,0.1,,dB,"),
                    HasSubstr("finding,loads_disagree,,,,,by more than")));
}

TEST(OutputQuantities, GiveProgramsTheCircuitToo) {
  EXPECT_THAT(output_quantities("O2", {output()}, {}, TableFormat::csv),
              AllOf(HasSubstr("O2,front,,contact,,0.002,,,ohm,from the scatter"),
                    HasSubstr("resistance,,10,0.2,,ohm,"), HasSubstr("inductance,,1e-06,2e-08,,H,"),
                    HasSubstr("shared_ground,,0.05,0.002,,ohm,"), HasSubstr("crosstalk,33 ohm,-56.4,,,dB,"),
                    Not(HasSubstr("capacitance"))));
}

TEST(OutputQuantities, GivePeopleIntervalsAndBounds) {
  const std::string text = output_quantities("O2", {output()}, {level()}, TableFormat::markdown);
  EXPECT_THAT(text, AllOf(HasSubstr("| clean voltage | unloaded | 5.0 ± 0.1 V |"),
                          HasSubstr("| current limit | 32ohm | 70.7 mA | peak |"), HasSubstr("\\> 1.6 V"),
                          HasSubstr("\\< 3.1 µV"), HasSubstr("-1.24 ± 0.04 dB"), Not(HasSubstr("contact"))));
}

TEST(OutputQuantities, AreNothingWhereNothingIsKnown) {
  EXPECT_THAT(output_quantities("O2", {}, {}, TableFormat::csv), IsEmpty());
  EXPECT_THAT(output_quantities("O2", {output()}, {}, TableFormat::markdown), IsEmpty());
}

}  // namespace
}  // namespace ohmsweep
