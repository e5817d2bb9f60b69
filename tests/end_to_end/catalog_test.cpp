#include <fmt/format.h>
#include <gmock/gmock.h>

#include "end_to_end/workplace.h"

namespace ohmsweep::end_to_end {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class Catalog : public Workplace {
 protected:
  void import_flat(const std::vector<std::string>& kind_and_name, double ohm,
                   const std::vector<std::string>& options = {}) const {
    std::string text;
    for (const double hz : {20.0, 100.0, 500.0, 1000.0, 5000.0, 20000.0})
      text += fmt::format("{} {} 0\n", hz, ohm);
    std::vector<std::string> command{"import"};
    command.insert(command.end(), kind_and_name.begin(), kind_and_name.end());
    command.insert(command.end(), {write("flat.zma", text).string(), "--uncertainty", "1%"});
    command.insert(command.end(), options.begin(), options.end());
    (void)expect_done(command);
  }
};

TEST_F(Catalog, ListsFiguresAndShowsOneWithItsSource) {
  EXPECT_THAT(expect_done({"catalog"}).out,
              AllOf(HasSubstr("Chord Mojo 2"), HasSubstr("published, unverified"),
                    HasSubstr("does not apply"), HasSubstr("none known")));
  EXPECT_THAT(expect_done({"catalog", "mojo 2"}).out, AllOf(HasSubstr("0.5 Ω"), HasSubstr("Hi-Fi News")));
  EXPECT_THAT(expect_done({"catalog", "HD600", "--json"}).out,
              AllOf(HasSubstr(R"("lowest_ohm": 300)"), HasSubstr(R"("verified": false)")));
  expect_refused({"catalog", "Mojo 3"}, 1, "Mojo");
}

TEST_F(Catalog, RatesWhatIsPublishedOfBothSides) {
  const std::string text =
      expect_done({"catalog", "rate", "--headphone", "HD600", "--amplifier", "Mojo 2"}).out;
  EXPECT_THAT(text, AllOf(HasSubstr("pass"), HasSubstr("both published"), HasSubstr("unverified")));
  EXPECT_EQ(ohmsweep({"catalog", "rate", "--headphone", "JH13", "--amplifier", "tube amplifier", "--check"})
                .exit_code,
            3);
}

TEST_F(Catalog, LetsAMeasuredCurveComeFirstAndTellsTheDifference) {
  import_flat({"headphone", "HD600"}, 32.0);
  const std::string text =
      expect_done({"catalog", "rate", "--headphone", "HD600", "--amplifier", "phone jack"}).out;
  EXPECT_THAT(text,
              AllOf(HasSubstr("headphone measured"), HasSubstr("undecided"), HasSubstr("89.3 % below it")));
}

TEST_F(Catalog, SaysWhyTheRuleDoesNotApply) {
  EXPECT_THAT(expect_done({"catalog", "rate", "--headphone", "AirPods Pro 2", "--check"}).out,
              AllOf(HasSubstr("does not apply"), HasSubstr("inside")));
  EXPECT_THAT(expect_done({"catalog", "rate", "--amplifier", "Bluetooth", "--json"}).out,
              HasSubstr(R"("verdict": "does not apply")"));
  EXPECT_THAT(expect_done({"catalog", "rate", "--headphone", "HD600", "--amplifier", "Topping L50"}).out,
              AllOf(HasSubstr("pass"), HasSubstr("unknown: Topping L50 balanced: no figure published")));
}

TEST_F(Catalog, RatesOnABoundAsPassOrUndecidedWithWhatWouldDecideIt) {
  import_flat({"headphone", "low"}, 4.0);
  import_flat({"headphone", "high"}, 250.0);
  EXPECT_THAT(expect_done({"catalog", "HiBy R3 Pro Saber"}).out, HasSubstr("< 1 Ω (published, unverified)"));
  EXPECT_THAT(expect_done({"catalog", "rate", "--headphone", "high", "--amplifier", "FiiO X5 Mark III"}).out,
              AllOf(HasSubstr("< 1.00 Ω"), HasSubstr("pass"), Not(HasSubstr("undecided"))));
  EXPECT_THAT(expect_done({"catalog", "rate", "--headphone", "low", "--amplifier", "FiiO X5 Mark III"}).out,
              AllOf(HasSubstr("undecided: low left: an output that is measured"),
                    HasSubstr("at up to 0.49 Ω passes"), Not(HasSubstr("pass ")), Not(HasSubstr("fail "))));
}

TEST_F(Catalog, LetsAMeasuredOutputComeFirstAndAsksAboutOneOfAnotherName) {
  const std::vector<std::string> question{"catalog", "rate",        "--headphone",
                                          "JH13",    "--amplifier", "Topping L50"};
  import_flat({"amplifier", "L50"}, 2.0, {"--output", "front"});
  EXPECT_THAT(expect_done(question).out, AllOf(HasSubstr("pass"), HasSubstr("front of it is measured"),
                                               HasSubstr("--output single-ended")));
  import_flat({"amplifier", "L50"}, 2.0, {"--output", "single-ended@high"});
  EXPECT_THAT(expect_done(question).out,
              AllOf(HasSubstr("fail"), HasSubstr("L50 single-ended@high: < 1 Ω is published, unverified"),
                    HasSubstr("outside of it, and that counts"), Not(HasSubstr("pass"))));
}

TEST_F(Catalog, IsExtendedByAFileWhoseTyposAreNamed) {
  const std::string entry =
      "[[entry]]\nkind = \"source\"\nname = \"DAC\"\noutput = \"balanced\"\nimpedance = \"< 1ohm\"\n"
      "source = \"a leaflet\"\ndate = \"2020\"\n";
  const std::string file = write("mine.toml", entry).string();
  EXPECT_THAT(expect_done({"catalog", "DAC", "--catalog", file}).out,
              HasSubstr("< 1 Ω (published, unverified)"));
  const std::string typo = write("typo.toml", entry + "verifed = true\n").string();
  expect_refused({"catalog", "--catalog", typo}, 2, "did you mean 'verified'");
  std::string volts = entry;
  volts.replace(volts.find("< 1ohm"), 6, "< 1V");
  expect_refused({"catalog", "rate", "--catalog", write("volts.toml", volts).string()}, 2,
                 "'< 1V' is no impedance or range of one: write 300ohm, < 1ohm");
  std::string unsourced = entry;
  unsourced.replace(unsourced.find("source = \"a leaflet\"\n"), 21, "");
  expect_refused({"catalog", "--catalog", write("unsourced.toml", unsourced).string()}, 2, "source");
  expect_refused({"catalog", "--catalog", place("none.toml").string()}, 1, "none.toml");
  expect_refused({"catalog", "rate", "--headphone", "HD601"}, 1, "did you mean 'Sennheiser HD 600'");
  expect_refused({"catalog", "rate", "--rule", "0"}, 2, "above zero");
}

}  // namespace
}  // namespace ohmsweep::end_to_end
