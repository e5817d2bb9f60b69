/// A calibration that cannot be right is refused with a sentence that names the standard.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "calibration/synthetic_rig.h"
#include "ohmsweep/core/error.h"

namespace ohmsweep {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

/// The sentence with which solve() refuses; empty when it accepts.
std::string refusal(const std::vector<StandardTake>& takes, const CalibrationOptions& options = {}) {
  try {
    static_cast<void>(solve(takes, options));
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::rejected);
    return error.what();
  }
  return {};
}

StandardTake open_take(SyntheticBench& bench, const Device& device = nothing_connected()) {
  return {default_open(), bench.take(device, "open")};
}
StandardTake short_take(SyntheticBench& bench, const Device& device = resistor(0.0)) {
  return {default_short(), bench.take(device, "short")};
}
StandardTake load_take(SyntheticBench& bench, double declared, const Device& device) {
  const Standard load = declared_load(declared);
  return {load, bench.take(device, load.name)};
}

TEST(GoodStandards, AreAcceptedOnEveryUsualRig) {
  for (const double input : {10e3, 100e3, 1e6}) {
    for (const double lead : {0.0, 0.3, 1.0}) {
      for (const double gain : {0.5, 1.0, 2.0}) {
        for (const double reference : {33.0, 100.0, 220.0}) {
          SyntheticRig rig;
          rig.dut_input_ohm = input;
          rig.lead_ohm = lead;
          rig.dut_gain = gain;
          rig.source_gain = 1.0;
          rig.reference_ohm = reference;
          SyntheticBench bench(rig, 1e-5);
          CalibrationOptions options;
          options.reference = Ohms(reference);
          for (const std::vector<double>& loads : {std::vector{10.0}, std::vector{100.0}, std::vector{330.0},
                                                   std::vector{10.0, 33.0, 100.0, 330.0}})
            EXPECT_EQ(refusal(record_standards(bench, loads), options), "")
                << input << " " << lead << " " << gain << " " << reference << " " << loads.front();
        }
      }
    }
  }
}

TEST(GoodStandards, MayDriftByATenthOfAPercentBetweenTakes) {
  for (const double drift : {0.999, 1.001}) {
    SyntheticBench bench;
    std::vector<StandardTake> takes = record_standards(bench, {10.0, 100.0, 1000.0, 4700.0});
    for (std::size_t i = 3; i < takes.size(); ++i) {
      for (Complex& ratio : takes[i].ratio.ratio) ratio *= drift;
    }
    EXPECT_EQ(refusal(takes), "") << drift;
  }
}

TEST(GoodStandards, NeedNotIncludeAnOpenOrAShort) {
  SyntheticBench bench;
  std::vector<StandardTake> takes;
  for (const double ohm : {10.0, 100.0, 1000.0}) takes.push_back(load_take(bench, ohm, resistor(ohm)));
  EXPECT_EQ(refusal(takes), "");
}

TEST(PainPoint7, ALoadDeclaredOneAndAHalfTimesItsValueIsRefused) {
  SyntheticBench bench;
  const std::string sentence =
      refusal({open_take(bench), short_take(bench), load_take(bench, 150.0, resistor(100.0))});
  EXPECT_THAT(sentence, AllOf(HasSubstr("declared 150 ohm"), HasSubstr("150ohm.wav"),
                              HasSubstr("looks like 10"), HasSubstr("100 ohm reference")));
}

TEST(PainPoint7, AnyLoadOffByAThirdIsRefusedWhateverTheChannelGains) {
  for (const double gain : {0.5, 0.9, 1.0, 1.1, 2.0}) {
    for (const double declared : {10.0, 33.0, 100.0, 330.0}) {
      for (const double factor : {0.1, 0.67, 0.75, 1.33, 1.5, 10.0}) {
        SyntheticRig rig;
        rig.dut_gain = gain;
        rig.source_gain = 1.0;
        SyntheticBench bench(rig);
        EXPECT_NE(refusal({open_take(bench), short_take(bench),
                           load_take(bench, declared, resistor(declared * factor))}),
                  "")
            << gain << " " << declared << " " << factor;
      }
    }
  }
}

TEST(PainPoint7, OneWrongLoadAmongSeveralIsNamedBesideOneThatIsRight) {
  SyntheticBench bench;
  const std::string sentence =
      refusal({open_take(bench), short_take(bench), load_take(bench, 33.0, resistor(33.0)),
               load_take(bench, 150.0, resistor(100.0))});
  EXPECT_THAT(sentence, AllOf(HasSubstr("contradict one another"), HasSubstr("the load declared 150 ohm"),
                              HasSubstr("33 ohm")));
}

TEST(PainPoint7, LoadsContradictOneAnotherWithoutAnOpenToo) {
  SyntheticBench bench;
  EXPECT_THAT(refusal({short_take(bench), load_take(bench, 33.0, resistor(33.0)),
                       load_take(bench, 150.0, resistor(100.0))}),
              HasSubstr("contradict one another"));
}

TEST(PainPoint7, AWronglyStatedReferenceResistorIsSuspectedToo) {
  SyntheticRig rig;
  rig.reference_ohm = 47.0;
  SyntheticBench bench(rig);
  EXPECT_THAT(refusal(record_standards(bench)), HasSubstr("reference resistance of the rig"));
}

TEST(PainPoint7, AFivePercentContradictionOfOnePercentLoadsIsRefused) {
  SyntheticBench bench;
  EXPECT_THAT(refusal({open_take(bench), short_take(bench), load_take(bench, 33.0, resistor(33.0)),
                       load_take(bench, 100.0, resistor(105.0))}),
              HasSubstr("contradict one another"));
}

TEST(PainPoint4, AnOpenWithAHeadphoneLeftInItIsRefused) {
  for (const double ohm : {16.0, 32.0, 100.0, 300.0, 600.0}) {
    SyntheticBench bench;
    EXPECT_THAT(refusal({open_take(bench, resistor(ohm)), short_take(bench),
                         load_take(bench, 100.0, resistor(100.0))}),
                HasSubstr("the open is not open: open (take open.wav)"))
        << ohm;
  }
}

TEST(PainPoint4, ALoadThatIsNotConnectedIsRefused) {
  SyntheticBench bench;
  EXPECT_THAT(refusal({open_take(bench), short_take(bench), load_take(bench, 100.0, nothing_connected())}),
              AllOf(HasSubstr("declared 100 ohm"), HasSubstr("an open circuit")));
}

TEST(ShortStandard, ThatIsNotShortIsRefusedWithItsValue) {
  SyntheticBench bench;
  EXPECT_THAT(refusal({open_take(bench), short_take(bench, resistor(10.0)),
                       load_take(bench, 100.0, resistor(100.0))}),
              AllOf(HasSubstr("the short is not short"), HasSubstr("looks like 10.")));
  EXPECT_THAT(refusal({open_take(bench), short_take(bench, nothing_connected()),
                       load_take(bench, 100.0, resistor(100.0))}),
              AllOf(HasSubstr("the short is not short"), HasSubstr("an open circuit")));
}

TEST(ShortStandard, InTheLoadsPlaceIsRefused) {
  SyntheticBench bench;
  EXPECT_THAT(refusal({open_take(bench), short_take(bench), load_take(bench, 100.0, resistor(0.0))}),
              HasSubstr("declared 100 ohm"));
}

TEST(Standards, WithTheirTakesMixedUpAreRefused) {
  SyntheticBench bench;
  const Device open = nothing_connected();
  const Device zero = resistor(0.0);
  const Device hundred = resistor(100.0);
  const auto given = [&](const Device& as_open, const Device& as_short, const Device& as_load) {
    return refusal(
        {open_take(bench, as_open), short_take(bench, as_short), load_take(bench, 100.0, as_load)});
  };
  EXPECT_THAT(given(zero, open, hundred), HasSubstr("the open is not open"));
  EXPECT_THAT(given(hundred, zero, open), HasSubstr("the open is not open"));
  EXPECT_THAT(given(open, hundred, zero), HasSubstr("the short is not short"));
  EXPECT_NE(given(hundred, open, zero), "");
  EXPECT_NE(given(zero, hundred, open), "");
}

TEST(LoadStandard, ThatIsAHeadphoneIsRefusedForItsResonance) {
  SyntheticBench bench;
  EXPECT_THAT(refusal({open_take(bench), short_take(bench),
                       load_take(bench, 300.0, voice_coil(290.0, 400.0, 100.0, 1.0, 0.3e-3))}),
              HasSubstr("300 ohm"));
}

TEST(PainPoint3, SwappedChannelsAreRefusedAsSuch) {
  SyntheticBench bench;
  std::vector<StandardTake> takes = record_standards(bench, {33.0, 100.0});
  for (StandardTake& take : takes) take.ratio = swapped(take.ratio);
  EXPECT_THAT(refusal(takes), HasSubstr("the source and dut channels are swapped"));
}

TEST(PainPoint3, SwappedChannelsAreRefusedAsSuchThoughTheShortsSourceChannelIsEmpty) {
  SyntheticBench bench;
  std::vector<StandardTake> takes = record_standards(bench);
  for (StandardTake& take : takes) take.ratio = swapped(take.ratio);
  takes[1].ratio.findings.push_back({Severity::blocking, FindingCode::too_quiet, "SNR -3 dB"});
  EXPECT_THAT(refusal(takes), HasSubstr("the source and dut channels are swapped"));
}

TEST(PainPoint3, SwappedChannelsAreRefusedAsSuchWithoutAnOpen) {
  SyntheticBench bench;
  std::vector<StandardTake> takes{short_take(bench), load_take(bench, 33.0, resistor(33.0)),
                                  load_take(bench, 100.0, resistor(100.0))};
  for (StandardTake& take : takes) take.ratio = swapped(take.ratio);
  EXPECT_THAT(refusal(takes), HasSubstr("the source and dut channels are swapped"));
}

TEST(PainPoint3, OneSwappedTakeIsNamed) {
  SyntheticBench bench;
  std::vector<StandardTake> takes = record_standards(bench);
  takes[2].ratio = swapped(takes[2].ratio);
  EXPECT_THAT(refusal(takes), HasSubstr("swapped in the take of 100ohm (take 100ohm.wav)"));
}

TEST(PainPoint8, TheSameTakeForTwoStandardsIsRefused) {
  SyntheticBench bench;
  std::vector<StandardTake> takes = record_standards(bench);
  takes[2].ratio = takes[0].ratio;
  EXPECT_THAT(refusal(takes), AllOf(HasSubstr("the same take serves as open"), HasSubstr("100ohm")));
}

TEST(PainPoint8, TheSameRecordingReencodedIsRefused) {
  SyntheticBench bench;
  std::vector<StandardTake> takes = record_standards(bench, {100.0, 330.0});
  const std::vector<Complex> rounding{{1e-9, 0.0}, {0.0, -2e-9}, {-1e-9, 1e-9}};
  takes[3].ratio = takes[2].ratio;
  takes[3].ratio.take_hash = "another encoding";
  for (std::size_t i = 0; i < takes[3].ratio.ratio.size(); ++i) takes[3].ratio.ratio[i] += rounding[i % 3];
  EXPECT_THAT(refusal(takes), HasSubstr("the same recording stored twice"));
}

TEST(PainPoint8, TwoRecordingsOfOneStandardAreNotACopy) {
  SyntheticBench bench;
  std::vector<StandardTake> takes = record_standards(bench);
  takes.push_back({default_open(), bench.take(nothing_connected(), "open again")});
  EXPECT_EQ(refusal(takes), "");
}

TEST(Takes, ClippedQuietOrBrokenAreRefusedWithTheirFinding) {
  for (const FindingCode code : {FindingCode::clipping, FindingCode::dropout, FindingCode::too_quiet}) {
    SyntheticBench bench;
    std::vector<StandardTake> takes = record_standards(bench);
    takes[1].ratio.findings.push_back({Severity::blocking, code, "at 1.25 s"});
    EXPECT_THAT(refusal(takes), AllOf(HasSubstr("short (take short.wav)"),
                                      HasSubstr(std::string(to_string(code))), HasSubstr("at 1.25 s")));
  }
}

TEST(Takes, WithAnEmptySourceChannelAreRefused) {
  SyntheticBench bench;
  std::vector<StandardTake> takes = record_standards(bench);
  takes[0].ratio.ratio[7] = std::numeric_limits<double>::infinity();
  EXPECT_THAT(refusal(takes), HasSubstr("no finite ratio"));
}

TEST(Takes, WithAWarningStillServe) {
  SyntheticBench bench;
  std::vector<StandardTake> takes = record_standards(bench);
  takes[1].ratio.findings.push_back({Severity::warning, FindingCode::mains_lines, "50 Hz"});
  EXPECT_EQ(refusal(takes), "");
}

TEST(Takes, AtDifferentRatesAreRefused) {
  SyntheticBench bench;
  std::vector<StandardTake> takes = record_standards(bench);
  takes[2].ratio.sample_rate = 44100;
  EXPECT_THAT(refusal(takes), AllOf(HasSubstr("48000 Hz"), HasSubstr("44100 Hz")));
}

TEST(Takes, WithDifferentStimuliAreRefused) {
  SyntheticBench bench;
  std::vector<StandardTake> takes = record_standards(bench);
  takes[2].ratio.stimulus_hash = "another sweep";
  EXPECT_THAT(refusal(takes), HasSubstr("different stimuli"));
}

TEST(Takes, ThatShareNoFrequencyAreRefused) {
  SyntheticBench bench;
  std::vector<StandardTake> takes = record_standards(bench);
  takes[2].ratio =
      bench.take(resistor(100.0), "100ohm", FrequencyGrid({210.0, 333.0, 555.0, 777.0, 999.0, 1111.0}));
  EXPECT_THAT(refusal(takes), HasSubstr("share no frequency"));
}

TEST(Standards, FewerThanThreeDistinctOnesAreRefused) {
  SyntheticBench bench;
  std::vector<StandardTake> takes = record_standards(bench);
  EXPECT_THAT(refusal({takes[0], takes[1]}), HasSubstr("needs three standards"));
  takes[1] = {default_open(), bench.take(nothing_connected(), "open again")};
  EXPECT_THAT(refusal(takes), HasSubstr("only 2 of the 3 standards differ"));
}

TEST(Refusals, AreOneSentenceEach) {
  SyntheticBench bench;
  for (const std::string& sentence :
       {refusal({open_take(bench), short_take(bench), load_take(bench, 150.0, resistor(100.0))}),
        refusal({open_take(bench, resistor(32.0)), short_take(bench),
                 load_take(bench, 100.0, resistor(100.0))})}) {
    EXPECT_THAT(sentence, Not(HasSubstr(". ")));
    EXPECT_THAT(sentence, Not(HasSubstr("\n")));
  }
}

}  // namespace
}  // namespace ohmsweep
