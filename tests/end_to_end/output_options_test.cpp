/// What 'measure amplifier' says of options that do not go with one another, and what it draws of a player.

#include <gmock/gmock.h>

#include <algorithm>
#include <sstream>

#include "end_to_end/workplace.h"

namespace ohmsweep::end_to_end {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class OutputOptions : public Workplace {
 protected:
  [[nodiscard]] std::string bench() const {
    return "bench:" + write("kinds.toml",
                            "[converters]\nnoise = \"-104dBFS\"\n[[amplifier]]\nname = \"duo\"\n"
                            "[[amplifier.output]]\nname = \"xlr\"\nwiring = \"balanced\"\n"
                            "circuit = [\"R source tip 1ohm\"]\n"
                            "[[amplifier.output]]\nname = \"jack\"\nwiring = \"player\"\n"
                            "circuit = [\"R source tip 1ohm\"]\n"
                            "[[amplifier.output]]\nname = \"front\"\n"
                            "circuit = [\"R source tip 1ohm\"]\n")
                          .string();
  }
  [[nodiscard]] std::vector<std::string> measure(const std::string& output,
                                                 const std::vector<std::string>& more) const {
    std::vector<std::string> command{"measure", "amplifier", "duo",     "--output",
                                     output,    "--preview", "--audio", bench()};
    command.insert(command.end(), more.begin(), more.end());
    return command;
  }
};

TEST_F(OutputOptions, AnOutputOfABenchIsNotMeasuredInAnotherWiring) {
  expect_refused(measure("xlr", {"--wiring", "looped"}), 2, "--wiring balanced");
  expect_refused(measure("xlr", {}), 2, "--wiring balanced");
  expect_refused(measure("jack", {}), 2, "--wiring player");
  expect_refused(measure("front", {"--wiring", "player"}), 2, "--wiring looped");
}

TEST_F(OutputOptions, AProgrammeWithoutThePlayersWiringIsNamedAsOne) {
  const std::string file = place("phone.wav").string();
  expect_done({"sweep", file, "--player", "--duration", "2s"});
  expect_refused({"measure", "amplifier", "duo", "--output", "jack", "--stimulus", file, "--audio", bench()},
                 2, "--wiring player");
  std::vector<std::string> takes{"measure", "amplifier", "phone", "--output", "jack", "--stimulus", file};
  takes.insert(takes.end(), {"--take", "unloaded=u.wav", "--take", "33ohm=l.wav"});
  expect_refused(takes, 1, "--wiring player");
}

TEST_F(OutputOptions, ALoadThatLoadsNothingIsRefused) {
  expect_refused(measure("front", {"--load", "1e9ohm"}), 2, "at most 100 kohm");
  expect_done(measure("front", {"--load", "100kohm"}));
}

TEST_F(OutputOptions, TheHelpOfEveryCommandPartsNamesFromTexts) {
  for (const char* command :
       {"measure amplifier", "measure level", "measure headphone", "sweep", "rig new"}) {
    std::istringstream words(command);
    std::vector<std::string> arguments;
    for (std::string word; words >> word;) arguments.push_back(word);
    arguments.emplace_back("--help");
    std::istringstream lines(expect_done(arguments).out);
    for (std::string line; std::getline(lines, line);) {
      if (!line.starts_with("  --")) continue;
      const bool name_alone = std::count(line.begin(), line.end(), ' ') <= 3;
      EXPECT_TRUE(name_alone || line[29] == ' ') << line;
    }
  }
}

TEST_F(OutputOptions, APlayersPictureSaysWhichContactIsWhat) {
  RunOptions person;
  person.input = "grounded\n\nq\n";
  const Outcome outcome =
      ohmsweep(measure("jack", {"--wiring", "player", "--guided", "--load", "33ohm+-0.1%/0.5W"}), person);
  EXPECT_EQ(outcome.exit_code, 130) << outcome.err;
  const std::string loaded = outcome.err.substr(outcome.err.find("Step 2 of"));
  EXPECT_THAT(loaded, AllOf(HasSubstr("tip    (left)  -------------------- in 1"), HasSubstr("in 2"),
                            HasSubstr("ring   (right)"), HasSubstr("gnd of in 1 and in 2"),
                            HasSubstr("[ ]   33ohm\n"), Not(HasSubstr("the load\n"))));
  std::istringstream lines(outcome.err);
  for (std::string line; std::getline(lines, line);) {
    EXPECT_LE(line.starts_with("  player") ? line.size() : 0, 60U) << line;
  }
}

}  // namespace
}  // namespace ohmsweep::end_to_end
