#include <fmt/format.h>
#include <gmock/gmock.h>

#include <filesystem>
#include <map>
#include <regex>
#include <set>

#include "documentation/documents.h"

namespace ohmsweep::documentation {
namespace {

namespace fs = std::filesystem;
using ::testing::AnyOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

const fs::path project = OHMSWEEP_SOURCE_DIR;
const std::string program = OHMSWEEP_PROGRAM;

std::string document(const std::string& path) {
  for (const Document& each : documents(project)) {
    if (each.path == path) return each.text;
  }
  return {};
}

std::string help_of(const std::string& command) {
  return output_of(fmt::format("'{}' {} --help", program, command));
}

/// "measure headphone" and the others, from the help's list of commands.
std::vector<std::string> known_commands() {
  static const std::regex entry(R"(^  ((?:[a-z]+ ?)+))");
  std::istringstream help(help_of(""));
  std::vector<std::string> found;
  bool listing = false;
  for (std::string line; std::getline(help, line);) {
    std::smatch match;
    if (line == "commands:") listing = true;
    if (line.empty()) listing = false;
    if (listing && std::regex_search(line, match, entry)) {
      found.push_back(std::regex_replace(match[1].str(), std::regex(" +$"), ""));
    }
  }
  return found;
}

/// The known command that a line's words stand for once its leading options are skipped; empty for none.
std::string command_of(std::vector<std::string> words, const std::vector<std::string>& known) {
  static const std::set<std::string> with_value{"--library", "--audio", "--rig"};
  while (!words.empty() && words.front().starts_with("--")) {
    words.erase(words.begin(), words.begin() + (with_value.contains(words.front()) ? 2 : 1));
  }
  const std::string line = fmt::format("{} ", fmt::join(words, " "));
  for (const std::string& name : known) {
    if (line.starts_with(name + " ")) return name;
  }
  return {};
}

std::set<std::string> options_in(const std::string& text) {
  static const std::regex option(R"(--[a-z][a-z-]*)");
  std::set<std::string> found;
  for (std::sregex_iterator match(text.begin(), text.end(), option), end; match != end; ++match) {
    found.insert(match->str());
  }
  return found;
}

TEST(Documents, YieldTheCommandsOfBlocksAndSpansOnly) {
  EXPECT_THAT(
      commands_in(
          "ohmsweep measures.\n\n    ohmsweep rate \\\n        --check  # now\n\nas `ohmsweep demo` does"),
      ElementsAre("ohmsweep rate --check  ", "ohmsweep demo"));
  EXPECT_THAT(commands_in(".TH X\n.nf\nohmsweep rate \\-\\-check\n"), ElementsAre("ohmsweep rate --check"));
}

TEST(Documents, NameNoCommandThatTheProgramLacks) {
  const std::vector<std::string> known = known_commands();
  ASSERT_THAT(known, Contains("measure headphone"));
  for (const Document& each : documents(project)) {
    for (const std::string& command : commands_in(each.text)) {
      const std::vector<std::string> words = words_after_program(command);
      if (words.front() == "--help" || words.front() == "COMMAND") continue;
      EXPECT_THAT(command_of(words, known), Not(IsEmpty())) << each.path << ": " << command;
    }
  }
}

TEST(Documents, NameNoOptionThatTheirCommandLacks) {
  const std::vector<std::string> known = known_commands();
  const std::set<std::string> everywhere = options_in(help_of(""));
  std::map<std::string, std::set<std::string>> of_command;
  for (const std::string& name : known) of_command[name] = options_in(help_of(name));
  for (const Document& each : documents(project)) {
    for (const std::string& command : commands_in(each.text)) {
      const std::string name = command_of(words_after_program(command), known);
      for (const std::string& option : options_in(command)) {
        EXPECT_TRUE(everywhere.contains(option) || of_command[name].contains(option))
            << each.path << ": " << command << ": " << option;
      }
    }
  }
}

TEST(Documents, TellOfEveryCommandInTheManualPageAndAtTheBench) {
  const std::string manual = document("docs/ohmsweep.1");
  const std::string bench = document("README.md") + document("docs/guide.md");
  for (const std::string& name : known_commands()) {
    EXPECT_THAT(manual, AnyOf(HasSubstr("\"" + name + " \""), HasSubstr(".B " + name + "\n"),
                              HasSubstr("\"" + name + "\"")))
        << name;
    EXPECT_THAT(bench, HasSubstr("ohmsweep " + name)) << name;
  }
}

TEST(Documents, ExplainEveryFindingWithItsRemedy) {
  static const std::regex enumerator(R"(^  ([a-z_]+),\s*///<)", std::regex::multiline);
  const std::string header =
      output_of(fmt::format("cat '{}/include/ohmsweep/core/finding.h'", project.string()));
  const std::string guide = document("docs/guide.md");
  int codes = 0;
  for (std::sregex_iterator match(header.begin(), header.end(), enumerator), end; match != end; ++match) {
    EXPECT_THAT(guide, HasSubstr(fmt::format("\n| `{}` | ", (*match)[1].str())));
    ++codes;
  }
  EXPECT_GE(codes, 18);
}

TEST(Documents, PointOnlyAtFilesThatExist) {
  static const std::regex path(
      R"(\b((?:docs|scripts|src|include|tests|calibration|cmake)/[A-Za-z0-9_./-]*[A-Za-z0-9_/]))");
  for (const Document& each : documents(project)) {
    for (std::sregex_iterator match(each.text.begin(), each.text.end(), path), end; match != end; ++match) {
      const std::string name = (*match)[1];
      if (name.find("MODULE") != std::string::npos) continue;
      const bool is_prefix = fs::exists(project / (name + ".cpp"));
      EXPECT_TRUE(is_prefix || fs::exists(project / name)) << each.path << " names " << name;
    }
  }
}

TEST(Documents, GiveTheManualPageTheProgramsVersion) {
  std::string version = output_of(fmt::format("'{}' --version", program));
  version.erase(version.find_last_not_of('\n') + 1);
  EXPECT_THAT(version, HasSubstr("."));
  EXPECT_THAT(document("docs/ohmsweep.1"), HasSubstr("\"" + version + "\""));
}

TEST(Documents, GiveTheManualPageWithoutAWarningFromRoff) {
  EXPECT_EQ(output_of(fmt::format("groff -man -Tutf8 -ww -z '{}/docs/ohmsweep.1'", project.string())), "");
}

}  // namespace
}  // namespace ohmsweep::documentation
