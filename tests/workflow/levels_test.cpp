#include "ohmsweep/workflow/levels.h"

#include <gmock/gmock.h>

#include "ohmsweep/audio/virtual_bench.h"
#include "ohmsweep/core/error.h"
#include "ohmsweep/signal/clipping.h"
#include "workflow/sitting.h"

namespace ohmsweep {
namespace {

using ::testing::HasSubstr;

/// A bench that keeps what it was told to play.
class LoudnessLog : public AudioDevice {
 public:
  explicit LoudnessLog(Bench bench) : bench_(make_virtual_bench(std::move(bench), "test")) {}

  Recording play_and_record(const Stimulus& stimulus, const AudioFormat& format, const TakeState& state,
                            const Progress& progress) override {
    played_.push_back(amplitude_to_decibels(peak_of(stimulus.samples)).value());
    return bench_->play_and_record(stimulus, format, state, progress);
  }
  void listen(const std::vector<double>& loop, const AudioFormat& format, const TakeState& state,
              const Listener& listener) override {
    played_.push_back(loop.empty() ? silent_dbfs : amplitude_to_decibels(peak_of(loop)).value());
    bench_->listen(loop, format, state, listener);
  }
  [[nodiscard]] std::string name() const override { return bench_->name(); }
  [[nodiscard]] const std::vector<double>& played() const { return played_; }

 private:
  std::unique_ptr<VirtualBench> bench_;
  std::vector<double> played_;
};

Bench noisy_bench() {
  Bench bench;
  bench.converters.noise_rms = 1e-5;
  bench.converters.latency_s = 0.02;
  return bench;
}

FindLevelRequest request_up_to(double dbfs, const std::string& state = "open") {
  FindLevelRequest request;
  request.limits.max_level = Decibels(dbfs);
  request.state.state = state;
  return request;
}

TEST(FindLevel, RisesFromQuietToWhatTheConvertersTake) {
  Bench bench = noisy_bench();
  bench.converters.input_peak_volts = 0.5;  // full scale is reached at -6 dBFS
  LoudnessLog device(bench);
  std::vector<std::string> told;
  const FoundLevel found = find_level(device, request_up_to(0.0),
                                      {[&](const std::string& sentence) { told.push_back(sentence); }, {}});
  EXPECT_EQ(found.verdict.stopped_by, StoppedBy::clipping);
  EXPECT_LE(*found.verdict.level, Decibels(-9.0));
  EXPECT_GE(*found.verdict.level, Decibels(-10.3));
  EXPECT_NEAR(device.played().front(), -50.0, 0.1);
  for (std::size_t i = 1; i < device.played().size(); ++i) {
    EXPECT_LE(device.played()[i] - device.played()[i - 1], 3.1);
  }
  EXPECT_EQ(told.size(), device.played().size());
  EXPECT_THAT(told.front(), HasSubstr("-50.0 dBFS"));
}

TEST(FindLevel, FindsAnInputThatIsCutOffBelowFullScale) {
  Bench bench = noisy_bench();
  bench.converters.noise_rms = 0.0;
  bench.converters.gain_mismatch = 1.0;
  bench.converters.clipping_level = decibels_to_amplitude(Decibels(-15.0));
  LoudnessLog device(bench);
  const FoundLevel found = find_level(device, request_up_to(0.0), {});
  EXPECT_THAT(found.verdict.reason, HasSubstr("dut"));
  EXPECT_LE(*found.verdict.level, Decibels(-21.0 - 2.9));
  EXPECT_GE(*found.verdict.level, Decibels(-21.0 - 6.2));
}

TEST(FindLevel, FindsAnInputThatDistorts) {
  Bench bench = noisy_bench();
  bench.converters.adc.third = 0.1;  // of full scale: 1 % at -10 dBFS
  LoudnessLog device(bench);
  const FoundLevel found = find_level(device, request_up_to(0.0), {});
  EXPECT_EQ(found.verdict.stopped_by, StoppedBy::distortion);
  EXPECT_NEAR(found.verdict.level->value(), -13.5, 1.2);
}

TEST(FindLevel, SeesTheImpedanceOfWhatIsConnected) {
  LoudnessLog device(noisy_bench());
  FindLevelRequest request = request_up_to(-20.0, "33ohm");
  request.reference_ohm = 100.0;
  EXPECT_NEAR(find_level(device, request, {}).impedance_ohm.value_or(0.0), 33.0, 0.2);
  EXPECT_FALSE(find_level(device, request_up_to(-20.0), {}).impedance_ohm.has_value());
}

TEST(FindLevel, RefusesToGoOnWhenNothingComesBack) {
  Bench bench = noisy_bench();
  bench.converters.input_peak_volts = 1e6;
  LoudnessLog device(bench);
  try {
    (void)find_level(device, request_up_to(0.0), {});
    FAIL() << "went up to " << device.played().back();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::rejected);
    EXPECT_THAT(error.what(), HasSubstr("hears nothing"));
  }
  EXPECT_LE(device.played().back(), -37.9);
}

TEST(FindLevel, EndsWithWhatTheNarratorThrows) {
  LoudnessLog device(noisy_bench());
  const Narrator impatient{{}, [](const std::string&, double fraction) {
                             if (fraction > 0.5) throw failure("enough");
                           }};
  EXPECT_THROW((void)find_level(device, request_up_to(0.0), impatient), Error);
}

TEST(LevelLimitsOfARig, NeedItsFullScaleForVolts) {
  EXPECT_THROW((void)level_limits({}, {{}, Volts(1.0), {}}), Error);
  EXPECT_THROW((void)level_limits({}, {{}, {}, Watts(1.0)}), Error);
  Rig rig;
  rig.output_full_scale_vrms = 2.0;
  rig.reference_ohm = from_tolerance(100.0, 1.0);
  const LevelLimits limits = level_limits(rig, {{}, Volts(1.0), Watts(2e-3)});
  ASSERT_TRUE(limits.volts.has_value());
  EXPECT_NEAR(limits.volts->reference_ohm, 99.0, 1e-9);
  EXPECT_EQ(limits.max_power_w, 2e-3);
  EXPECT_EQ(highest_level(level_limits({}, {})).level, Decibels(-12.0));
}

TEST_F(Sitting, TheLowestImpedanceIsThatOfEveryStoredHeadphone) {
  EXPECT_FALSE(lowest_impedance_ohm(library_).has_value());
  ImpedanceCurve curve;
  curve.grid = FrequencyGrid({100.0, 1000.0});
  curve.impedance_ohm = {{40.0, 0.0}, {16.0, 12.0}};
  library_.add(CurveKind::headphone, "A", "left", curve, {});
  curve.impedance_ohm = {{0.0, -7.5}, {300.0, 0.0}};
  library_.add(CurveKind::headphone, "B", "left", curve, {});
  EXPECT_NEAR(lowest_impedance_ohm(library_).value_or(0.0), 7.5, 1e-9);
}

TEST(WatchLevels, ListensInSilenceUnlessALevelIsAsked) {
  LoudnessLog device(noisy_bench());
  watch_levels(device, {{}, {"open", "", "", 0}, {}}, {},
               [](const LevelMeter& meter) { return meter.elapsed_s() < 1.0; });
  EXPECT_THAT(device.played(), ::testing::ElementsAre(silent_dbfs));
}

TEST(WatchLevels, LetsTheToneRiseBeforeItMeters) {
  LoudnessLog device(noisy_bench());
  MeterReading first;
  watch_levels(device, {{}, {"open", "", "", 0}, Decibels(-20.0)}, {}, [&](const LevelMeter& meter) {
    first = meter.reading();
    return meter.elapsed_s() < 1.0;
  });
  ASSERT_EQ(device.played().size(), 6U);
  EXPECT_NEAR(device.played().front(), -50.0, 0.01);
  for (std::size_t i = 1; i < 6; ++i) EXPECT_LE(device.played()[i] - device.played()[i - 1], 6.01);
  EXPECT_NEAR(first.now.source.peak_dbfs, -20.0, 0.01);
  EXPECT_NEAR(first.now.source.snr_db.value_or(0.0), 100.0 - 23.0, 0.5);
  EXPECT_EQ(first.source.clipped_samples, 0U);
}

}  // namespace
}  // namespace ohmsweep
