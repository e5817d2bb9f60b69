#include "ohmsweep/measurement/plug_watch.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <random>

namespace ohmsweep {
namespace {

using ::testing::ElementsAre;

constexpr int rate = 48000;
constexpr double reference_ohm = 100.0;

Complex ideal_divider(Complex ratio) { return reference_ohm * ratio / (1.0 - ratio); }

PlugWatchOptions options() {
  PlugWatchOptions options;
  options.sample_rate = rate;
  options.impedance = ideal_divider;
  return options;
}

/// What both channels hear of the tone while something is connected, with hum and noise.
class Ear {
 public:
  explicit Ear(PlugWatch& watch) : watch_(watch) {}

  /// Hears so many blocks of 0.1 s with this resistance behind the reference.
  void hear(double ohm, int blocks, double level = 3e-3) {
    for (int i = 0; i < blocks; ++i) {
      std::vector<double> source(rate / 10);
      std::vector<double> dut(rate / 10);
      for (std::size_t n = 0; n < source.size(); ++n, ++at_) {
        const double t = static_cast<double>(at_) / rate;
        const double tone = level * std::sin(2.0 * std::numbers::pi * probe_tone.value() * t);
        const double hum = 1e-4 * std::sin(2.0 * std::numbers::pi * 50.0 * t);
        source[n] = tone + 6e-6 * normal_(random_);
        dut[n] = tone * ohm / (ohm + reference_ohm) + hum + 6e-6 * normal_(random_);
      }
      if (const auto news = watch_.hear(source, dut)) heard.push_back(news->contact);
    }
  }
  std::vector<Contact> heard;

 private:
  PlugWatch& watch_;
  std::mt19937_64 random_{7};
  std::normal_distribution<double> normal_;
  std::size_t at_ = 0;
};

TEST(PlugWatch, TellsOpenFromConnectedFromShorted) {
  PlugWatch watch(options());
  Ear ear(watch);
  ear.hear(1e9, 10);
  ear.hear(300.0, 10);
  ear.hear(1e9, 10);
  ear.hear(0.05, 10);
  EXPECT_THAT(ear.heard, ElementsAre(Contact::open, Contact::connected, Contact::open, Contact::shorted));
}

TEST(PlugWatch, FindsTheImpedanceOfWhatIsPluggedInWithinAPercent) {
  for (const double ohm : {4.0, 16.0, 32.0, 300.0, 600.0}) {
    PlugWatch watch(options());
    Ear ear(watch);
    ear.hear(ohm, 10);
    EXPECT_NEAR(watch.settled().value().impedance_ohm, ohm, 0.01 * ohm);
  }
}

TEST(PlugWatch, WaitsUntilTheContactHasSettled) {
  PlugWatch watch(options());
  Ear ear(watch);
  ear.hear(1e9, 10);
  for (const double bouncing : {0.05, 300.0, 1e9, 120.0, 300.0, 0.05, 250.0}) ear.hear(bouncing, 3);
  EXPECT_THAT(ear.heard, ElementsAre(Contact::open));
  ear.hear(300.0, 5);
  EXPECT_THAT(ear.heard, ElementsAre(Contact::open));
  ear.hear(300.0, 1);
  EXPECT_THAT(ear.heard, ElementsAre(Contact::open, Contact::connected));
}

TEST(PlugWatch, SaysOnceWhatStaysPluggedIn) {
  PlugWatch watch(options());
  Ear ear(watch);
  ear.hear(300.0, 60);
  EXPECT_THAT(ear.heard, ElementsAre(Contact::connected));
}

TEST(PlugWatch, HearsAnotherDeviceThatTookTheFirstOnesPlaceAtOnce) {
  PlugWatch watch(options());
  Ear ear(watch);
  ear.hear(300.0, 10);
  ear.hear(32.0, 10);
  EXPECT_THAT(ear.heard, ElementsAre(Contact::connected, Contact::connected));
  EXPECT_NEAR(watch.settled().value().impedance_ohm, 32.0, 0.5);
}

TEST(PlugWatch, HearsThatTheToneIsGone) {
  PlugWatch watch(options());
  Ear ear(watch);
  ear.hear(300.0, 10);
  ear.hear(300.0, 5, 0.0);
  EXPECT_THAT(ear.heard, ElementsAre(Contact::connected, Contact::silent));
}

TEST(PlugWatch, DoesNotDependOnHowTheSoundIsCutIntoPieces) {
  PlugWatch whole(options());
  PlugWatch pieces(options());
  std::vector<double> source(rate);
  std::vector<double> dut(rate);
  for (std::size_t n = 0; n < source.size(); ++n) {
    source[n] = 3e-3 * std::sin(2.0 * std::numbers::pi * probe_tone.value() * static_cast<double>(n) / rate);
    dut[n] = 0.5 * source[n];
  }
  (void)whole.hear(source, dut);
  for (std::size_t from = 0; from < source.size(); from += 777) {
    const auto begin = static_cast<std::ptrdiff_t>(from);
    const auto end = static_cast<std::ptrdiff_t>(std::min(from + 777, source.size()));
    (void)pieces.hear({source.begin() + begin, source.begin() + end},
                      {dut.begin() + begin, dut.begin() + end});
  }
  ASSERT_TRUE(whole.settled() && pieces.settled());
  EXPECT_EQ(whole.settled()->impedance_ohm, pieces.settled()->impedance_ohm);
}

}  // namespace
}  // namespace ohmsweep
