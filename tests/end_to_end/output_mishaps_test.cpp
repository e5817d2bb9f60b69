/// What goes wrong at the bench of somebody who measures an output: each raises its own finding, or is
/// refused, and raises no other.

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>
#include <set>

#include "end_to_end/output_takes.h"
#include "end_to_end/workplace.h"

namespace ohmsweep::end_to_end {
namespace {

using nlohmann::json;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

using Codes = std::set<std::string>;

/// Notes of any honest take: a clock of its own, hum, a small inductance, a bound.
const Codes harmless{"mains_lines", "clock_offset", "output_inductance", "upper_bound", "band_limited"};

class OutputMishaps : public Workplace {
 protected:
  [[nodiscard]] std::vector<std::string> command(const std::string& wiring, const std::string& stimulus,
                                                 OutputTakes& takes,
                                                 const std::vector<Said>& sequence) const {
    std::vector<std::string> words{"measure", "amplifier", "amp", "--output", "jack", "--json"};
    words.insert(words.end(), {"--wiring", wiring, "--stimulus", stimulus});
    for (const Said& said : sequence) {
      words.insert(words.end(), {"--take", said.state + "=" + takes.record(said.connected)});
    }
    return words;
  }

  /// The findings' codes without the harmless ones; those of a refusal are in its sentence.
  static Codes codes_of(const Outcome& outcome) {
    Codes codes;
    if (outcome.out.empty()) return codes;
    const json result = json::parse(outcome.out).at(0);
    for (const json& finding : result.at("findings")) {
      const auto code = finding.at("code").get<std::string>();
      if (!harmless.contains(code)) codes.insert(code);
    }
    return codes;
  }

  [[nodiscard]] Outcome looped(const std::string& keys, const std::vector<Said>& sequence,
                               const std::string& converters = "") const {
    OutputTakes takes(output_bench(keys, converters), place(""));
    const std::string sweep = takes.sweep_file();
    return ohmsweep(command("looped", sweep, takes, sequence));
  }

  [[nodiscard]] Outcome player(const std::string& keys, const std::vector<Said>& sequence) const {
    OutputTakes takes(output_bench("wiring = \"player\"\n" + keys), place(""));
    const std::string programme = takes.programme_file();
    return ohmsweep(command("player", programme, takes, sequence));
  }
};

const std::string one_ohm = "circuit = [\"R source tip 1ohm\"]\n";
const std::string player_circuit =
    "circuit = [\"R source tip 1ohm\"]\nground_resistance = \"30mohm\"\nclock_offset = \"41ppm\"\nstart = "
    "\"300ms\"\n";

const std::vector<Said> round_of_33{
    {"unloaded", "unloaded"}, {"33ohm+-0.1%", "33ohm"}, {"33ohm+-0.1%", "33ohm"}, {"unloaded", "unloaded"}};

TEST_F(OutputMishaps, AnHonestSequenceRaisesNothing) {
  const Outcome outcome = looped(one_ohm, round_of_33);
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(codes_of(outcome), IsEmpty());
  const Outcome played = player(player_circuit, round_of_33);
  EXPECT_EQ(played.exit_code, 0) << played.err;
  EXPECT_THAT(codes_of(played), IsEmpty());
  EXPECT_NEAR(json::parse(played.out)[0]["nominal_impedance_ohm"].get<double>(), 1.03, 0.006);
  EXPECT_NEAR(json::parse(played.out)[0]["shared_ground"]["resistance_ohm"].get<double>(), 0.03, 0.003);
  EXPECT_NEAR(json::parse(played.out)[0]["clock_offset_ppm"].get<double>(), 41.0, 0.5);
}

TEST_F(OutputMishaps, LoadedAndUnloadedExchangedAreNamed) {
  const Outcome outcome = looped(one_ohm, {{"33ohm+-0.1%", "unloaded"},
                                           {"unloaded", "33ohm"},
                                           {"unloaded", "33ohm"},
                                           {"33ohm+-0.1%", "unloaded"}});
  EXPECT_EQ(outcome.exit_code, 3);
  EXPECT_THAT(codes_of(outcome), ElementsAre("states_swapped"));
}

TEST_F(OutputMishaps, OneTakeGivenTwiceIsRefused) {
  OutputTakes takes(output_bench(one_ohm), place(""));
  const std::string sweep = takes.sweep_file();
  std::vector<std::string> words =
      command("looped", sweep, takes, {{"unloaded", "unloaded"}, {"33ohm+-0.1%", "33ohm"}});
  words.insert(words.end(), {"--take", "33ohm+-0.1%=" + place("take1.wav").string()});
  const Outcome outcome = ohmsweep(words);
  EXPECT_EQ(outcome.exit_code, 3);
  EXPECT_THAT(outcome.out, IsEmpty());
  EXPECT_THAT(outcome.err, HasSubstr("are the same recording"));
}

TEST_F(OutputMishaps, ALoadDeclaredTenTimesTooLargeIsNamed) {
  const Outcome outcome = looped("circuit = [\"R source tip 5ohm\"]\n", {{"unloaded", "unloaded"},
                                                                         {"330ohm+-0.1%", "33ohm"},
                                                                         {"16ohm+-0.1%", "16ohm"},
                                                                         {"16ohm+-0.1%", "16ohm"},
                                                                         {"330ohm+-0.1%", "33ohm"},
                                                                         {"unloaded", "unloaded"}});
  EXPECT_EQ(outcome.exit_code, 3);
  EXPECT_THAT(codes_of(outcome), ElementsAre("load_value"));
  EXPECT_THAT(outcome.out, HasSubstr("330ohm"));
}

TEST_F(OutputMishaps, AVolumeKnobThatMovedIsNoDrift) {
  for (const char* take : {"1", "2", "3"}) {
    const Outcome outcome =
        looped(one_ohm + "volume_step = \"1%\"\nvolume_step_take = " + take + "\n", round_of_33);
    EXPECT_THAT(codes_of(outcome), ElementsAre("gain_changed")) << "from take " << take;
  }
}

TEST_F(OutputMishaps, AKnobThatMovedInTheMiddleCostsNothing) {
  const Outcome outcome = looped(one_ohm + "volume_step = \"1%\"\nvolume_step_take = 2\n", round_of_33);
  const json result = json::parse(outcome.out).at(0);
  EXPECT_NEAR(result["nominal_impedance_ohm"].get<double>(), 1.0,
              result["nominal_impedance_u95_ohm"].get<double>());
}

TEST_F(OutputMishaps, ALoadOnThePlayersOtherChannelIsNamed) {
  const Outcome outcome = player(player_circuit, {{"unloaded", "unloaded"},
                                                  {"33ohm+-0.1%", "other:33ohm"},
                                                  {"33ohm+-0.1%", "other:33ohm"},
                                                  {"unloaded", "unloaded"}});
  EXPECT_EQ(outcome.exit_code, 3);
  EXPECT_THAT(codes_of(outcome), ElementsAre("wrong_channel"));
}

TEST_F(OutputMishaps, ALoadOnThePlayersOtherChannelIsNamedInOneTakeOfALowOutput) {
  const Outcome outcome =
      player("circuit = [\"R source tip 0.1ohm\"]\nstart = \"300ms\"\n", {{"unloaded", "unloaded"},
                                                                          {"33ohm+-0.1%", "other:33ohm"},
                                                                          {"33ohm+-0.1%", "33ohm"},
                                                                          {"unloaded", "unloaded"}});
  EXPECT_EQ(outcome.exit_code, 3);
  EXPECT_THAT(codes_of(outcome), ElementsAre("wrong_channel"));
}

TEST_F(OutputMishaps, AKnobTurnedBySixDecibelsIsNoExchange) {
  const std::vector<Said> two_loads{{"unloaded", "unloaded"}, {"33ohm+-0.1%", "33ohm"},
                                    {"16ohm+-0.1%", "16ohm"}, {"16ohm+-0.1%", "16ohm"},
                                    {"33ohm+-0.1%", "33ohm"}, {"unloaded", "unloaded"}};
  for (const char* take : {"1", "3"}) {
    const Outcome outcome = looped(
        "circuit = [\"R source tip 0.1ohm\"]\nvolume_step = \"100%\"\n"
        "volume_step_take = " +
            std::string(take) + "\n",
        two_loads);
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    EXPECT_THAT(codes_of(outcome), ElementsAre("gain_changed")) << "from take " << take;
  }
}

TEST_F(OutputMishaps, LoadsDeclaredTheWrongWayRoundAreNoUnloadedTakes) {
  const Outcome outcome = looped(one_ohm, {{"33ohm+-0.1%", "33ohm"},
                                           {"160ohm+-0.1%", "16ohm"},
                                           {"160ohm+-0.1%", "16ohm"},
                                           {"33ohm+-0.1%", "33ohm"}});
  EXPECT_EQ(outcome.exit_code, 3);
  EXPECT_THAT(codes_of(outcome), ElementsAre("load_value"));
  EXPECT_THAT(outcome.out, Not(HasSubstr("called unloaded")));
}

TEST_F(OutputMishaps, ASilentReferenceIsACableThatIsMissing) {
  const Outcome outcome = player(player_circuit + "reference_silent = true\n", round_of_33);
  EXPECT_EQ(outcome.exit_code, 3);
  EXPECT_THAT(outcome.err, HasSubstr("channel 1 hears nothing of the player"));
}

TEST_F(OutputMishaps, LoudnessIsNamed) {
  const Outcome outcome = player(player_circuit + "loudness_db = 6.0\n", round_of_33);
  EXPECT_THAT(codes_of(outcome), ElementsAre("level_dependent"));
}

TEST_F(OutputMishaps, AutomaticGainIsNamed) {
  const Outcome outcome = player(player_circuit +
                                     "[amplifier.output.automatic_gain]\nthreshold = \"-30dBFS\"\nratio = "
                                     "3.0\nattack = \"5ms\"\nrelease = "
                                     "\"200ms\"\n",
                                 round_of_33);
  EXPECT_THAT(codes_of(outcome), ElementsAre("automatic_gain"));
}

TEST_F(OutputMishaps, MonoIsNamedAlone) {
  const Outcome outcome = player(player_circuit + "mono_sum = true\n", round_of_33);
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(codes_of(outcome), ElementsAre("mono_sum"));
  EXPECT_TRUE(json::parse(outcome.out)[0]["shared_ground"].is_null());
}

TEST_F(OutputMishaps, AFixedEqualiserDoesNoHarm) {
  const Outcome outcome = player(
      player_circuit +
          "[[amplifier.output.equaliser]]\nshape = \"peak\"\nfrequency = \"2kHz\"\ngain_db = 5.0\nq = 1.0\n",
      round_of_33);
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(codes_of(outcome), IsEmpty());
}

TEST_F(OutputMishaps, ADeepEqualiserIsNoLostSample) {
  const Outcome outcome = player(player_circuit +
                                     "[[amplifier.output.equaliser]]\nshape = \"peak\"\nfrequency = "
                                     "\"3kHz\"\ngain_db = -12.0\nq = 4.0\n",
                                 round_of_33);
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(codes_of(outcome), IsEmpty());
}

TEST_F(OutputMishaps, AMonoProgrammeLeavesTheGroundUnknown) {
  OutputTakes takes(output_bench("wiring = \"player\"\n" + player_circuit), place(""));
  const std::string programme = takes.programme_file(false);
  const Outcome outcome = ohmsweep(command("player", programme, takes, round_of_33));
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(codes_of(outcome), ElementsAre("ground_unknown"));
  EXPECT_TRUE(json::parse(outcome.out)[0]["shared_ground"].is_null());
  EXPECT_NEAR(json::parse(outcome.out)[0]["nominal_impedance_ohm"].get<double>(), 1.0, 0.006);
}

TEST_F(OutputMishaps, ProtectionIsNamedAndNoBrokenRecording) {
  for (const char* current : {"5mA", "10mA", "15mA", "15mA\"\nprotection_time = \"1s"}) {
    const Outcome outcome = looped(one_ohm + "protection_current = \"" + current + "\"\n", round_of_33);
    EXPECT_EQ(outcome.exit_code, 3) << current;
    EXPECT_THAT(outcome.out, IsEmpty()) << current;
    EXPECT_THAT(outcome.err, HasSubstr("protection switches it off; use a higher load or a lower level"));
    EXPECT_THAT(outcome.err, Not(HasSubstr("dropout"))) << current;
    EXPECT_THAT(outcome.err, Not(HasSubstr("cable"))) << current;
  }
}

TEST_F(OutputMishaps, ProtectionThatALighterLoadDoesNotTripIsTheOnlyFinding) {
  const Outcome outcome = looped(one_ohm + "protection_current = \"15mA\"\n", {{"unloaded", "unloaded"},
                                                                               {"100ohm+-0.1%", "100ohm"},
                                                                               {"33ohm+-0.1%", "33ohm"},
                                                                               {"33ohm+-0.1%", "33ohm"},
                                                                               {"100ohm+-0.1%", "100ohm"},
                                                                               {"unloaded", "unloaded"}});
  EXPECT_EQ(outcome.exit_code, 3);
  EXPECT_THAT(codes_of(outcome), ElementsAre("loads_disagree"));
  EXPECT_THAT(outcome.out, HasSubstr("protection"));
  const json result = json::parse(outcome.out).at(0);
  EXPECT_NEAR(result["nominal_impedance_ohm"].get<double>(), 1.0,
              result["nominal_impedance_u95_ohm"].get<double>());
}

TEST_F(OutputMishaps, ProtectionOfAPlayerIsNamed) {
  const Outcome outcome = player(player_circuit + "protection_current = \"15mA\"\n", round_of_33);
  EXPECT_EQ(outcome.exit_code, 3);
  EXPECT_THAT(outcome.err, HasSubstr("protection switches the output off"));
}

/// Played on the bench with the usual sweep.
class OnALimitedOutput : public OutputMishaps {
 protected:
  [[nodiscard]] Outcome measured(const std::string& limit, const std::vector<std::string>& loads,
                                 const std::string& duration = "5s") const {
    const std::string bench =
        write("limited.toml", output_bench(one_ohm + "current_limit = \"" + limit + "\"\n")).string();
    std::vector<std::string> words{"measure", "amplifier",      "amp",        "--output", "jack", "--json",
                                   "--audio", "bench:" + bench, "--duration", duration};
    for (const std::string& load : loads) words.insert(words.end(), {"--load", load});
    return ohmsweep(words);
  }
};

TEST_F(OnALimitedOutput, TheLimitBlocksWhereItHidesTheImpedance) {
  for (const char* limit : {"18mA", "20.5mA", "22mA"}) {
    const Outcome outcome = measured(limit, {"33ohm+-0.1%"});
    EXPECT_EQ(outcome.exit_code, 3) << limit;
    EXPECT_THAT(codes_of(outcome), ElementsAre("loads_disagree")) << limit;
    EXPECT_THAT(outcome.out, HasSubstr("limits its current")) << limit;
  }
}

TEST_F(OutputMishaps, ACurrentLimitOfAPlayerIsNoAutomaticGain) {
  const Outcome outcome = player(player_circuit + "current_limit = \"18mA\"\n", round_of_33);
  EXPECT_EQ(outcome.exit_code, 3);
  EXPECT_THAT(outcome.out + outcome.err, HasSubstr("limits its current"));
  EXPECT_THAT(outcome.out + outcome.err, Not(HasSubstr("automatic_gain")));
}

TEST_F(OnALimitedOutput, AShortSweepBlamesTheOutputAndNoBuffers) {
  for (const char* limit : {"18mA", "22mA"}) {
    const Outcome outcome = measured(limit, {"33ohm+-0.1%"}, "2s");
    EXPECT_EQ(outcome.exit_code, 3) << limit;
    EXPECT_THAT(outcome.out + outcome.err, HasSubstr("limits its current")) << limit;
    EXPECT_THAT(outcome.err, Not(HasSubstr("buffers"))) << limit;
  }
}

TEST_F(OnALimitedOutput, ALowerLevelShowsTheOutput) {
  for (const char* limit : {"18mA", "20.5mA"}) {
    const Outcome outcome = measured(limit, {"33ohm+-0.1%", "33ohm+-0.1%@-30dBFS"});
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    EXPECT_THAT(codes_of(outcome), ElementsAre("level_dependent")) << limit;
    ASSERT_FALSE(outcome.out.empty());
    const json result = json::parse(outcome.out).at(0);
    EXPECT_NEAR(result["nominal_impedance_ohm"].get<double>(), 1.0,
                result["nominal_impedance_u95_ohm"].get<double>());
  }
}

TEST_F(OutputMishaps, ABalancedOutputIsMeasuredWithItsLegs) {
  OutputTakes takes(
      output_bench(
          "wiring = \"balanced\"\ncircuit = [\"R source tip 0.4ohm\"]\ncold_circuit = [\"R source tip "
          "0.6ohm\"]\n"),
      place(""));
  const std::string sweep = takes.sweep_file();
  std::vector<Said> sequence{{"common", "common"}};
  sequence.insert(sequence.end(), round_of_33.begin(), round_of_33.end());
  const Outcome outcome = ohmsweep(command("balanced", sweep, takes, sequence));
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(codes_of(outcome), IsEmpty());
  const json result = json::parse(outcome.out).at(0);
  EXPECT_NEAR(result["nominal_impedance_ohm"].get<double>(), 1.0, 0.004);
  const auto leg_at_1khz = [&](const char* leg) {
    for (const json& point : result["legs"][leg]) {
      if (std::abs(point["frequency_hz"].get<double>() - 1000.0) < 0.5)
        return point["resistance_ohm"].get<double>();
    }
    return -1.0;
  };
  EXPECT_NEAR(leg_at_1khz("hot"), 0.4, 0.003);
  EXPECT_NEAR(leg_at_1khz("cold"), 0.6, 0.003);
}

TEST_F(OutputMishaps, BalancedInputsThatNobodyComparedAreNamed) {
  OutputTakes takes(output_bench("wiring = \"balanced\"\n" + one_ohm), place(""));
  const std::string sweep = takes.sweep_file();
  const Outcome outcome = ohmsweep(command("balanced", sweep, takes, round_of_33));
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(codes_of(outcome), ElementsAre("inputs_unmatched"));
}

TEST_F(OutputMishaps, BalancedTakesOfTwoClocksAreRefused) {
  OutputTakes takes(output_bench("wiring = \"balanced\"\n" + one_ohm, "clock_offset = \"60ppm\"\n"),
                    place(""));
  const std::string sweep = takes.sweep_file();
  const Outcome outcome = ohmsweep(command("balanced", sweep, takes, round_of_33));
  EXPECT_EQ(outcome.exit_code, 3);
  EXPECT_THAT(outcome.err, HasSubstr("two clocks"));
}

}  // namespace
}  // namespace ohmsweep::end_to_end
