#include "ohmsweep/workflow/rig_check.h"

#include <gmock/gmock.h>

#include "ohmsweep/audio/virtual_bench.h"
#include "ohmsweep/core/error.h"
#include "ohmsweep/formats/bench_file.h"

namespace ohmsweep {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> codes_of(const RigHearing& hearing) {
  std::vector<std::string> codes;
  for (const Finding& finding : hearing.findings) codes.emplace_back(to_string(finding.code));
  return codes;
}

RigCheck checked(const std::string& bench_text, const Rig& rig) {
  const auto bench = make_virtual_bench(parse_bench(bench_text, "bench.toml"), "test");
  return check_rig(*bench, rig, {}, {});
}

std::string demo() { return std::string(demo_bench_text()); }

TEST(RigCheck, FindsNothingOnTheDemosBench) { EXPECT_THAT(codes_of(checked(demo(), {}).hearing), IsEmpty()); }

TEST(RigCheck, FindsNothingOnAnIdealBench) { EXPECT_THAT(codes_of(checked("", {}).hearing), IsEmpty()); }

TEST(RigCheck, HearsADefectOfTheBenchUnderItsOwnName) {
  EXPECT_THAT(codes_of(checked("[converters]\ngain_mismatch = '-80%'\n", {}).hearing),
              ElementsAre("input_mismatch"));
  EXPECT_THAT(codes_of(checked("[converters]\ndut_high_pass = '80Hz'\n", {}).hearing),
              ElementsAre("high_pass"));
  EXPECT_THAT(codes_of(checked("[converters]\ndc = '2%'\n", {}).hearing),
              ElementsAre("dc_offset", "dc_offset"));
  EXPECT_THAT(codes_of(checked("[converters]\noutput_full_scale = '50Vrms'\n", {}).hearing),
              ElementsAre("clipping"));
}

TEST(RigCheck, FindsSwappedChannelsAndNothingOnceTheyAreExchanged) {
  Rig rig;
  rig.source_channel = 2;
  rig.dut_channel = 1;
  rig.source_input.resistance_ohm = 10e3;
  rig.sample_rate = 44100;
  RigCheck check = checked(demo(), rig);
  ASSERT_THAT(codes_of(check.hearing), ElementsAre("channels_swapped"));
  const Rig exchanged = with_channels_exchanged(rig);
  EXPECT_EQ(exchanged.source_channel, 1);
  EXPECT_EQ(exchanged.dut_channel, 2);
  EXPECT_EQ(exchanged.dut_input.resistance_ohm, 10e3) << "the impedance stays with its input";
  EXPECT_THAT(codes_of(with_channels_exchanged(std::move(check), exchanged).hearing), IsEmpty());
}

TEST(RigCheck, HasEachStateConnectedBeforeItIsRecorded) {
  const auto bench = make_virtual_bench(parse_bench("", "bench.toml"), "test");
  std::vector<std::string> told;
  const Narrator narrator{{}, [&](const std::string& doing, double fraction) {
                            if (fraction == 1.0) told.push_back(doing);
                          }};
  (void)check_rig(
      *bench, {}, [&](const std::string& state) { told.push_back(state); }, narrator);
  EXPECT_THAT(told,
              ElementsAre("open", "listening to the rig, open", "short", "listening to the rig, short"));
}

TEST(RigCheck, OfTheOpenAloneConnectsNothingElse) {
  const auto bench = make_virtual_bench(parse_bench(demo(), "bench.toml"), "test");
  std::vector<std::string> connected;
  const RigHearing hearing =
      check_open_rig(*bench, {}, [&](const std::string& state) { connected.push_back(state); }, {});
  EXPECT_THAT(connected, ElementsAre("open"));
  EXPECT_THAT(codes_of(hearing), IsEmpty());
}

TEST(RigCheck, EndsWhereNobodyConnects) {
  const auto bench = make_virtual_bench(parse_bench("", "bench.toml"), "test");
  const Connect nobody = [](const std::string&) { throw failure("nobody is here"); };
  EXPECT_THROW((void)check_rig(*bench, {}, nobody, {}), Error);
}

}  // namespace
}  // namespace ohmsweep
