/// What power a load is said to take, and which voltage that rests on: outputs of 10 V on a virtual bench.

#include <gmock/gmock.h>

#include "end_to_end/workplace.h"

namespace ohmsweep::end_to_end {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* forty_volts = "[limits]\ninput_full_scale = \"40Vrms\"\n";
constexpr const char* exchanged =
    "[interface]\nsource_channel = 2\ndut_channel = 1\n[limits]\ninput_full_scale = \"40Vrms\"\n";

class OutputPower : public Workplace {
 protected:
  [[nodiscard]] Outcome measured(const std::string& output, const std::vector<std::string>& more,
                                 const std::string& rig = forty_volts, const std::string& typed = "") const {
    const std::string bench =
        write("strong.toml",
              "[converters]\nnoise = \"-104dBFS\"\n"
              "output_full_scale = \"2Vrms\"\ninput_full_scale = \"40Vrms\"\n"
              "[[amplifier]]\nname = \"amp\"\n"
              "[[amplifier.output]]\nname = \"hot\"\ngain = 20.0\ncircuit = [\"R source tip 1ohm\"]\n"
              "[[amplifier.output]]\nname = \"z120\"\ngain = 20.0\ncircuit = [\"R source tip 120ohm\"]\n"
              "[[amplifier.output]]\nname = \"knob\"\ncircuit = [\"R source tip 1ohm\"]\n"
              "volume_step = \"1900%\"\nvolume_step_take = 1\n")
            .string();
    std::vector<std::string> command{"measure",
                                     "amplifier",
                                     "amp",
                                     "--output",
                                     output,
                                     "--preview",
                                     "--guided",
                                     "--ground",
                                     "grounded",
                                     "--audio",
                                     "bench:" + bench,
                                     "--rig",
                                     write("strong-rig.toml", rig).string()};
    if (typed.empty()) command.emplace_back("--yes");
    command.insert(command.end(), more.begin(), more.end());
    RunOptions options;
    options.input = typed;
    return ohmsweep(std::move(command), options);
  }
};

TEST_F(OutputPower, OfALoadIsNeverReckonedFromAVoltageUnderAnother) {
  // 10 V unloaded, at most 11 V, of which 16 ohm behind 120 ohm leave 1.2 V.
  const Outcome outcome = measured("z120", {"--step", "16ohm/10W", "--step", "100ohm/0.1W"});
  EXPECT_EQ(outcome.exit_code, 3) << outcome.err;
  EXPECT_THAT(outcome.err,
              AllOf(HasSubstr("Before 16ohm/10W goes on, a quiet probe without it"),
                    HasSubstr("100ohm/0.1W will take at most 1.23 W of its 100 mW (at most 11.1 V unloaded"),
                    Not(HasSubstr("Put 100ohm"))));
  EXPECT_LT(outcome.err.find("quiet probe without it"), outcome.err.find("Put 16ohm/10W"));
}

TEST_F(OutputPower, IsProbedUnloadedWhereTheUnloadedTakeIsSkipped) {
  const Outcome outcome = measured("z120", {"--load", "16ohm/1W"}, forty_volts, "s\n\n\n");
  EXPECT_EQ(outcome.exit_code, 3) << outcome.err;
  EXPECT_THAT(outcome.err,
              AllOf(HasSubstr("No load on: Enter to play the probe"),
                    HasSubstr("of its 1 W (at most 11.1 V unloaded"), Not(HasSubstr("Put 16ohm"))));
  EXPECT_EQ(measured("z120", {"--load", "16ohm/1W"}, forty_volts, "s\nq\n").exit_code, 130);
}

TEST_F(OutputPower, IsNotPlayedIntoALoadOnceTheVolumeWasTurnedUp) {
  const Outcome outcome = measured("knob", {"--load", "33ohm/0.25W"});
  EXPECT_EQ(outcome.exit_code, 3) << outcome.err;
  EXPECT_THAT(outcome.err, AllOf(HasSubstr("The volume or a gain has been turned up"), HasSubstr("are kept"),
                                 Not(HasSubstr("33ohm/0.25W: peaks"))));
}

TEST_F(OutputPower, IsThatOfTheUpperEndOfTheFullScaleAndTheLowerOneOfTheLoad) {
  const std::string half = "[limits]\ninput_full_scale = \"40Vrms\"\nfull_scale_tolerance = \"50%\"\n";
  // (15.1 V)² / 95 ohm
  const Outcome outcome = measured("hot", {"--load", "100ohm+-5%/2W"}, half);
  EXPECT_EQ(outcome.exit_code, 3) << outcome.err;
  EXPECT_THAT(outcome.err, HasSubstr("at most 2.39 W of its 2 W (at most 15.1 V unloaded"));
}

TEST_F(OutputPower, IsThatOfTheLouderInputWhereChannelsMayBeExchanged) {
  const Outcome outcome = measured("hot", {"--load", "33ohm/0.25W"}, exchanged);
  EXPECT_EQ(outcome.exit_code, 3) << outcome.err;
  EXPECT_THAT(outcome.err, AllOf(HasSubstr("as input 2 shows"), Not(HasSubstr("Put 33ohm"))));
}

}  // namespace
}  // namespace ohmsweep::end_to_end
