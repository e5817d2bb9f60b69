// Each flaw of a virtual bench is found by the cable check under its own name and with its own number.
#include "ohmsweep/workflow/cable_check.h"

#include <gmock/gmock.h>

#include "ohmsweep/audio/virtual_bench.h"
#include "ohmsweep/core/error.h"
#include "ohmsweep/formats/bench_file.h"

namespace ohmsweep {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

std::unique_ptr<AudioDevice> bench_of(const std::string& text) {
  return make_virtual_bench(parse_bench(text, "bench.toml"), "test");
}

CableReport checked(AudioDevice& device, const CableHands& hands = {}, double seconds = 2.0) {
  CableCheckRequest request;
  request.duration = Seconds(seconds);
  return check_cable(device, request, hands, {});
}

/// On converters with these flaws beside a little noise.
CableReport checked(const std::string& flaws, double seconds = 2.0) {
  return checked(*bench_of("[converters]\nnoise = '-104dBFS'\n" + flaws), {}, seconds);
}

std::vector<std::string> codes_of(const CableReport& report) {
  std::vector<std::string> codes;
  for (const Finding& finding : report.findings) codes.emplace_back(to_string(finding.code));
  return codes;
}

std::string refusal_of(const std::function<void()>& step) {
  try {
    step();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::rejected);
    return error.what();
  }
  return {};
}

TEST(CableCheck, FindsNothingWrongWithTheDemosInterface) {
  const CableReport report = checked(*bench_of(std::string(demo_bench_text())));
  EXPECT_THAT(codes_of(report), IsEmpty());
  EXPECT_THAT(report.delay.source_frames, ElementsAre(1187, 1187, 1187));
  EXPECT_NEAR(report.delay.skew_frames, 0.013, 0.002);
  EXPECT_NEAR(report.match.points[2].gain_db, 20.0 * std::log10(0.975), 1e-3);
  EXPECT_NEAR(report.to_dut->points[1].level_db, -96.0, 3.0);
  EXPECT_NEAR(report.ladder.source.loudest().second, 3e-5, 3e-6);
  EXPECT_NEAR(report.ladder.noise.mains_hz, 50.02, 0.02);
  EXPECT_NEAR(report.ladder.noise.source.hum_dbfs, -101.0, 1.0);
  EXPECT_NEAR(report.clock.ppm, 0.0, 0.05);
}

TEST(CableCheck, FindsNothingWrongWithAnIdealBench) {
  const CableReport report = checked(*bench_of(""));
  EXPECT_THAT(codes_of(report), IsEmpty());
  EXPECT_THAT(report.continuity.gaps, IsEmpty());
  EXPECT_TRUE(report.to_dut->largest.upper_bound);
}

TEST(CableCheck, FindsEachFlawUnderItsOwnName) {
  EXPECT_THAT(codes_of(checked("adc_third_harmonic = '30%'\n")), ElementsAre("distortion"));
  EXPECT_THAT(codes_of(checked("dac_second_harmonic = '2%'\n")), ElementsAre("distortion"));
  EXPECT_THAT(codes_of(checked("crosstalk_db = -50.0\n")), ElementsAre("crosstalk", "crosstalk"));
  EXPECT_THAT(codes_of(checked("gain_mismatch = '-50%'\n")), ElementsAre("input_mismatch"));
  EXPECT_THAT(codes_of(checked("skew_samples = 3\n")), ElementsAre("unsteady_delay"));
  EXPECT_THAT(codes_of(checked("dc = '2%'\n")), ElementsAre("dc_offset", "dc_offset"));
  EXPECT_THAT(codes_of(checked("hum = '-50dBFS'\n")), ElementsAre("mains_lines", "mains_lines"));
}

TEST(CableCheck, MeasuresDistortionAtTheLevelThatIsPlayed) {
  const CableReport report = checked("dac_second_harmonic = '0.1%'\ndac_third_harmonic = '0.02%'\n");
  EXPECT_NEAR(report.ladder.dut.loudest().second, 1e-3, 2e-5);
  EXPECT_NEAR(report.ladder.dut.loudest().third, 2e-4, 1e-5);
  ASSERT_THAT(report.distortion, SizeIs(3));
  EXPECT_NEAR(report.distortion[1].ratio, std::hypot(1e-3, 2e-4), 5e-5);
  EXPECT_THAT(codes_of(report), IsEmpty());
}

TEST(CableCheck, MeasuresTheClockOfAPlayer) {
  const CableReport report = checked("clock_offset = '37ppm'\n", 6.0);
  EXPECT_NEAR(report.clock.ppm, 37.0, 0.2);
  EXPECT_THAT(codes_of(report), ElementsAre("clock_offset"));
}

TEST(CableCheck, CountsDropoutsOfTheLongSound) {
  // Takes 0 to 4: the ladder, three sweeps, the long sound.
  const CableReport report = checked(
      "[[converters.dropout]]\nat = '2s'\nsamples = 512\nkind = 'lost'\ntake = 4\n"
      "[[converters.dropout]]\nat = '3s'\nsamples = 300\nkind = 'zeroed'\ntake = 4\n",
      4.0);
  EXPECT_THAT(codes_of(report), ElementsAre("dropout"));
  ASSERT_THAT(report.continuity.gaps, SizeIs(2));
  EXPECT_EQ(report.continuity.gaps[0].kind, GapKind::lost);
  EXPECT_EQ(report.continuity.gaps[0].frames, 512);
  EXPECT_EQ(report.continuity.gaps[1].kind, GapKind::silent);
  EXPECT_NEAR(static_cast<double>(report.continuity.gaps[1].frames), 300.0, 2.0);
}

TEST(CableCheck, RecordsABrokenSweepAgain) {
  const CableReport report =
      checked("[[converters.dropout]]\nat = '3s'\nsamples = 512\nkind = 'lost'\ntake = 2\n");
  EXPECT_EQ(report.broken_takes, 1);
  EXPECT_THAT(codes_of(report), ElementsAre("dropout"));
  EXPECT_THAT(report.continuity.gaps, IsEmpty());
}

TEST(CableCheck, RefusesAnInputThatIsCutOff) {
  EXPECT_THAT(refusal_of([] { (void)checked("output_full_scale = '20Vrms'\n"); }),
              HasSubstr("Input 1 is cut off"));
}

TEST(CableCheck, RefusesWhatIsTooQuietToJudge) {
  EXPECT_THAT(refusal_of([] { (void)checked("input_full_scale = '500Vrms'\n"); }),
              HasSubstr("too quiet to judge"));
}

/// A bench whose cable is somewhere else than asked for.
class WrongCable : public AudioDevice {
 public:
  explicit WrongCable(std::function<std::string(const std::string&)> connected)
      : bench_(bench_of("[converters]\nnoise = '-104dBFS'\n")), connected_(std::move(connected)) {}
  Recording play_and_record(const Stimulus& stimulus, const AudioFormat& format, const TakeState& state,
                            const Progress& progress) override {
    const TakeState real{connected_(state.state), "", "", state.index};
    Recording take = bench_->play_and_record(stimulus, format, real, progress);
    return take;
  }
  [[nodiscard]] std::string name() const override { return "wrong"; }

 private:
  std::unique_ptr<AudioDevice> bench_;
  std::function<std::string(const std::string&)> connected_;
};

TEST(CableCheck, NamesTheCableThatIsMissing) {
  WrongCable one([](const std::string&) { return "cable-1"; });
  EXPECT_THAT(refusal_of([&] { (void)checked(one); }),
              HasSubstr("Input 2 hears nothing of the tone that input 1"));
  WrongCable other([](const std::string&) { return "cable-2"; });
  EXPECT_THAT(refusal_of([&] { (void)checked(other); }), HasSubstr("Input 1 hears nothing"));
}

TEST(CableCheck, NamesTheInputThatTheCableIsIn) {
  WrongCable swapped([](const std::string& asked) {
    if (asked == "cable-both") return asked;
    return std::string(asked == "cable-1" ? "cable-2" : "cable-1");
  });
  EXPECT_THAT(refusal_of([&] { (void)checked(swapped); }),
              HasSubstr("The cable is in input 2 and not in input 1"));
  WrongCable kept([](const std::string&) { return "cable-both"; });
  EXPECT_THAT(refusal_of([&] { (void)checked(kept); }), HasSubstr("Input 2 still hears"));
}

TEST(CableCheck, GoesOnOnceTheCableIsRight) {
  int asked = 0;
  WrongCable kept([&](const std::string& state) {
    return state == "cable-1" && asked == 0 ? std::string("cable-both") : state;
  });
  std::vector<CableEnd> connected;
  const CableHands hands{[&](CableEnd end) { connected.push_back(end); },
                         [&](const std::string&) { return ++asked == 1; }};
  EXPECT_THAT(codes_of(checked(kept, hands)), IsEmpty());
  EXPECT_THAT(connected, ElementsAre(CableEnd::both, CableEnd::source, CableEnd::source, CableEnd::dut));
}

TEST(CableCheck, LeavesCrosstalkOutWhereTheCableStays) {
  WrongCable kept([](const std::string&) { return "cable-both"; });
  CableCheckRequest request;
  request.duration = Seconds(2.0);
  request.crosstalk = false;
  const CableReport report = check_cable(kept, request, {}, {});
  EXPECT_FALSE(report.to_dut);
  EXPECT_THAT(codes_of(report), IsEmpty());
}

TEST(CableCheck, TakesTheInputsAsTheRigHasThem) {
  const auto bench = bench_of("[converters]\nnoise = '-104dBFS'\ngain_mismatch = '-10%'\n");
  CableCheckRequest request;
  request.duration = Seconds(2.0);
  request.format.source_channel = 2;
  request.format.dut_channel = 1;
  const CableReport report = check_cable(*bench, request, {}, {});
  EXPECT_NEAR(report.match.points[2].gain_db, -20.0 * std::log10(0.9), 1e-3);
}

}  // namespace
}  // namespace ohmsweep
