// A dongle plays and the interface records: two streams, two clocks.

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>

#include "audio/temporary_folder.h"
#include "live/loop_run.h"
#include "live/trapped_environment.h"
#include "live/two_device_job.h"
#include "ohmsweep/audio/live_audio.h"
#include "ohmsweep/core/error.h"
#include "ohmsweep/signal/ratio.h"

namespace ohmsweep::live {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr const char* interface = "JACK: VirtualInterface";
constexpr const char* dongle = "JACK: Dongle";

TEST(TwoDeviceJob, MeasuresAHeadphoneAsOnOneClockAndTellsTheClocksApart) {
  const std::vector<TwoDeviceOutcome> outcomes = run_two_device_job(48000, {0.0, 100.0, -100.0});
  for (const TwoDeviceOutcome& outcome : outcomes) {
    const std::string when = fmt::format("{} ppm", outcome.set_ppm);
    ASSERT_THAT(outcome.complaint, IsEmpty()) << when;
    EXPECT_LE(outcome.from_first, 2e-4) << when;
    // The calibration's load is 0.02 % more than it says.
    EXPECT_LE(outcome.largest_relative, 4e-4) << when;
    EXPECT_GE(outcome.share_within, 0.95) << when;
    RecordProperty(when, fmt::format("{:.1f} ppm, {:.4f} % from one clock", outcome.found_ppm,
                                     100.0 * outcome.from_first));
  }
  EXPECT_EQ(outcomes[0].u95_ppm, 0.0) << "one clock is not worth a note";
  for (const TwoDeviceOutcome& outcome : {outcomes[1], outcomes[2]}) {
    EXPECT_NEAR(outcome.found_ppm, outcome.set_ppm, outcome.u95_ppm);
    EXPECT_LT(outcome.u95_ppm, 2.5);
  }
}

std::unique_ptr<AudioDevice> two_devices(const std::string& input, const std::string& output) {
  return make_live_audio({input, output, 0, {OHMSWEEP_PROGRAM}});
}

std::string failure_of(const std::function<void()>& step) {
  try {
    step();
  } catch (const Error& error) {
    return error.what();
  }
  return {};
}

WorldSettings world_at(int rate, bool freewheel = true) {
  WorldSettings settings;
  settings.rate = rate;
  settings.freewheel = freewheel;
  // Half the voltage: a headphone of the reference's impedance.
  settings.lines = {"dongle 0", "route 2 1:0.5", "noise 1 -110dB", "noise 2 -110dB"};
  return settings;
}

RatioEstimator sweep_of_a_second(int rate) {
  ExponentialSweep sweep;
  sweep.sample_rate = rate;
  sweep.duration = Seconds(1.0);
  sweep.to = highest_sweep_frequency(rate);
  return RatioEstimator(render(sweep));
}

Recording take_of(const RatioEstimator& estimator, const std::string& input = interface) {
  AudioFormat format;
  format.sample_rate = estimator.stimulus().sweep.sample_rate;
  return two_devices(input, dongle)->play_and_record(estimator.stimulus(), format, {"open", "", "", 0}, {});
}

/// Seconds of silence before and after the sound of a take.
struct Silence {
  double before_s = 0.0;
  double after_s = 0.0;
};

Silence silence_around(const Recording& take) {
  const auto loud = [](double sample) { return std::abs(sample) > 1e-4; };
  const auto first = std::find_if(take.source.begin(), take.source.end(), loud);
  const auto last = std::find_if(take.source.rbegin(), take.source.rend(), loud);
  return {static_cast<double>(first - take.source.begin()) / take.sample_rate,
          static_cast<double>(last - take.source.rbegin()) / take.sample_rate};
}

class TwoDevices : public ::testing::TestWithParam<int> {};

TEST_P(TwoDevices, GiveWholeTakesWithoutAFaultOnAnyClock) {
  const int rate = GetParam();
  SoundWorld world(world_at(rate));
  const BorrowedEnvironment environment(world.environment());
  const RatioEstimator estimator = sweep_of_a_second(rate);
  for (const double ppm : {0.0, -100.0, 100.0}) {
    ASSERT_EQ(world.tell(fmt::format("dongle {}", ppm)), "ok");
    const Recording take = take_of(estimator);
    const RatioCurve curve = estimator.estimate(take);
    EXPECT_FALSE(has_blocking(curve.findings)) << ppm;
    EXPECT_FALSE(has(curve.findings, FindingCode::dropout)) << ppm;
    EXPECT_EQ(has(curve.findings, FindingCode::clock_offset), ppm != 0.0) << ppm;
    EXPECT_NEAR(curve.quality.clock_offset_ppm, ppm, curve.quality.clock_offset_u95_ppm);
    EXPECT_GE(silence_around(take).before_s, 0.5) << ppm;
    EXPECT_GE(silence_around(take).after_s, 1.0) << ppm;
  }
  EXPECT_EQ(world.status("missing"), 0);
}

INSTANTIATE_TEST_SUITE_P(AtEveryRate, TwoDevices, ::testing::Values(44100, 48000, 96000));

TEST(TwoDevices, LoseNothingWhereEitherTakesLongToStart) {
  SoundWorld world(world_at(48000));
  const TemporaryFolder folder;
  Environment words = world.environment();
  words.merge(trapped_environment(folder / "counts", "start late"));
  const BorrowedEnvironment environment(words);
  const RatioEstimator estimator = sweep_of_a_second(48000);
  const Recording take = take_of(estimator);
  EXPECT_FALSE(has_blocking(estimator.estimate(take).findings));
  EXPECT_GE(silence_around(take).before_s, 0.5);
  EXPECT_GE(silence_around(take).after_s, 1.9);
}

TEST(TwoDevices, MayBelongToTwoHostApis) {
  SoundWorld world(world_at(48000, false));
  const BorrowedEnvironment environment(world.environment());
  ASSERT_EQ(world.tell("dongle 100"), "ok");
  const RatioEstimator estimator = sweep_of_a_second(48000);
  const RatioCurve curve = estimator.estimate(take_of(estimator, "ALSA: VirtualAlsa"));
  EXPECT_FALSE(has_blocking(curve.findings));
  EXPECT_NEAR(curve.quality.clock_offset_ppm, 100.0, curve.quality.clock_offset_u95_ppm);
}

TEST(TwoDevices, AreNamedInTheSentenceWhereOneIsMissing) {
  SoundWorld world(world_at(48000));
  const BorrowedEnvironment environment(world.environment());
  EXPECT_THAT(failure_of([] { (void)two_devices("JACK: Scarlett", dongle); }),
              AllOf(HasSubstr("no audio device 'JACK: Scarlett'"), HasSubstr(dongle)));
  EXPECT_THAT(failure_of([] { (void)two_devices(interface, "JACK: Headset"); }),
              AllOf(HasSubstr("no audio device 'JACK: Headset'"), HasSubstr(interface)));
  const RatioEstimator estimator = sweep_of_a_second(48000);
  EXPECT_THAT(failure_of([&] {
                (void)two_devices(dongle, interface)
                    ->play_and_record(estimator.stimulus(), {}, {"open", "", "", 0}, {});
              }),
              AllOf(HasSubstr(dongle), HasSubstr("0 inputs")));
  const auto device = two_devices(interface, dongle);
  EXPECT_EQ(device->name(), "JACK: VirtualInterface with JACK: Dongle");
  ASSERT_EQ(world.tell("dongle gone"), "ok");
  EXPECT_THAT(failure_of([&] {
                (void)device->play_and_record(estimator.stimulus(), {}, {"open", "", "", 0}, {});
              }),
              HasSubstr("no audio device 'JACK: Dongle'"));
}

}  // namespace
}  // namespace ohmsweep::live
