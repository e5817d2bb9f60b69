#include <fmt/format.h>
#include <gmock/gmock.h>

#include <filesystem>
#include <utility>

#include "end_to_end/workplace.h"

namespace ohmsweep::end_to_end {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

/// Width and height in the header of a PNG.
std::pair<unsigned, unsigned> size_of_png(const std::string& png) {
  if (png.size() < 24) return {};
  const auto number = [&](std::size_t at) {
    unsigned value = 0;
    for (std::size_t i = at; i < at + 4; ++i) value = 256U * value + static_cast<unsigned char>(png[i]);
    return value;
  };
  return {number(16), number(20)};
}

class Plot : public Workplace {
 protected:
  /// A flat curve under this name.
  void import(const std::string& kind, const std::string& name) const {
    const fs::path file = write("flat.zma", "20 32 0\n200 32 0\n1000 32 0\n5000 32 0\n20000 32 0\n");
    (void)expect_done({"import", kind, name, file.string(), kind == "headphone" ? "--channel" : "--output",
                       kind == "headphone" ? "left" : "phones"});
  }

  [[nodiscard]] std::string picture(std::vector<std::string> words, const std::string& file) const {
    words.insert(words.begin(), "plot");
    words.insert(words.end(), {"-o", place(file).string()});
    (void)expect_done(words);
    return text_of(place(file));
  }
};

TEST_F(Plot, DrawsEverySubjectAsSvgAndAsPng) {
  const std::string library_of_demo = place("demo").string();
  ASSERT_EQ(run({"demo", library_of_demo, "--quiet"}).exit_code, 0);
  const std::vector<std::vector<std::string>> subjects{{"headphone", "dynamic300"},
                                                       {"headphone", "dynamic300", "planar32", "inear8"},
                                                       {"amplifier", "receiver"},
                                                       {"amplifier", "receiver", "dongle"},
                                                       {"pairing", "--headphone", "inear8"},
                                                       {"matrix"}};
  for (const std::vector<std::string>& subject : subjects) {
    for (const char* file : {"p.svg", "p.png"}) {
      std::vector<std::string> words{"--library", library_of_demo, "plot"};
      words.insert(words.end(), subject.begin(), subject.end());
      words.insert(words.end(), {"-o", place(file).string()});
      const Outcome outcome = run(words);
      EXPECT_EQ(outcome.exit_code, 0) << subject[0] << ": " << outcome.err;
    }
    const std::string svg = text_of(place("p.svg"));
    EXPECT_THAT(svg, AllOf(StartsWith("<?xml"), HasSubstr("ohmsweep"), HasSubstr("</svg>"))) << subject[0];
    EXPECT_THAT(svg, Not(HasSubstr("<script"))) << subject[0];
    EXPECT_EQ(size_of_png(text_of(place("p.png"))), std::pair(1200U, 675U)) << subject[0];
  }
}

TEST_F(Plot, DrawsHowACalibrationMoved) {
  for (int i = 0; i < 2; ++i) (void)expect_done(calibrate_arguments());
  EXPECT_THAT(picture({"calibration", "desk"}, "c.svg"), HasSubstr("calibration desk: version 2 against 1"));
  EXPECT_THAT(picture({"calibration", "desk@2"}, "c.svg"), HasSubstr("version 2 against 1"));
  const std::string file = place("none.svg").string();
  expect_refused({"plot", "calibration", "desk@1", "-o", file}, 1, "none before it");
  expect_refused({"plot", "calibration", "desk@9", "-o", file}, 1, "no version 9");
}

TEST_F(Plot, RunsNoNameAndShowsItAsItIs) {
  const std::string trap = place("trap").string();
  const std::string name = fmt::format(R"(''"{{x}}_a^b@c\ #;!`touch {0}`$(touch {0}))", trap);
  import("headphone", name);
  import("headphone", "שלום <b>&amp; 最終");
  import("amplifier", fmt::format(R"("; system('touch {}'); ")", trap));
  const std::string svg = picture({"headphone", name}, "p.svg");
  EXPECT_THAT(svg, HasSubstr(R"(''"{x}_a^b@c\ #;!`touch /)"));
  EXPECT_THAT(picture({"headphone", "שלום <b>&amp; 最終"}, "q.svg"), HasSubstr("שלום &lt;b>&amp;amp; 最終"));
  EXPECT_EQ(size_of_png(picture({"pairing"}, "r.png")).first, 1200U);
  EXPECT_EQ(size_of_png(picture({"matrix"}, "s.png")).first, 1200U);
  EXPECT_FALSE(fs::exists(trap));
  EXPECT_THAT(files_left(), Not(Contains("trap")));
}

TEST_F(Plot, IsTheSameBytesEachTime) {
  import("headphone", "A");
  for (const char* file : {"a.svg", "a.png"}) {
    EXPECT_EQ(picture({"headphone", "A"}, file), picture({"headphone", "A"}, file)) << file;
  }
}

TEST_F(Plot, HasTheSizeAskedFor) {
  import("headphone", "A");
  EXPECT_EQ(size_of_png(picture({"headphone", "A", "--size", "640x360"}, "a.png")), std::pair(640U, 360U));
  const std::string file = place("b.png").string();
  for (const char* size : {"640", "640x", "x360", "10x10", "99999x360", "640X360", "-5x5"}) {
    expect_refused({"plot", "headphone", "A", "--size", size, "-o", file}, 2, "1200x675");
  }
}

TEST_F(Plot, RefusesWhatItCannotDraw) {
  import("headphone", "A");
  const std::string file = place("a.png").string();
  expect_refused({"plot", "headphone", "A"}, 2, "-o FILE.svg");
  expect_refused({"plot", "headphone", "A", "-o", place("a.pdf").string()}, 2, ".svg or .png");
  expect_refused({"plot", "headphone", "-o", file}, 2, "needs a NAME");
  expect_refused({"plot", "headphone", "B", "-o", file}, 1, "'B'");
  expect_refused({"plot", "headphone", "A", "--channel", "right", "-o", file}, 1, "no channel 'right'");
  expect_refused({"plot", "headphone", "A", "--output", "x", "-o", file}, 2, "--output");
  expect_refused({"plot", "cat", "A", "-o", file}, 2, "'plot cat' does not exist");
  expect_refused({"plot", "matrix", "A", "-o", file}, 2, "'A'");
  expect_refused({"plot", "matrix", "-o", file}, 1, "no amplifier");
  expect_refused({"plot", "pairing", "-o", file}, 1, "no output");
  expect_refused({"plot", "headphone", "A", "-o", place("none/a.png").string()}, 1, "cannot be written");
  EXPECT_FALSE(fs::exists(file));
}

TEST_F(Plot, SaysWhereGnuplotIsNotInstalledOrFails) {
  import("headphone", "A");
  const std::string file = place("a.png").string();
  fs::create_directories(place("bin"));
  RunOptions options;
  options.environment["PATH"] = place("bin").string();
  const Outcome missing = ohmsweep({"plot", "headphone", "A", "-o", file}, options);
  EXPECT_EQ(missing.exit_code, 1);
  EXPECT_THAT(missing.err, HasSubstr("gnuplot-nox"));
  write("bin/gnuplot", "#!/bin/sh\necho 'line 0: unknown or ambiguous terminal' >&2\nexit 1\n");
  fs::permissions(place("bin/gnuplot"), fs::perms::owner_all);
  const Outcome failed = ohmsweep({"plot", "headphone", "A", "-o", file}, options);
  EXPECT_EQ(failed.exit_code, 1);
  EXPECT_THAT(failed.err, HasSubstr("exit code 1: line 0: unknown or ambiguous terminal"));
  EXPECT_FALSE(fs::exists(file));
}

TEST_F(Plot, EndsWithCtrlCAndLeavesNoFile) {
  import("headphone", "A");
  fs::create_directories(place("bin"));
  write("bin/gnuplot", "#!/bin/sh\nexec /bin/sleep 30\n");
  fs::permissions(place("bin/gnuplot"), fs::perms::owner_all);
  RunOptions options;
  options.environment["PATH"] = place("bin").string();
  options.interrupt_after_s = 0.5;
  const Outcome outcome = ohmsweep({"plot", "headphone", "A", "-o", place("a.svg").string()}, options);
  EXPECT_EQ(outcome.exit_code, 130);
  EXPECT_FALSE(fs::exists(place("a.svg")));
}

}  // namespace
}  // namespace ohmsweep::end_to_end
