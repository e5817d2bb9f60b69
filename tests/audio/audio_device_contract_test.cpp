/// What AudioDevice promises, for every implementation. To add one: a factory, the states it knows, one line
/// in INSTANTIATE_TEST_SUITE_P.

#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>
#include <functional>

#include "audio/temporary_folder.h"
#include "ohmsweep/audio/attended.h"
#include "ohmsweep/audio/audio_device.h"
#include "ohmsweep/audio/content_hash.h"
#include "ohmsweep/audio/recorded_takes.h"
#include "ohmsweep/audio/sound_file.h"
#include "ohmsweep/audio/virtual_bench.h"
#include "ohmsweep/core/error.h"

namespace ohmsweep {
namespace {

/// A short sweep that every device can play.
const Stimulus& stimulus() {
  static const Stimulus rendered = [] {
    ExponentialSweep sweep;
    sweep.from = Hertz(20);
    sweep.duration = Seconds(0.5);
    sweep.lead_in = Seconds(0.1);
    sweep.lead_out = Seconds(0.2);
    return render(sweep);
  }();
  return rendered;
}

/// One implementation under test.
struct Implementation {
  std::string label;
  std::string state;  ///< a state that the device can give
  /// A new device, the same each time: same circuit, same seed, same files.
  std::function<std::unique_ptr<AudioDevice>(const TemporaryFolder&)> make;
};

void PrintTo(const Implementation& implementation, std::ostream* out) { *out << implementation.label; }

std::unique_ptr<AudioDevice> recorded_takes(const TemporaryFolder& folder) {
  Recording take{48000, stimulus().samples, stimulus().samples, "", ""};
  for (double& sample : take.dut) sample = std::ldexp(std::round(std::ldexp(sample, 22)), -23);
  write_take(folder / "take.wav", take);
  return make_recorded_takes({{"left", folder / "take.wav"}});
}

std::unique_ptr<AudioDevice> virtual_bench(const TemporaryFolder& /*unused*/) {
  Bench bench;
  bench.converters.noise_rms = 1e-5;
  bench.converters.latency_s = 0.01;
  return make_virtual_bench(bench, "contract");
}

std::unique_ptr<AudioDevice> attended_bench(const TemporaryFolder& folder) {
  return make_attended(virtual_bench(folder));
}

std::unique_ptr<AudioDevice> takes_before_a_bench(const TemporaryFolder& folder) {
  (void)recorded_takes(folder);
  return make_recorded_then_live({{"left", folder / "take.wav"}}, virtual_bench(folder));
}

class AudioDeviceContract : public ::testing::TestWithParam<Implementation> {
 protected:
  [[nodiscard]] std::unique_ptr<AudioDevice> make() const { return GetParam().make(folder_); }

  [[nodiscard]] Recording play(AudioDevice& device, const Progress& progress = {}) const {
    return device.play_and_record(stimulus(), {}, {GetParam().state, "", "", 0}, progress);
  }

 private:
  TemporaryFolder folder_;
};

TEST_P(AudioDeviceContract, ReturnsTwoEquallyLongFiniteChannelsThatHoldTheSweep) {
  const Recording take = play(*make());
  EXPECT_EQ(take.sample_rate, 48000);
  EXPECT_EQ(take.source.size(), take.dut.size());
  EXPECT_GE(static_cast<double>(take.source.size()), 0.5 * 48000);
  for (const auto* channel : {&take.source, &take.dut}) {
    EXPECT_TRUE(std::all_of(channel->begin(), channel->end(), [](double s) { return std::isfinite(s); }));
  }
}

TEST_P(AudioDeviceContract, NamesTheTakeAndHashesItsSamples) {
  const Recording take = play(*make());
  EXPECT_FALSE(take.name.empty());
  EXPECT_EQ(take.hash, content_hash(take));
  EXPECT_FALSE(make()->name().empty());
}

TEST_P(AudioDeviceContract, TheSameDeviceInTheSameStateGivesTheSameSamples) {
  const Recording first = play(*make());
  const Recording second = play(*make());
  EXPECT_EQ(first.source, second.source);
  EXPECT_EQ(first.dut, second.dut);
}

TEST_P(AudioDeviceContract, ProgressNeverGoesBackAndEndsAtOne) {
  std::vector<double> fractions;
  (void)play(*make(), [&](double fraction) { fractions.push_back(fraction); });
  ASSERT_FALSE(fractions.empty());
  EXPECT_TRUE(std::is_sorted(fractions.begin(), fractions.end()));
  EXPECT_GE(fractions.front(), 0.0);
  EXPECT_EQ(fractions.back(), 1.0);
}

TEST_P(AudioDeviceContract, AnUnknownStateIsAnErrorThatNamesIt) {
  try {
    (void)make()->play_and_record(stimulus(), {}, {"state-of-nature", "", "", 0}, {});
    FAIL() << "an unknown state was recorded";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::failed);
    EXPECT_THAT(error.what(), ::testing::HasSubstr("state-of-nature"));
  }
}

TEST_P(AudioDeviceContract, ARateThatIsNotTheStimulusesIsAnError) {
  AudioFormat format;
  format.sample_rate = 96000;
  EXPECT_THROW((void)make()->play_and_record(stimulus(), format, {GetParam().state, "", "", 0}, {}), Error);
}

INSTANTIATE_TEST_SUITE_P(EveryDevice, AudioDeviceContract,
                         ::testing::Values(Implementation{"recorded_takes", "left", recorded_takes},
                                           Implementation{"virtual_bench", "100ohm", virtual_bench},
                                           Implementation{"attended_bench", "100ohm", attended_bench},
                                           Implementation{"takes_before_a_bench", "left",
                                                          takes_before_a_bench}),
                         [](const auto& instance) { return instance.param.label; });

}  // namespace
}  // namespace ohmsweep
