#include "ohmsweep/workflow/take_state.h"

#include <gmock/gmock.h>

#include <cmath>

#include "ohmsweep/core/error.h"

namespace ohmsweep {
namespace {

using ::testing::HasSubstr;

std::string complaint(const std::function<void()>& act) {
  try {
    act();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::usage);
    return error.what();
  }
  return {};
}

TEST(TakeState, WhatAHeadphoneLoadStandsIsNoPartOfWhatTheDeviceIsAskedFor) {
  EXPECT_EQ(device_state("headphone:HD 600.left/50mW"), "headphone:HD 600.left");
  EXPECT_EQ(device_state("headphone:HD 600.left/50mW@-24dBFS"), "headphone:HD 600.left");
  EXPECT_EQ(device_state("headphone:a/b.left"), "headphone:a/b.left");
}

TEST(TakeState, ATakeOfAHeadphoneLoadMayStateWhatItStandsAndItsLevel) {
  for (const std::string state : {"headphone:a=b.left/50mW", "headphone:a=b.right@-24dBFS",
                                  "headphone:a=b.left/50mW@-24dBFS", "headphone:a=b.left"}) {
    EXPECT_EQ(parse_take_argument(state).state, state);
    EXPECT_EQ(parse_take_argument(state + "=c.left=d.wav").state, state);
    EXPECT_EQ(parse_take_argument(state + "=c.left=d.wav").file, "c.left=d.wav");
  }
}

TEST(ResistorState, TakesItsToleranceAsARectangularHalfWidth) {
  const StatedResistor resistor = parse_resistor("100ohm+-0.1%");
  EXPECT_DOUBLE_EQ(resistor.resistance_ohm.value, 100.0);
  EXPECT_NEAR(resistor.resistance_ohm.standard_uncertainty, 0.1 / std::sqrt(3.0), 1e-12);
  EXPECT_TRUE(resistor.tolerance_stated);
}

TEST(ResistorState, AsksTheDeviceForTheValueWithoutToleranceAndPower) {
  EXPECT_EQ(parse_resistor("33ohm+-0.1%/0.25W").state, "33ohm");
  EXPECT_EQ(parse_resistor("33ohm/250mW").state, "33ohm");
  EXPECT_EQ(parse_resistor("33ohm").state, "33ohm");
}

TEST(ResistorState, ReadsItsPowerInWatts) {
  EXPECT_DOUBLE_EQ(parse_resistor("33ohm/250mW").power_w.value(), 0.25);
  EXPECT_DOUBLE_EQ(parse_resistor("33ohm+-1%/0.25W").power_w.value(), 0.25);
  EXPECT_FALSE(parse_resistor("33ohm").power_w.has_value());
}

TEST(ResistorState, WithoutAToleranceGetsThatOfACommonPart) {
  const StatedResistor resistor = parse_resistor("33ohm");
  EXPECT_FALSE(resistor.tolerance_stated);
  EXPECT_NEAR(resistor.resistance_ohm.standard_uncertainty, 0.33 / std::sqrt(3.0), 1e-12);
}

TEST(ResistorState, RefusesNonsenseAndNamesIt) {
  const std::vector<std::pair<std::string, std::string>> nonsense{
      {"33", "33"},         {"33ohms+-", "33ohms"}, {"0ohm", "0ohm"},      {"33ohm/", "33ohm/"},
      {"33ohm/0W", "0W"},   {"33ohm/-1W", "-1W"},   {"33ohm/5V", "5V"},    {"nanohm", "nanohm"},
      {"infohm", "infohm"}, {"33Hz", "33Hz"},       {"1e400ohm", "1e400"}, {"33ohm+-5Hz", "5Hz"}};
  for (const auto& [text, offending] : nonsense) {
    EXPECT_THAT(complaint([&text = text] { (void)parse_resistor(text); }), HasSubstr(offending)) << text;
  }
}

TEST(StandardState, PrefersTheKitsStandardOfThatName) {
  Standard own = default_load("open", {50.0, 0.001});
  EXPECT_EQ(parse_standard_state("open", {own}).standard.kind, StandardKind::load);
  EXPECT_EQ(parse_standard_state("open", {}).standard.kind, StandardKind::open);
  EXPECT_EQ(parse_standard_state("short", {}).standard.kind, StandardKind::short_circuit);
}

TEST(StandardState, OfAnUnknownNameIsAnErrorThatNamesIt) {
  EXPECT_THAT(complaint([] { (void)parse_standard_state("load100", {}); }), HasSubstr("'load100'"));
  EXPECT_THAT(complaint([] { (void)parse_standard_state("", {}); }), HasSubstr("not a standard"));
}

TEST(DeviceState, LeavesKitNamesAndChannelsAlone) {
  const Standard own = default_load("100ohm+-0.1%", {100.0, 0.01});
  EXPECT_EQ(device_state("100ohm+-0.1%", {own}), "100ohm+-0.1%");
  EXPECT_EQ(device_state("100ohm+-0.1%"), "100ohm");
  EXPECT_EQ(device_state("headphone:HD 600.left"), "headphone:HD 600.left");
  EXPECT_EQ(device_state("unloaded"), "unloaded");
}

TEST(HeadphoneLoad, DividesAtTheLastDot) {
  const HeadphoneChannel channel = parse_headphone_load("headphone:ER 4.2 SR.right");
  EXPECT_EQ(channel.name, "ER 4.2 SR");
  EXPECT_EQ(channel.channel, "right");
}

TEST(HeadphoneLoad, WithoutAChannelIsAnErrorThatShowsHowToWriteIt) {
  for (const char* text : {"headphone:HD600", "headphone:.left", "headphone:HD600.middle"}) {
    EXPECT_THAT(complaint([&] { (void)parse_headphone_load(text); }), HasSubstr("left")) << text;
  }
}

TEST(TakeArgument, DividesAtTheFirstEqualsSign) {
  const TakeArgument take = parse_take_argument("100ohm+-0.1%=a=b.wav");
  EXPECT_EQ(take.state, "100ohm+-0.1%");
  EXPECT_EQ(take.file, "a=b.wav");
}

TEST(TakeArgument, KeepsAnEqualsSignInAHeadphonesName) {
  const TakeArgument take = parse_take_argument("headphone:a=b.left=c.wav");
  EXPECT_EQ(take.state, "headphone:a=b.left");
  EXPECT_EQ(take.file, "c.wav");
}

TEST(TakeArgument, WithoutAFileIsAStateToRecord) {
  EXPECT_EQ(parse_take_argument("open").state, "open");
  EXPECT_TRUE(parse_take_argument("open").file.empty());
  EXPECT_EQ(parse_take_argument("headphone:a=b.left").state, "headphone:a=b.left");
}

std::string told(const std::vector<TakeArgument>& takes) {
  std::string text;
  for (const TakeArgument& take : takes)
    text += take.state + (take.file.empty() ? " " : "=" + take.file + " ");
  return text;
}

TEST(Repeats, FillEveryConnectionUpToItsAverage) {
  const std::vector<TakeArgument> ullu{{"u", ""}, {"l", ""}, {"l", ""}, {"u", ""}};
  EXPECT_EQ(told(with_repeats(ullu, 1)), "u l l u ");
  EXPECT_EQ(told(with_repeats(ullu, 2)), "u u l l l l u u ");
}

TEST(Repeats, CountTheFilesThatAConnectionAlreadyHas) {
  EXPECT_EQ(told(with_repeats({{"open", "1"}, {"open", "2"}, {"open", ""}, {"short", ""}}, 3)),
            "open=1 open=2 open short short short ");
  EXPECT_EQ(told(with_repeats({{"u", "1"}, {"u", "2"}, {"l", "3"}, {"l", "4"}, {"l", ""}, {"u", ""}}, 2)),
            "u=1 u=2 l=3 l=4 l l u u ");
  EXPECT_EQ(told(with_repeats({{"open", "1"}, {"open", ""}}, 1)), "open=1 open ");
}

}  // namespace
}  // namespace ohmsweep
