// The product's own device through the loop: what was played comes back bit for bit, on every path.

#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "live/loop_run.h"
#include "ohmsweep/audio/content_hash.h"
#include "ohmsweep/audio/live_audio.h"
#include "ohmsweep/core/error.h"

namespace ohmsweep::live {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class LiveLoop : public ::testing::TestWithParam<LoopKind> {};

TEST_P(LiveLoop, ComesBackBitForBitAndIsNotCalledBroken) {
  SoundWorld world(world_of(GetParam()));
  const LoopOutcome outcome = run_loop(world, GetParam(), true);
  EXPECT_THAT(outcome.error, IsEmpty());
  EXPECT_EQ(outcome.differences, 0) << "lag " << outcome.lag << "\n" << world.account();
  EXPECT_FALSE(outcome.reported);
  EXPECT_THAT(world.strays(), IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(AtFullSpeed, LiveLoop,
                         ::testing::Values(LoopKind{"JACK: VirtualInterface", 44100, 256, 64, 20.0, true},
                                           LoopKind{"JACK: VirtualInterface", 48000, 1024, 0, 20.0, true},
                                           LoopKind{"JACK: VirtualInterface", 96000, 4096, 1000, 20.0, true},
                                           LoopKind{"JACK: VirtualInterface", 192000, 512, 4096, 20.0,
                                                    true}));
INSTANTIATE_TEST_SUITE_P(InRealTime, LiveLoop,
                         ::testing::Values(LoopKind{"JACK: VirtualInterface", 44100, 1024, 64, 5.0, false},
                                           LoopKind{"JACK: VirtualInterface", 48000, 256, 0, 5.0, false},
                                           LoopKind{"JACK: VirtualInterface", 96000, 1024, 256, 5.0, false},
                                           LoopKind{"JACK: VirtualInterface", 192000, 4096, 4096, 5.0,
                                                    false}));
INSTANTIATE_TEST_SUITE_P(ThroughAlsa, LiveLoop,
                         ::testing::Values(LoopKind{"ALSA: VirtualAlsa", 48000, 1024, 0, 5.0, false},
                                           LoopKind{"ALSA: VirtualAlsa", 96000, 1024, 256, 2.0, false}));
// A device of 24-bit integers: the stimulus lies on its grid, and no dither or clipping is added.
INSTANTIATE_TEST_SUITE_P(OnA24BitDevice, LiveLoop,
                         ::testing::Values(LoopKind{"ALSA: VirtualAlsa24", 48000, 1024, 0, 2.0, false}));

/// The device in a world, for what is not a loop of a sweep.
class LiveDeviceInAWorld : public ::testing::Test {
 protected:
  [[nodiscard]] static std::unique_ptr<AudioDevice> device(const std::string& name = "virtualinterface") {
    return make_live_audio({name, {}, 0, {OHMSWEEP_PROGRAM}});
  }
  [[nodiscard]] static std::string failure_of(const std::function<void()>& step) {
    try {
      step();
    } catch (const Error& error) {
      return error.what();
    }
    return {};
  }
  static Stimulus short_sweep(int rate = 48000) {
    ExponentialSweep sweep;
    sweep.sample_rate = rate;
    sweep.from = Hertz(20);
    sweep.duration = Seconds(0.5);
    sweep.lead_in = Seconds(0.0);
    sweep.lead_out = Seconds(0.0);
    return render(sweep);
  }
};

TEST_F(LiveDeviceInAWorld, IsNamedForItsHostApiAndItself) {
  SoundWorld world;
  const BorrowedEnvironment environment(world.environment());
  EXPECT_EQ(device()->name(), "JACK: VirtualInterface");
  EXPECT_TRUE(device()->attended());
}

TEST_F(LiveDeviceInAWorld, IsListedWithTheRateOfItsServer) {
  SoundWorld world(world_of({"", 96000, 512, 0, 1.0, false}));
  const BorrowedEnvironment environment(world.environment());
  const std::vector<LiveDevice> devices = list_live_devices({OHMSWEEP_PROGRAM});
  const LiveDevice& found = find_live_device(devices, "JACK: VirtualInterface");
  EXPECT_THAT(found.rates_hz, ::testing::ElementsAre(96000));
  EXPECT_TRUE(found.full_duplex());
}

TEST_F(LiveDeviceInAWorld, AddsTheSilenceThatAStimulusLacks) {
  SoundWorld world;
  const BorrowedEnvironment environment(world.environment());
  const Recording take = device()->play_and_record(short_sweep(), {}, {"open", "", "", 0}, {});
  EXPECT_NEAR(static_cast<double>(take.source.size()), 2.0 * 48000.0, 2.0);
  EXPECT_EQ(take.hash, content_hash(take));
}

TEST_F(LiveDeviceInAWorld, PlaysAndRecordsOnTheChannelsOfTheFormat) {
  WorldSettings settings;
  settings.lines = {"route 1 2:0.5", "route 2 1"};
  SoundWorld world(settings);
  const BorrowedEnvironment environment(world.environment());
  AudioFormat format;
  format.output_channel = 2;
  format.source_channel = 2;
  format.dut_channel = 1;
  const Recording take = device()->play_and_record(short_sweep(), format, {"open", "", "", 0}, {});
  EXPECT_EQ(*std::max_element(take.source.begin(), take.source.end()), 0.0);
  EXPECT_GT(*std::max_element(take.dut.begin(), take.dut.end()), 0.1);
}

TEST_F(LiveDeviceInAWorld, PlaysTheReferenceOnASecondChannel) {
  WorldSettings settings;
  settings.lines = {"route 1 2", "route 2 1"};
  SoundWorld world(settings);
  const BorrowedEnvironment environment(world.environment());
  Stimulus stimulus = short_sweep();
  stimulus.reference_samples.assign(stimulus.samples.size(), 0.125);
  AudioFormat format;
  format.reference_output_channel = 2;
  const Recording take = device()->play_and_record(stimulus, format, {"open", "", "", 0}, {});
  EXPECT_EQ(*std::max_element(take.source.begin(), take.source.end()), 0.125);
  EXPECT_GT(*std::max_element(take.dut.begin(), take.dut.end()), 0.2);
  const auto first = std::find(take.source.begin(), take.source.end(), 0.125) - take.source.begin();
  EXPECT_EQ(std::count(take.source.begin(), take.source.end(), 0.125),
            static_cast<std::ptrdiff_t>(stimulus.samples.size()));
  EXPECT_EQ(std::count(take.dut.begin(), take.dut.begin() + first, 0.0), first) << "both begin together";
}

TEST_F(LiveDeviceInAWorld, RefusesOneChannelForBoth) {
  SoundWorld world;
  const BorrowedEnvironment environment(world.environment());
  AudioFormat format;
  format.reference_output_channel = 1;
  EXPECT_THAT(failure_of([&] {
                (void)device()->play_and_record(short_sweep(), format, {"open", "", "", 0}, {});
              }),
              HasSubstr("Output 1"));
}

TEST_F(LiveDeviceInAWorld, RefusesARateThatItsServerDoesNotRunAt) {
  SoundWorld world;
  const BorrowedEnvironment environment(world.environment());
  AudioFormat format;
  format.sample_rate = 96000;
  EXPECT_THAT(failure_of([&] {
                (void)device()->play_and_record(short_sweep(96000), format, {"open", "", "", 0}, {});
              }),
              AllOf(HasSubstr("VirtualInterface"), HasSubstr("96000 Hz"), HasSubstr("ohmsweep devices")));
}

TEST_F(LiveDeviceInAWorld, RefusesAChannelThatItDoesNotHave) {
  SoundWorld world;
  const BorrowedEnvironment environment(world.environment());
  AudioFormat format;
  format.dut_channel = 5;
  EXPECT_THAT(failure_of([&] {
                (void)device()->play_and_record(short_sweep(), format, {"open", "", "", 0}, {});
              }),
              AllOf(HasSubstr("2 inputs"), HasSubstr("input 5")));
}

TEST_F(LiveDeviceInAWorld, HearsItsOwnLoopWithoutGapsUntilItHasHeardEnough) {
  SoundWorld world;
  const BorrowedEnvironment environment(world.environment());
  std::vector<double> loop(480);
  for (std::size_t i = 0; i < loop.size(); ++i) {
    loop[i] = 0.25 * std::sin(2.0 * std::numbers::pi * static_cast<double>(i) / 48.0);
  }
  std::vector<double> heard;
  device()->listen(loop, {}, {"open", "", "", 0},
                   [&](const std::vector<double>& source, const std::vector<double>& dut) {
                     EXPECT_EQ(source, dut);
                     heard.insert(heard.end(), source.begin(), source.end());
                     return heard.size() < 48000;
                   });
  ASSERT_EQ(heard.size(), 48000U);
  // In the last half second the tone repeats itself every 48 samples.
  for (std::size_t i = 24000; i + 48 < heard.size(); ++i) ASSERT_NEAR(heard[i], heard[i + 48], 1e-7) << i;
  EXPECT_NEAR(*std::max_element(heard.begin(), heard.end()), 0.25, 1e-6);
  const auto loud = [](double sample) { return std::abs(sample) > 0.01; };
  const auto begin = std::find_if(heard.begin(), heard.end(), [](double sample) { return sample != 0.0; });
  EXPECT_GT(std::find_if(begin, heard.end(), loud) - begin, 100) << "the loop begins softly";
}

TEST_F(LiveDeviceInAWorld, PassesOnWhatItsListenerThrowsAndLeavesNothing) {
  SoundWorld world;
  const BorrowedEnvironment environment(world.environment());
  struct Enough {};
  EXPECT_THROW(device()->listen({0.1, -0.1}, {}, {"open", "", "", 0},
                                [](const auto&, const auto&) -> bool { throw Enough{}; }),
               Enough);
  EXPECT_THAT(world.strays(), IsEmpty());
}

}  // namespace
}  // namespace ohmsweep::live
