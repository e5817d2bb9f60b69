#include "ohmsweep/audio/recorded_takes.h"

#include <gmock/gmock.h>

#include "audio/temporary_folder.h"
#include "audio/wav_bytes.h"
#include "ohmsweep/audio/attended.h"
#include "ohmsweep/audio/sound_file.h"
#include "ohmsweep/core/error.h"

namespace ohmsweep {
namespace {

using ::testing::HasSubstr;

class RecordedTakesTest : public ::testing::Test {
 protected:
  static Stimulus stimulus() {
    Stimulus stimulus;
    stimulus.sweep.duration = Seconds(0.01);
    return stimulus;
  }

  /// A take of constant samples; 480 frames last as long as the sweep.
  std::filesystem::path take(const std::string& name, double source, int sample_rate = 48000,
                             std::size_t frames = 480) const {
    write_take(folder_ / name,
               {sample_rate, std::vector(frames, source), std::vector(frames, -source), "", ""});
    return folder_ / name;
  }

  static Recording play(AudioDevice& device, const std::string& state, const AudioFormat& format = {}) {
    return device.play_and_record(stimulus(), format, {state, "", "", 0}, {});
  }

  static std::string refusal(AudioDevice& device, const std::string& state, const AudioFormat& format = {}) {
    try {
      (void)play(device, state, format);
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::failed);
      return error.what();
    }
    return "nothing was refused";
  }

  TemporaryFolder folder_;
};

TEST_F(RecordedTakesTest, EachStateHasItsFilesInTheOrderGivenAndEachOnce) {
  const auto device = make_recorded_takes({{"unloaded", take("u1.wav", 0.1)},
                                           {"33ohm", take("l1.wav", 0.2)},
                                           {"33ohm", take("l2.wav", 0.3)},
                                           {"unloaded", take("u2.wav", 0.4)}});
  EXPECT_EQ(play(*device, "33ohm").name, "l1.wav");
  EXPECT_EQ(play(*device, "unloaded").name, "u1.wav");
  EXPECT_EQ(play(*device, "33ohm").name, "l2.wav");
  EXPECT_EQ(refusal(*device, "33ohm"),
            "there is no take of '33ohm' (those left are for unloaded); add --take 33ohm=FILE");
  EXPECT_EQ(play(*device, "unloaded").name, "u2.wav");
  EXPECT_THAT(refusal(*device, "unloaded"), HasSubstr("none is left"));
}

TEST_F(RecordedTakesTest, HonoursTheChannelsOfTheFormat) {
  const auto device = make_recorded_takes({{"open", take("open.wav", 0.5)}});
  AudioFormat swapped;
  swapped.source_channel = 2;
  swapped.dut_channel = 1;
  const Recording recording = play(*device, "open", swapped);
  EXPECT_EQ(recording.source.front(), -0.5);
  EXPECT_EQ(recording.dut.front(), 0.5);
}

TEST_F(RecordedTakesTest, ATakeAtAnotherRateIsRefusedWithBothRates) {
  const auto device = make_recorded_takes({{"open", take("open.wav", 0.5, 44100)}});
  EXPECT_THAT(refusal(*device, "open"),
              HasSubstr("open.wav was recorded at 44100 samples per second but the stimulus has 48000"));
}

TEST_F(RecordedTakesTest, ATakeShorterThanTheSweepIsRefused) {
  const auto device = make_recorded_takes({{"open", take("open.wav", 0.5, 48000, 240)}});
  EXPECT_THAT(refusal(*device, "open"), HasSubstr("open.wav lasts 0.005 s, less than the sweep's 0.010 s"));
}

TEST_F(RecordedTakesTest, AMissingFileIsReportedWhenItsTurnComes) {
  const auto device = make_recorded_takes({{"open", folder_ / "absent.wav"}});
  EXPECT_THAT(refusal(*device, "open"), HasSubstr("absent.wav does not exist"));
}

TEST_F(RecordedTakesTest, BeforeALiveDeviceAreReadAsTheyWereKeptWhateverItsChannels) {
  const auto device = make_recorded_then_live(
      {{"open", take("open.wav", 0.5)}}, make_attended(make_recorded_takes({{"short", take("s.wav", 0.1)}})));
  AudioFormat elsewhere;
  elsewhere.source_channel = 2;
  elsewhere.dut_channel = 1;
  EXPECT_FALSE(device->attended());
  EXPECT_EQ(play(*device, "open", elsewhere).source.front(), 0.5);
  EXPECT_TRUE(device->attended());
  EXPECT_LT(play(*device, "short", elsewhere).source.front(), 0.0);
}

}  // namespace
}  // namespace ohmsweep
