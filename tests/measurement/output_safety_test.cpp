#include "ohmsweep/measurement/output_safety.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>

#include "ohmsweep/core/error.h"
#include "ohmsweep/core/quantity_text.h"

namespace ohmsweep {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

template <typename Work>
std::string refusal(Work work) {
  try {
    work();
  } catch (const Error& error) {
    return error.what();
  }
  return "allowed";
}

std::string wiring(OutputGround ground, OutputWiring wiring, bool floating) {
  return refusal([&] { check_wiring(ground, wiring, floating); });
}

TEST(OutputSafety, AGroundedOutputMayBeWiredInEveryWayButTheBalancedOne) {
  for (const bool floating : {false, true}) {
    EXPECT_EQ(wiring(OutputGround::grounded, OutputWiring::looped, floating), "allowed");
    EXPECT_EQ(wiring(OutputGround::grounded, OutputWiring::player, floating), "allowed");
    EXPECT_THAT(wiring(OutputGround::grounded, OutputWiring::balanced, floating),
                HasSubstr("contradict each other"));
  }
}

TEST(OutputSafety, ADrivenContactNeedsFloatingInputs) {
  for (const OutputWiring each : {OutputWiring::looped, OutputWiring::player, OutputWiring::balanced}) {
    EXPECT_THAT(wiring(OutputGround::active, each, false), HasSubstr("must not meet the interface's ground"));
    EXPECT_EQ(wiring(OutputGround::active, each, true), "allowed");
  }
  EXPECT_THAT(wiring(OutputGround::balanced, OutputWiring::balanced, false), HasSubstr("differential"));
  EXPECT_EQ(wiring(OutputGround::balanced, OutputWiring::balanced, true), "allowed");
}

TEST(OutputSafety, ABalancedOutputIsNeverWiredAgainstGround) {
  for (const bool floating : {false, true}) {
    EXPECT_THAT(wiring(OutputGround::balanced, OutputWiring::looped, floating),
                HasSubstr("--wiring balanced"));
    EXPECT_THAT(wiring(OutputGround::balanced, OutputWiring::player, floating),
                HasSubstr("--wiring balanced"));
  }
}

TEST(OutputSafety, TwentyMillivoltsOfEitherSignAreTooMuch) {
  const auto sleeve = [](double dc) {
    return refusal([&] { check_sleeve(OutputGround::active, {dc, 1e6}); });
  };
  EXPECT_EQ(sleeve(0.0199), "allowed");
  EXPECT_EQ(sleeve(-0.0199), "allowed");
  EXPECT_THAT(sleeve(0.020), AllOf(HasSubstr("less than 20 mV"), HasSubstr("do not connect")));
  EXPECT_THAT(sleeve(-1.6), AllOf(HasSubstr("1.6 V"), HasSubstr("sleeve")));
}

TEST(OutputSafety, ADrivenContactThatIsGroundedElsewhereIsRefused) {
  const auto cold = [](double ohm) {
    return refusal([&] { check_sleeve(OutputGround::balanced, {0.0, ohm}); });
  };
  EXPECT_THAT(cold(0.3), AllOf(HasSubstr("0.3 ohm"), HasSubstr("cold contact")));
  EXPECT_EQ(cold(100.0), "allowed");
}

TEST(OutputSafety, WhatTheSleeveIsHasATextThatReadsBack) {
  for (const OutputGround ground : {OutputGround::grounded, OutputGround::balanced, OutputGround::active}) {
    EXPECT_EQ(output_ground_from(to_string(ground)), ground);
  }
  EXPECT_THAT(refusal([] { (void)output_ground_from("virtual"); }), HasSubstr("'virtual'"));
}

RC_GTEST_PROP(OutputSafety, TheLevelThatIsOfferedDoesNotExceedTheRating, ()) {
  const double volts = 0.1 * *rc::gen::inRange(1, 200);
  const double rated = 0.05 * *rc::gen::inRange(1, 100);
  const double level = -0.1 * *rc::gen::inRange(0, 400);
  const LoadPower power{volts, 33.0, rated, true};
  const std::string sentence = refusal([&] { check_power("33ohm/0.25W", power, level); });
  RC_ASSERT((sentence == "allowed") == (volts * volts / 33.0 <= rated));
  if (sentence == "allowed") return;
  const double offered = std::stod(sentence.substr(sentence.find("--level ") + 8));
  const double there = volts * std::pow(10.0, (offered - level) / 20.0);
  RC_ASSERT(there * there / 33.0 <= rated * (1 + 1e-9));
  RC_ASSERT(there * there / 33.0 >= rated * 0.95);
}

TEST(OutputSafety, APowerThatRestsOnAGuessSaysSo) {
  EXPECT_THAT(power_sentence("33ohm", {2.8, 33.0, {}, false}),
              AllOf(HasSubstr("238 mW"), HasSubstr("12.3 V")));
  EXPECT_THAT(power_sentence("33ohm", {2.8, 33.0, 0.25, true}),
              AllOf(HasSubstr("238 mW of its 250 mW"), ::testing::Not(HasSubstr("12.3"))));
}

TEST(OutputSafety, ALoadThatIsTakenForAnythingIsNotRefused) {
  EXPECT_EQ(refusal([] { check_power("33ohm", {12.0, 33.0, {}, true}, -12.0); }), "allowed");
}

RC_GTEST_PROP(OutputSafety, AnUnratedLoadIsRefusedExactlyWhereAsMuchStatedWouldBe, ()) {
  const double volts = 0.1 * *rc::gen::inRange(1, 200);
  const double stands = 0.05 * *rc::gen::inRange(1, 100);
  const LoadPower unrated{volts, 33.0, {}, true, stands};
  RC_ASSERT((refusal([&] { check_power("33ohm", unrated, -12.0); }) == "allowed") ==
            (refusal([&] {
               check_power("33ohm", {volts, 33.0, stands, true}, -12.0);
             }) == "allowed"));
  RC_ASSERT(needs_rating(unrated) == (volts * volts / 33.0 > stands));
}

RC_GTEST_PROP(OutputSafety, TheRatingThatIsOfferedSuffices, ()) {
  const double volts = 0.1 * *rc::gen::inRange(1, 400);
  const std::string sentence = refusal([&] {
    check_power("33ohm@-12dBFS", {volts, 33.0, {}, true, 1e-5}, -12.0);
  });
  const std::size_t at = sentence.find("as 33ohm/");
  RC_ASSERT(at != std::string::npos);
  const std::string rating = sentence.substr(at + 9, sentence.find(',', at) - at - 9);
  RC_ASSERT(parse_power(rating).value() >= volts * volts / 33.0);
}

TEST(OutputSafety, ABoundOfUnknownVoltsRefusesOnlyADelicateLoad) {
  LoadPower power{6.0, 33.0, {}, false, 0.25};
  EXPECT_EQ(refusal([&] { check_power("33ohm", power, -12.0); }), "allowed");
  EXPECT_THAT(power_sentence("33ohm", power), HasSubstr("taken to stand 250 mW"));
  power.delicate = true;
  EXPECT_THAT(refusal([&] { check_power("headphone:HD.left", power, -12.0); }),
              AllOf(HasSubstr("headphone:HD.left/2W"), HasSubstr("--level")));
}

RC_GTEST_PROP(OutputSafety, TheEndsOfATolerancesIntervalAreThose, ()) {
  const double value = 0.1 * *rc::gen::inRange(1, 1000);
  const double part = 0.01 * *rc::gen::inRange(0, 99);
  const Uncertain stated = from_tolerance(value, part * value);
  RC_ASSERT(std::abs(upper_end(stated) - value * (1.0 + part)) <= 1e-9 * value);
  RC_ASSERT(std::abs(lower_end(stated) - value * (1.0 - part)) <= 1e-9 * value);
  RC_ASSERT(lower_end(from_tolerance(value, 3.0 * value)) > 0.0);
}

RC_GTEST_PROP(OutputSafety, ALoadedVoltageThatNoLoadCanMakeIsRefused, ()) {
  const double unloaded = 0.1 * *rc::gen::inRange(1, 100);
  const double factor = 0.01 * *rc::gen::inRange(1, 500);
  const LoadPower unrated{unloaded, 33.0, {}, true};
  const std::string sentence = refusal([&] { check_loaded_voltage("33ohm", unrated, factor * unloaded); });
  RC_ASSERT((sentence == "allowed") == (factor < 1.1221));
  RC_ASSERT(sentence == "allowed" || sentence.find("volume") != std::string::npos);
}

TEST(OutputSafety, ALoadedVoltageThatWouldExceedTheRatingIsRefusedHoweverLittleItRose) {
  const LoadPower nearly{2.85, 33.0, 0.25, true};
  EXPECT_EQ(refusal([&] { check_loaded_voltage("33ohm/0.25W", nearly, 2.86); }), "allowed");
  EXPECT_THAT(refusal([&] { check_loaded_voltage("33ohm/0.25W", nearly, 2.9); }),
              AllOf(HasSubstr("255 mW"), HasSubstr("volume")));
}

TEST(OutputSafety, ALargerVoltageOnTheOtherInputIsSaidToBeItsOwn) {
  LoadPower power{10.0, 33.0, 5.0, true};
  EXPECT_THAT(power_sentence("33ohm/5W", power), ::testing::Not(HasSubstr("exchanged")));
  power.shown_by_input = 2;
  EXPECT_THAT(power_sentence("33ohm/5W", power), HasSubstr("as input 2 shows"));
}

TEST(OutputSafety, APeakBeyondTheInputIsRefusedWithALevelThatFits) {
  EXPECT_EQ(refusal([] { check_input_peak(-0.6, -12.0, 2); }), "allowed");
  EXPECT_THAT(refusal([] { check_input_peak(8.2, -12.0, 2); }),
              AllOf(HasSubstr("+8.2 dBFS at input 2"), HasSubstr("--level -20.7dBFS")));
}

}  // namespace
}  // namespace ohmsweep
