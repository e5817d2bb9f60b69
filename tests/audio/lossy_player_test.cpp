// What a lossy codec leaves of a player's programme, and what is no codec.
#include <gmock/gmock.h>

#include "audio/lossy_file.h"
#include "audio/subband_codec.h"
#include "audio/temporary_folder.h"
#include "ohmsweep/measurement/player_take.h"
#include "ohmsweep/signal/player_passages.h"
#include "signal/played_file.h"

namespace ohmsweep {
namespace {

using test::played;
using test::Resampler;
using test::with_noise;
using ::testing::HasSubstr;

PlayerProgramme programme(int rate) {
  PlayerProgramme chosen;
  chosen.sweep.sample_rate = rate;
  chosen.sweep.from = Hertz(20.0);
  chosen.sweep.to = highest_sweep_frequency(rate);
  chosen.sweep.duration = Seconds(2.0);
  return chosen;
}

CodecTrace trace_in(const Recording& recording, const PlayerProgramme& played_programme) {
  const FoundProgramme found = find_passages(recording, played_programme);
  const Stimulus stimulus = passage_stimulus(played_programme, PassageKind::both, recording.sample_rate);
  std::vector<Recording> takes;
  std::vector<SoundingPassage> sounding;
  takes.reserve(found.passages.size());
  for (const FoundPassage& passage : found.passages) {
    if (passage.kind == PassageKind::both_quiet) continue;
    takes.push_back(cut_out(recording, passage));
    sounding.push_back({takes.back(), passage.kind == PassageKind::right_alone, stimulus});
  }
  return codec_trace(sounding);
}

bool found_lossy(const CodecTrace& trace) { return !codec_findings(trace).empty(); }

/// A copy of the programme through the codec, played and recorded with little noise.
void expect_recognised(const test::Codec& codec, int rate) {
  const TemporaryFolder folder;
  const PlayerSamples lossy = test::through(codec, render_player(programme(rate), rate), folder / "lossy");
  const CodecTrace trace = trace_in(with_noise(played(lossy, 48000, 120.0), -96.0, 1), programme(rate));
  EXPECT_TRUE(found_lossy(trace)) << codec.name << ": " << trace.following;
}

TEST(LossyPlayer, Mp3AtItsLowestUsualBitrateIsRecognised) { expect_recognised(test::mp3(128), 44100); }
TEST(LossyPlayer, Mp3AtItsHighestBitrateIsRecognised) { expect_recognised(test::mp3(320), 44100); }
TEST(LossyPlayer, VorbisAtItsBestIsRecognised) { expect_recognised(test::vorbis(1.0), 44100); }
TEST(LossyPlayer, OpusAtItsBestIsRecognised) { expect_recognised(test::opus(450), 48000); }

TEST(LossyPlayer, ASubbandCodecAsBluetoothHasItIsRecognisedWhereItSparesBits) {
  const PlayerSamples file = render_player(programme(44100), 44100);
  const Recording sparing = played(test::SubbandCodec(19)(file), 48000, -60.0);
  EXPECT_TRUE(found_lossy(trace_in(with_noise(sparing, -96.0, 1), programme(44100))));
  // With bits for all it gives a lone tone sixteen of them, and leaves no more than a file of 16 bits does.
  const Recording generous = played(test::SubbandCodec(53)(file), 48000, -60.0);
  EXPECT_LT(trace_in(with_noise(generous, -110.0, 1), programme(44100)).following, 3e-10);
}

TEST(LossyPlayer, ALowPassIsSeenThroughAnyNoise) {
  const TemporaryFolder folder;
  const PlayerSamples lossy =
      test::through(test::mp3(128), render_player(programme(44100), 44100), folder / "lossy");
  const CodecTrace trace = trace_in(with_noise(played(lossy, 48000, 20.0), -70.0, 1), programme(44100));
  ASSERT_TRUE(trace.ends_hz.has_value());
  EXPECT_NEAR(*trace.ends_hz, 16.5e3, 1e3);
  EXPECT_THAT(codec_findings(trace).front().detail, HasSubstr("nothing is played above"));
}

TEST(LossyPlayer, IsNamedThroughNoiseAndNotTakenForLostSamples) {
  const TemporaryFolder folder;
  for (const int kbit_s : {192, 320}) {
    const PlayerSamples lossy =
        test::through(test::mp3(kbit_s), render_player(programme(48000), 48000), folder / "lossy");
    for (const double dbfs : {-80.0, -70.0}) {
      const PlayerTake take =
          analyse_player_take(with_noise(played(lossy, 48000, 0.0), dbfs, 1), programme(48000));
      EXPECT_TRUE(has(take.findings, FindingCode::lossy_stimulus)) << kbit_s << " at " << dbfs;
      EXPECT_FALSE(has(take.findings, FindingCode::dropout)) << kbit_s << " at " << dbfs;
    }
  }
}

TEST(LossyPlayer, OfOneSweepOnlyIsNamedBesideLostSamples) {
  const TemporaryFolder folder;
  PlayerProgramme mono = programme(48000);
  mono.stereo = false;
  const PlayerSamples lossy = test::through(test::mp3(320), render_player(mono, 48000), folder / "lossy");
  const PlayerTake take = analyse_player_take(with_noise(played(lossy, 48000, 0.0), -75.0, 1), mono);
  ASSERT_FALSE(take.findings.empty());
  EXPECT_THAT(take.findings.front().detail, HasSubstr("lossy copy"));
}

TEST(LossyPlayer, NoiseOfAnyLevelIsNoCodec) {
  const Recording clean = played(render_player(programme(44100), 44100), 48000, 300.0);
  for (const double dbfs : {-110.0, -85.0, -60.0}) {
    EXPECT_FALSE(found_lossy(trace_in(with_noise(clean, dbfs, 7), programme(44100)))) << dbfs;
  }
}

TEST(LossyPlayer, ResamplersAndSixteenBitsAreNoCodec) {
  PlayerSamples file = render_player(programme(44100), 44100);
  const Recording resampled = played(test::at_rate(file, 48000, Resampler(16, 7.0)), 48000, -300.0);
  EXPECT_FALSE(found_lossy(trace_in(with_noise(resampled, -105.0, 3), programme(44100))));
  for (auto* channel : {&file.left, &file.right}) {
    for (double& sample : *channel) sample = std::round(sample * 32768.0) / 32768.0;
  }
  EXPECT_FALSE(found_lossy(trace_in(with_noise(played(file, 48000, 100.0), -105.0, 4), programme(44100))));
}

TEST(LossyPlayer, TheTakeIsBlockedForTheCodecAndNothingElse) {
  const TemporaryFolder folder;
  const PlayerSamples lossy =
      test::through(test::mp3(256), render_player(programme(44100), 44100), folder / "lossy");
  const PlayerTake take =
      analyse_player_take(with_noise(played(lossy, 48000, 0.0), -98.0, 1), programme(44100));
  ASSERT_EQ(take.findings.size(), 1U);
  EXPECT_EQ(take.findings.front().code, FindingCode::lossy_stimulus);
  EXPECT_EQ(take.findings.front().severity, Severity::blocking);
}

}  // namespace
}  // namespace ohmsweep
