#include "ohmsweep/measurement/rig_listening.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <algorithm>

#include "measurement/simulated_rig.h"
#include "ohmsweep/core/error.h"

namespace ohmsweep {
namespace {

using test::SimulatedRig;
using test::take;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr int rate = 48000;

const RigProbe& probe() {
  static const RigProbe made = make_rig_probe(rate);
  return made;
}

struct Takes {
  Recording open;
  Recording shorted;
};

Takes takes_of(const SimulatedRig& rig) { return {take(rig, probe(), "open"), take(rig, probe(), "short")}; }

using Fault = std::function<void(Recording&)>;

/// The same takes with a fault in both of them.
Takes with(const Fault& fault, const SimulatedRig& rig = {}) {
  Takes takes = takes_of(rig);
  fault(takes.open);
  fault(takes.shorted);
  return takes;
}

RigHearing hearing_of(const Takes& takes) {
  return listen_to_rig(probe(), takes.open, takes.shorted, Ohms(100.0));
}

std::vector<std::string> codes_of(const Takes& takes) {
  std::vector<std::string> codes;
  for (const Finding& finding : hearing_of(takes).findings) {
    const std::string code(to_string(finding.code));
    if (std::ranges::find(codes, code) == codes.end()) codes.push_back(code);
  }
  return codes;
}

std::string detail_of(const Takes& takes) {
  const RigHearing hearing = hearing_of(takes);
  return hearing.findings.empty() ? "nothing was found" : hearing.findings.front().detail;
}

void silence(std::vector<double>& samples, unsigned seed, double rms = 1e-5) {
  std::mt19937_64 generator(seed);
  std::normal_distribution<double> noise(0.0, rms);
  for (double& sample : samples) sample = noise(generator);
}

TEST(RigProbe, IsShortAndQuietAndBeginsInSilence) {
  for (const int at : {44100, 48000, 96000, 192000}) {
    const RigProbe made = make_rig_probe(at);
    const auto& samples = made.stimulus.samples;
    EXPECT_LT(static_cast<double>(samples.size()) / at, 3.0);
    double peak = 0.0;
    for (const double sample : samples) peak = std::max(peak, std::abs(sample));
    EXPECT_LE(peak, decibels_to_amplitude(Decibels(-29.9)));
    for (std::size_t n = 0; n < static_cast<std::size_t>(made.silence.to_s * at); ++n)
      ASSERT_EQ(samples[n], 0.0);
  }
}

TEST(RigListening, FindsNothingOnASoundRig) {
  EXPECT_THAT(codes_of(takes_of({})), IsEmpty()) << detail_of(takes_of({}));
}

TEST(RigListening, FindsNothingOnSoundRigsOfEveryMake) {
  for (unsigned seed = 1; seed <= 6; ++seed) {
    SimulatedRig rig;
    rig.seed = seed;
    rig.output_ohm = std::vector{0.0, 10.0, 75.0, 600.0}[seed % 4];
    rig.noise_rms = std::vector{1e-6, 1e-5, 5e-5}[seed % 3];
    rig.latency = 60 + 2111 * seed;
    rig.short_ohm = 0.4 * seed;
    rig.dut_gain = 0.8 * (0.85 + 0.05 * seed);
    EXPECT_THAT(codes_of(takes_of(rig)), IsEmpty()) << seed << detail_of(takes_of(rig));
  }
}

TEST(RigListening, FindsNothingAtEveryRate) {
  for (const int at : {44100, 96000, 192000}) {
    const RigProbe made = make_rig_probe(at);
    const RigHearing hearing =
        listen_to_rig(made, take({}, made, "open"), take({}, made, "short"), Ohms(100.0));
    EXPECT_THAT(hearing.findings, IsEmpty()) << at;
  }
}

TEST(RigListening, FindsSwappedChannelsByTheShort) {
  const Takes takes = with([](Recording& each) { std::swap(each.source, each.dut); });
  EXPECT_THAT(codes_of(takes), ElementsAre("channels_swapped"));
}

TEST(RigListening, WithoutAShortFindsTheSameButForWhatOnlyAShortTells) {
  const auto codes_without_short = [](const Takes& takes) {
    std::vector<std::string> codes;
    for (const Finding& finding : listen_to_open_rig(probe(), takes.open).findings) {
      codes.emplace_back(to_string(finding.code));
    }
    return codes;
  };
  EXPECT_THAT(codes_without_short(takes_of({})), IsEmpty());
  EXPECT_THAT(codes_without_short(with([](Recording& each) { std::swap(each.source, each.dut); })),
              IsEmpty());
  EXPECT_THAT(codes_without_short(with([](Recording& each) { silence(each.dut, 7); })),
              ElementsAre("missing_cable"));
  EXPECT_THAT(codes_without_short(with([](Recording& each) { test::high_pass(each.dut, 80.0, rate); })),
              ElementsAre("high_pass"));
}

TEST(RigListening, FindsAMissingCableAndSaysWhose) {
  const Takes without_dut = with([](Recording& each) {
    silence(each.dut, 7);
    for (std::size_t n = 0; n < each.dut.size(); ++n) each.dut[n] += 1e-4 * each.source[n];  // crosstalk
  });
  EXPECT_THAT(codes_of(without_dut), ElementsAre("missing_cable"));
  EXPECT_THAT(detail_of(without_dut), HasSubstr("the dut channel hears the probe"));
  const Takes without_source = with([](Recording& each) { silence(each.source, 8); });
  EXPECT_THAT(codes_of(without_source), ElementsAre("missing_cable"));
  EXPECT_THAT(detail_of(without_source), HasSubstr("the source channel hears the probe"));
}

TEST(RigListening, FindsThatNothingIsPlayed) {
  for (const double rms : {0.0, 1e-5, 1e-3}) {
    const Takes takes = with([&](Recording& each) {
      silence(each.source, 9, rms);
      silence(each.dut, 10, rms);
    });
    EXPECT_THAT(codes_of(takes), ElementsAre("missing_cable")) << rms;
    EXPECT_THAT(detail_of(takes), HasSubstr("neither input hears the probe"));
  }
}

TEST(RigListening, FindsMonoInputsHoweverTheyCameAbout) {
  for (const double output_ohm : {0.0, 75.0}) {
    SimulatedRig rig;
    rig.output_ohm = output_ohm;
    const Fault mix = [](Recording& each) {
      for (std::size_t n = 0; n < each.dut.size(); ++n) {
        each.source[n] = each.dut[n] = 0.5 * (each.source[n] + each.dut[n]);
      }
    };
    EXPECT_THAT(codes_of(with(mix, rig)), ElementsAre("mono_inputs")) << output_ohm;
    EXPECT_THAT(codes_of(with([](Recording& each) { each.dut = each.source; }, rig)),
                ElementsAre("mono_inputs"));
    EXPECT_THAT(codes_of(with([](Recording& each) { each.source = each.dut; }, rig)),
                ElementsAre("mono_inputs"));
  }
}

TEST(RigListening, FindsDirectMonitoringWithItsDelay) {
  for (const double gain : {0.01, 0.6}) {
    for (const std::size_t lag : {12U, 31U, 96U, 4800U}) {
      SimulatedRig rig;
      rig.monitor_gain = gain;
      rig.monitor_lag = lag;
      const Takes takes = takes_of(rig);
      EXPECT_THAT(codes_of(takes), ElementsAre("direct_monitoring"))
          << gain << " " << lag << detail_of(takes);
      EXPECT_THAT(detail_of(takes),
                  HasSubstr(fmt::format("{:.2f} ms later", 1e3 * static_cast<double>(lag) / rate)));
    }
  }
}

TEST(RigListening, StatesTheMonitoringThatItCouldNotHave) {
  SimulatedRig rig;
  rig.monitor_gain = 0.0005;
  rig.monitor_lag = 96;
  const RigHearing hearing = hearing_of(takes_of(rig));
  EXPECT_THAT(hearing.findings, IsEmpty());
  EXPECT_GT(hearing.monitoring_floor, 0.0005);
  EXPECT_LT(hearing.monitoring_floor, 0.01);
}

TEST(RigListening, FindsAutomaticGain) {
  struct Rider {
    double strength;
    double target;
    double release_s;
  };
  for (const Rider& rider : {Rider{0.9, 0.1, 0.3}, Rider{0.5, 0.1, 0.05}, Rider{0.2, 0.03, 2.0}}) {
    const Takes takes = with([&](Recording& each) {
      test::ride_gain(each.source, rider.strength, rider.target, rider.release_s, rate);
      test::ride_gain(each.dut, rider.strength, rider.target, rider.release_s, rate);
    });
    EXPECT_THAT(codes_of(takes), ElementsAre("automatic_gain")) << rider.strength << detail_of(takes);
  }
}

TEST(RigListening, FindsANoiseGate) {
  const Takes takes = with([](Recording& each) {
    for (double& sample : each.dut) sample *= std::abs(sample) < 0.004 ? 0.5 : 1.0;
  });
  EXPECT_THAT(codes_of(takes), ElementsAre("automatic_gain"));
  EXPECT_THAT(detail_of(takes), HasSubstr("the dut channel's gain"));
}

TEST(RigListening, FindsDcOnAChannel) {
  const Takes takes = with([](Recording& each) {
    for (double& sample : each.dut) sample -= 0.01;
  });
  EXPECT_THAT(codes_of(takes), ElementsAre("dc_offset"));
  EXPECT_THAT(detail_of(takes), HasSubstr("the dut channel stands at -1.0"));
}

TEST(RigListening, FindsAHighPassOnOneChannel) {
  for (const double corner_hz : {20.0, 80.0}) {
    const Takes dut = with([&](Recording& each) { test::high_pass(each.dut, corner_hz, rate); });
    EXPECT_THAT(codes_of(dut), ElementsAre("high_pass")) << corner_hz;
    EXPECT_THAT(detail_of(dut), HasSubstr("the dut channel has lost"));
    const Takes source = with([&](Recording& each) { test::high_pass(each.source, corner_hz, rate); });
    EXPECT_THAT(codes_of(source), ElementsAre("high_pass")) << corner_hz;
    EXPECT_THAT(detail_of(source), HasSubstr("the source channel has lost"));
  }
}

TEST(RigListening, NotesAHighPassOnBothChannels) {
  const Takes takes = with([](Recording& each) {
    test::high_pass(each.source, 80.0, rate);
    test::high_pass(each.dut, 80.0, rate);
  });
  EXPECT_THAT(codes_of(takes), ElementsAre("band_limited"));
}

TEST(RigListening, FindsInputsOfDifferentGainOrPolarity) {
  const auto scaled = [](double gain) {
    return with([=](Recording& each) {
      for (double& sample : each.dut) sample *= gain;
    });
  };
  EXPECT_THAT(codes_of(scaled(0.5)), ElementsAre("input_mismatch"));
  EXPECT_FALSE(has_blocking(hearing_of(scaled(0.5)).findings));
  EXPECT_THAT(codes_of(scaled(0.1)), ElementsAre("input_mismatch"));
  EXPECT_TRUE(has_blocking(hearing_of(scaled(0.1)).findings));
  EXPECT_THAT(codes_of(scaled(-1.0)), ElementsAre("input_mismatch"));
  EXPECT_THAT(detail_of(scaled(-1.0)), HasSubstr("inverted"));
}

TEST(RigListening, FindsAnOverdrivenInput) {
  for (const double ceiling : {1.0, 0.5}) {
    const Takes takes = with([&](Recording& each) {
      for (auto* channel : {&each.source, &each.dut}) {
        for (double& sample : *channel) sample = std::clamp(60.0 * sample, -ceiling, ceiling);
      }
    });
    EXPECT_THAT(codes_of(takes), ElementsAre("clipping")) << ceiling;
  }
}

TEST(RigListening, FindsARigThatIsTooQuiet) {
  SimulatedRig rig;
  rig.source_gain = rig.dut_gain = 0.01;
  rig.hum_amplitude = 0.0;
  EXPECT_THAT(codes_of(takes_of(rig)), ElementsAre("too_quiet"));
}

TEST(RigListening, TellsNoiseFromHum) {
  SimulatedRig noisy;
  noisy.noise_rms = 1e-3;
  EXPECT_THAT(codes_of(takes_of(noisy)), ElementsAre("low_snr")) << detail_of(takes_of(noisy));
  SimulatedRig humming;
  humming.hum_amplitude = 3e-3;
  EXPECT_THAT(codes_of(takes_of(humming)), ElementsAre("mains_lines")) << detail_of(takes_of(humming));
}

TEST(RigListening, RefusesAShortThatIsNone) {
  SimulatedRig absent;
  absent.short_ohm = 1e9;
  EXPECT_THAT(codes_of(takes_of(absent)), ElementsAre("standard_disagrees"));
  EXPECT_THAT(detail_of(takes_of(absent)), HasSubstr("the short changed nothing"));
  SimulatedRig resistor;
  resistor.short_ohm = 22.0;
  EXPECT_THAT(codes_of(takes_of(resistor)), ElementsAre("standard_disagrees"));
  EXPECT_THAT(detail_of(takes_of(resistor)), HasSubstr("looks like 22"));
  SimulatedRig misplaced;
  misplaced.short_at_output = true;
  EXPECT_THAT(codes_of(takes_of(misplaced)), ElementsAre("standard_disagrees"));
  EXPECT_THAT(detail_of(takes_of(misplaced)), HasSubstr("silences both channels"));
}

TEST(RigListening, FindsEachOfTwoFaultsThatDoNotHideOneAnother) {
  const Takes takes = with([](Recording& each) {
    test::high_pass(each.dut, 80.0, rate);
    for (double& sample : each.source) sample += 0.02;
    std::swap(each.source, each.dut);
  });
  EXPECT_THAT(codes_of(takes), ElementsAre("channels_swapped", "high_pass", "dc_offset"));
}

TEST(RigListening, SurvivesTakesOfNothing) {
  const Takes takes = with([](Recording& each) {
    std::ranges::fill(each.source, 0.0);
    std::ranges::fill(each.dut, 0.0);
  });
  EXPECT_THAT(codes_of(takes), ElementsAre("missing_cable"));
}

TEST(RigListening, RefusesTakesThatAreNotOfTheProbe) {
  Takes takes = takes_of({});
  takes.open.sample_rate = 96000;
  EXPECT_THROW((void)hearing_of(takes), Error);
  takes = takes_of({});
  takes.shorted.dut.pop_back();
  EXPECT_THROW((void)hearing_of(takes), Error);
  takes = takes_of({});
  takes.open.source.resize(1000);
  takes.open.dut.resize(1000);
  EXPECT_THROW((void)hearing_of(takes), Error);
}

}  // namespace
}  // namespace ohmsweep
