#include <fmt/format.h>
#include <gmock/gmock.h>

#include <algorithm>
#include <sstream>

#include "end_to_end/workplace.h"

namespace ohmsweep::end_to_end {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

/// Signs of a line outside quotes and not escaped.
std::ptrdiff_t count_in(const std::string& line, char sign) {
  std::ptrdiff_t count = 0;
  bool quoted = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '"') quoted = !quoted;
    if (line[i] == sign && !quoted && (i == 0 || line[i - 1] != '\\')) ++count;
  }
  return count;
}

class TableFormats : public Workplace {
 protected:
  [[nodiscard]] std::string printed(std::vector<std::string> command, const std::string& format) const {
    command.insert(command.end(), {"--format", format});
    return expect_done(command).out;
  }
  /// Every row of the first table has as many cells as its header.
  void expect_tables(const std::vector<std::string>& command) const {
    for (const auto& [format, sign] : {std::pair{"csv", ','}, std::pair{"markdown", '|'}}) {
      auto lines = lines_of(printed(command, format));
      // Above a table in Markdown stands whose it is.
      while (!lines.empty() && count_in(lines[0], sign) == 0) lines.erase(lines.begin());
      ASSERT_GE(lines.size(), 2U) << command[0] << " " << format;
      for (const std::string& line : lines) {
        if (line.empty()) break;
        EXPECT_EQ(count_in(line, sign), count_in(lines[0], sign))
            << command[0] << " " << format << ": " << line;
      }
    }
  }
};

TEST_F(TableFormats, AreTheSameRowsForPeopleAndPrograms) {
  measure_everything();
  for (const std::vector<std::string>& command :
       std::vector<std::vector<std::string>>{{"list"},
                                             {"list", "calibrations"},
                                             {"show", "HD"},
                                             {"show", "O2"},
                                             {"show", "desk"},
                                             {"show", "calibration", "desk"},
                                             {"match", "HD"},
                                             {"rate"},
                                             {"pair", "HD", "O2"},
                                             {"advise"},
                                             {"advise", "--headphone", "HD"},
                                             {"advise", "--amplifier", "O2"},
                                             {"loudness"},
                                             {"catalog"},
                                             {"catalog", "Mojo 2"},
                                             {"catalog", "rate"}}) {
    expect_tables(command);
    EXPECT_EQ(printed(command, "json"), expect_done([&] {
                                          std::vector<std::string> words = command;
                                          words.emplace_back("--json");
                                          return words;
                                        }())
                                            .out);
    EXPECT_EQ(printed(command, "table"), expect_done(command).out);
    std::vector<std::string> wrong = command;
    wrong.insert(wrong.end(), {"--format", "html"});
    expect_refused(wrong, 2, "write table, csv, markdown or json");
  }
}

TEST_F(TableFormats, AreOfProgramsNumbersAndPeoplesWords) {
  measure_everything();
  (void)expect_done({"describe", "HD", "--sensitivity", "97dB/mW@1kHz"});
  EXPECT_THAT(printed({"loudness"}, "csv"),
              AllOf(StartsWith("headphone,channel,amplifier,output,setting,peak_db_spl,"),
                    HasSubstr("needed_vrms,needed_vrms_u95,needed_vrms_bound"),
                    HasSubstr("\nHD,left,O2,front,,110,20,")));
  EXPECT_THAT(printed({"catalog", "rate", "--headphone", "JH13", "--amplifier", "Mojo 2"}, "csv"),
              HasSubstr("\nJH Audio JH13,,Chord Mojo 2,single-ended,8,pass,false,false,8,10,0.5,0.5,16,20,"));
  EXPECT_THAT(printed({"catalog", "Mojo 2"}, "csv"),
              HasSubstr("\nsource,Chord Mojo 2,single-ended,0.5,0.5,0.5ohm,"));
  EXPECT_THAT(
      printed({"pair", "HD", "O2"}, "csv"),
      AllOf(HasSubstr("\nHD,left,O2,front,8,minimum,"), HasSubstr("\nHD,right,O2,front,1 kHz,bass,20,250,")));
  EXPECT_THAT(printed({"pair", "HD", "O2"}, "markdown"),
              AllOf(HasSubstr("\nHD left on O2 front\n\n| rule | on |"), HasSubstr("\n\n| region | mean |"),
                    HasSubstr("\n\nWhat is heard: ")));
  EXPECT_THAT(printed({"advise"}, "csv"), StartsWith("amplifier,output,pass,undecided,fail,no_verdict,"));
  EXPECT_THAT(printed({"show", "O2"}, "csv"),
              AllOf(HasSubstr("\n\nname,part,setting,quantity,at,value,u95,bound,unit,remark\n"),
                    HasSubstr("\nO2,front,,resistance,,")));
}

TEST_F(TableFormats, KeepAHostileNameInItsCell) {
  const std::string name = R"(a | b `c` <script>, "d")";
  const auto file = write("flat.zma", "20 32 0\n200 32 0\n1000 32 0\n5000 32 0\n20000 32 0\n");
  (void)expect_done({"import", "headphone", name, file.string(), "--channel", "left"});
  expect_tables({"list"});
  EXPECT_THAT(printed({"list"}, "markdown"), HasSubstr(R"(| a \| b \`c\` \<script\>, "d" |)"));
  EXPECT_THAT(printed({"show", name}, "csv"), HasSubstr("\n\"a | b `c` <script>, \"\"d\"\"\",left,1,32,"));
}

TEST_F(TableFormats, OfAnEmptyLibraryAreHeaders) {
  EXPECT_EQ(lines_of(printed({"list"}, "csv")).size(), 1U);
  EXPECT_EQ(lines_of(printed({"list"}, "markdown")).size(), 2U);
  EXPECT_EQ(lines_of(printed({"list", "calibrations"}, "csv")).size(), 1U);
}

TEST_F(TableFormats, HoldABatchToo) {
  const auto file = write("shelf.toml", "name = \"shelf\"\n[[headphone]]\nname = \"dynamic300\"\n");
  const std::string bench = fmt::format("bench:{}/calibration/benches/demo.toml", OHMSWEEP_SOURCE_DIR);
  const std::vector<std::string> command{"batch", file.string(), "--audio", bench, "--calibration", "none"};
  EXPECT_THAT(printed(command, "csv"),
              AllOf(StartsWith("headphone,channel,outcome,version,impedance_1khz_ohm,"),
                    HasSubstr("\ndynamic300,left,measured,1,")));
  EXPECT_THAT(printed(command, "markdown"),
              AllOf(StartsWith("| headphone | channel | outcome |"), HasSubstr("2 of 2 measured")));
}

TEST_F(TableFormats, LeaveTheCurveToTheTerminal) {
  measure_everything();
  EXPECT_THAT(expect_done({"show", "HD"}).out, HasSubstr("L left, R right, # both"));
  EXPECT_THAT(expect_done({"show", "O2"}).out, HasSubstr("# front"));
  for (const char* format : {"csv", "markdown", "json"}) {
    EXPECT_THAT(printed({"show", "HD"}, format), Not(HasSubstr("# both"))) << format;
  }
}

}  // namespace
}  // namespace ohmsweep::end_to_end
