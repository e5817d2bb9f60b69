#include "ohmsweep/audio/sound_file.h"

#include <gmock/gmock.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <cmath>
#include <csignal>
#include <functional>
#include <limits>

#include "audio/temporary_folder.h"
#include "audio/wav_bytes.h"
#include "ohmsweep/audio/content_hash.h"
#include "ohmsweep/core/error.h"

namespace ohmsweep {
namespace {

using ::testing::HasSubstr;

/// Every refusal is one Error(failed) that names the file.
std::string refusal(const std::filesystem::path& path, const std::function<void()>& action) {
  try {
    action();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::failed);
    EXPECT_THAT(error.what(), HasSubstr(path.filename().string()));
    EXPECT_EQ(std::string(error.what()).find('\n'), std::string::npos);
    return error.what();
  }
  return "nothing was refused";
}

std::string take_refusal(const std::filesystem::path& path, int source = 1, int dut = 2) {
  return refusal(path, [&] { (void)read_take(path, source, dut); });
}

std::string stimulus_refusal(const std::filesystem::path& path) {
  return refusal(path, [&] { (void)read_stimulus(path); });
}

ExponentialSweep short_sweep() {
  ExponentialSweep sweep;
  sweep.from = Hertz(20);
  sweep.duration = Seconds(0.5);
  sweep.lead_in = Seconds(0.1);
  sweep.lead_out = Seconds(0.1);
  return sweep;
}

/// Samples that 24 bits hold exactly.
Recording exact_take(std::size_t frames = 100000) {
  Recording take{48000, {}, {}, "take", ""};
  for (std::size_t i = 0; i < frames; ++i) {
    const auto n = static_cast<std::int64_t>(i * 7919 % 16777216) - 8388608;
    take.source.push_back(std::ldexp(static_cast<double>(n), -23));
    take.dut.push_back(std::ldexp(std::trunc(static_cast<double>(-n) / 3.0), -23));
  }
  return take;
}

TEST(ReadTake, GivesBackEverySampleThatWasWritten) {
  const TemporaryFolder folder;
  for (const char* name : {"take.wav", "take.flac", "TAKE.WAV"}) {
    const Recording written = exact_take();
    write_take(folder / name, written);
    const Recording read = read_take(folder / name, 1, 2);
    EXPECT_EQ(read.source, written.source) << name;
    EXPECT_EQ(read.dut, written.dut) << name;
    EXPECT_EQ(read.sample_rate, 48000);
    EXPECT_EQ(read.name, name);
  }
}

TEST(ReadTake, OneTakeAsWavAndAsFlacHasOneHash) {
  const TemporaryFolder folder;
  write_take(folder / "take.wav", exact_take());
  write_take(folder / "take.flac", exact_take());
  write_take(folder / "float.wav", exact_take(), SampleFormat::float32);
  const auto hash = read_take(folder / "take.wav").hash;
  EXPECT_EQ(hash, content_hash(exact_take()));
  EXPECT_EQ(read_take(folder / "take.flac").hash, hash);
  EXPECT_EQ(read_take(folder / "float.wav").hash, hash);
}

TEST(ReadTake, EveryUsableCodingGivesTheSameSamples) {
  const TemporaryFolder folder;
  const std::vector<double> samples{0.5, -0.25, 0.125, -1.0, 0.0, 0.75};
  for (const WavCoding& coding : {WavCoding{1, 16}, WavCoding{1, 24}, WavCoding{1, 32}, WavCoding{3, 32}}) {
    const auto path = folder.file("take.wav", wav_bytes(coding, coded(coding, samples)));
    const Recording take = read_take(path);
    EXPECT_EQ(take.source, (std::vector<double>{0.5, 0.125, 0.0})) << coding.bits;
    EXPECT_EQ(take.dut, (std::vector<double>{-0.25, -1.0, 0.75})) << coding.bits;
  }
}

TEST(ReadTake, ChoosesItsChannelsByNumber) {
  const TemporaryFolder folder;
  const WavCoding coding{.tag = 1, .bits = 16, .channels = 4};
  const auto path = folder.file("four.wav", wav_bytes(coding, coded(coding, {0.125, 0.25, 0.5, 0.75})));
  const Recording take = read_take(path, 4, 2);
  EXPECT_EQ(take.source, std::vector<double>{0.75});
  EXPECT_EQ(take.dut, std::vector<double>{0.25});
}

TEST(ReadTake, AChannelThatTheFileDoesNotHaveIsRefused) {
  const TemporaryFolder folder;
  write_take(folder / "take.wav", exact_take(100));
  EXPECT_THAT(take_refusal(folder / "take.wav", 1, 3), HasSubstr("has 2 channels and no channel 3"));
  EXPECT_THAT(take_refusal(folder / "take.wav", 0, 2),
              HasSubstr("no channel 0; name another source channel"));
  EXPECT_THAT(take_refusal(folder / "take.wav", -1, 2), HasSubstr("no channel -1"));
}

TEST(ReadTake, AMonoTakeIsRefused) {
  const TemporaryFolder folder;
  const WavCoding mono{.channels = 1};
  const auto path = folder.file("mono.wav", wav_bytes(mono, coded(mono, {0.5, 0.25})));
  EXPECT_THAT(take_refusal(path), HasSubstr("is mono; a take needs the source and the dut channel"));
}

TEST(ReadTake, WhatIsNotThereIsRefused) {
  const TemporaryFolder folder;
  EXPECT_THAT(take_refusal(folder / "absent.wav"), HasSubstr("does not exist; check the path"));
  EXPECT_THAT(take_refusal(folder.path()), HasSubstr("is a folder"));
  EXPECT_THAT(take_refusal(folder.file("empty.wav", "")), HasSubstr("is empty"));
}

TEST(ReadTake, WhatIsNotSoundIsRefused) {
  const TemporaryFolder folder;
  EXPECT_THAT(take_refusal(folder.file("notes.wav", "these are my notes\n")),
              HasSubstr("cannot be read as WAV or FLAC"));
  EXPECT_THAT(take_refusal(folder.file("head.wav", "RIFF\x24\x10")),
              HasSubstr("cannot be read as WAV or FLAC"));
}

TEST(ReadTake, OtherContainersAndCodingsAreRefused) {
  const TemporaryFolder folder;
  const std::string au = std::string(".snd\0\0\0\x18\0\0\0\x04\0\0\0\x03\0\0\xbb\x80\0\0\0\x02", 24) + "abcd";
  EXPECT_THAT(take_refusal(folder.file("sun.wav", au)), HasSubstr("neither WAV nor FLAC"));
  const WavCoding eight_bits{.bits = 8};
  EXPECT_THAT(take_refusal(folder.file("eight.wav", wav_bytes(eight_bits, "abcd"))),
              HasSubstr("8-bit or lossy"));
}

TEST(ReadTake, AWavThatWasCutShortIsRefusedNotShortened) {
  const TemporaryFolder folder;
  write_take(folder / "whole.wav", exact_take(1000));
  const std::string bytes = bytes_of(folder / "whole.wav");
  EXPECT_THAT(take_refusal(folder.file("cut.wav", bytes.substr(0, bytes.size() - 600))),
              HasSubstr("is truncated: its header declares 600 bytes more"));
  const WavCoding coding;
  EXPECT_THAT(take_refusal(folder.file("liar.wav", wav_bytes(coding, coded(coding, {0.1, 0.2}), 0xFFFFFFF0))),
              HasSubstr("is truncated"));
}

TEST(ReadTake, AFlacThatWasCutShortIsRefused) {
  const TemporaryFolder folder;
  write_take(folder / "whole.flac", exact_take());
  const std::string bytes = bytes_of(folder / "whole.flac");
  for (const double kept : {0.2, 0.5, 0.9, 0.999}) {
    const auto size = static_cast<std::size_t>(kept * static_cast<double>(bytes.size()));
    EXPECT_THAT(take_refusal(folder.file("cut.flac", bytes.substr(0, size))), HasSubstr("truncated")) << kept;
  }
}

TEST(ReadTake, AWavWithoutSamplesIsRefused) {
  const TemporaryFolder folder;
  EXPECT_THAT(take_refusal(folder.file("none.wav", wav_bytes({}, ""))), HasSubstr("no samples"));
}

TEST(ReadTake, ASampleThatIsNoNumberIsRefusedWithItsPlace) {
  const TemporaryFolder folder;
  const WavCoding coding{.tag = 3, .bits = 32};
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const double infinity = std::numeric_limits<double>::infinity();
  const auto path = folder.file("nan.wav", wav_bytes(coding, coded(coding, {0, 0, 0, 0, 0, nan})));
  EXPECT_THAT(take_refusal(path), HasSubstr("holds nan at sample 2 of channel 2"));
  const auto endless = folder.file("inf.wav", wav_bytes(coding, coded(coding, {0, 0, -infinity, 0})));
  EXPECT_THAT(take_refusal(endless), HasSubstr("holds -inf at sample 1 of channel 1"));
}

TEST(ReadTake, RatesOutsideTheRangeAreRefused) {
  const TemporaryFolder folder;
  for (const int rate : {8000, 44099, 192001, 384000}) {
    const WavCoding coding{.sample_rate = rate};
    const auto path = folder.file("rate.wav", wav_bytes(coding, coded(coding, {0.1, 0.2})));
    EXPECT_THAT(take_refusal(path), HasSubstr(std::to_string(rate) + " samples per second"));
  }
  for (const int rate : {44100, 88200, 192000}) {
    const WavCoding coding{.sample_rate = rate};
    EXPECT_EQ(read_take(folder.file("rate.wav", wav_bytes(coding, coded(coding, {0.1, 0.2})))).sample_rate,
              rate);
  }
}

TEST(ReadStimulus, GivesBackSamplesAndParametersOfTheSweep) {
  const TemporaryFolder folder;
  const Stimulus written = render(short_sweep());
  for (const char* name : {"sweep.wav", "sweep.flac"}) {
    write_stimulus(folder / name, written);
    const Stimulus read = read_stimulus(folder / name);
    EXPECT_EQ(read.samples, written.samples) << name;
    EXPECT_EQ(to_metadata(read.sweep), to_metadata(written.sweep)) << name;
  }
}

TEST(ReadStimulus, FloatingPointKeepsSevenDigits) {
  const TemporaryFolder folder;
  const Stimulus written = render(short_sweep());
  write_stimulus(folder / "sweep.wav", written, SampleFormat::float32);
  const Stimulus read = read_stimulus(folder / "sweep.wav");
  ASSERT_EQ(read.samples.size(), written.samples.size());
  for (std::size_t i = 0; i < read.samples.size(); i += 97)
    EXPECT_NEAR(read.samples[i], written.samples[i], 1e-7);
}

TEST(ReadStimulus, ACommentThatDoesNotFitTheSamplesIsNotBelieved) {
  const TemporaryFolder folder;
  Stimulus edited = render(short_sweep());
  edited.samples.insert(edited.samples.begin(), 4800, 0.0);  // 0.1 s of silence before
  write_stimulus(folder / "sweep.wav", edited);
  EXPECT_NEAR(read_stimulus(folder / "sweep.wav").sweep.lead_in.value(), 0.2, 1e-3);
}

TEST(ReadStimulus, WithoutAnySweepIsRefused) {
  const TemporaryFolder folder;
  const WavCoding mono{.channels = 1};
  const auto silence = folder.file("silence.wav", wav_bytes(mono, std::string(96000, '\0')));
  EXPECT_THAT(stimulus_refusal(silence), HasSubstr("cannot serve as the stimulus"));
}

TEST(ReadStimulus, AStereoFileIsRefused) {
  const TemporaryFolder folder;
  write_take(folder / "take.wav", exact_take(100));
  EXPECT_THAT(stimulus_refusal(folder / "take.wav"), HasSubstr("has 2 channels; a stimulus is mono"));
}

TEST(WriteStimulus, TheSameSweepGivesTheSameBytes) {
  const TemporaryFolder folder;
  for (const SampleFormat format : {SampleFormat::pcm24, SampleFormat::float32}) {
    write_stimulus(folder / "a.wav", render(short_sweep()), format);
    write_stimulus(folder / "b.wav", render(short_sweep()), format);
    EXPECT_EQ(bytes_of(folder / "a.wav"), bytes_of(folder / "b.wav"));
  }
}

TEST(WriteStimulus, ReplacesAnOlderFileAndLeavesNothingElse) {
  const TemporaryFolder folder;
  folder.file("sweep.wav", "older");
  write_stimulus(folder / "sweep.wav", render(short_sweep()));
  EXPECT_GT(std::filesystem::file_size(folder / "sweep.wav"), 1000U);
  const auto entries = std::filesystem::directory_iterator(folder.path());
  EXPECT_EQ(std::distance(begin(entries), end(entries)), 1);
}

TEST(WriteStimulus, NamesTheFolderThatItCannotWriteTo) {
  const TemporaryFolder folder;
  const auto path = folder / "absent" / "sweep.wav";
  EXPECT_THAT(refusal(path, [&] { write_stimulus(path, render(short_sweep())); }),
              HasSubstr("No such file or directory; choose a folder"));
  std::filesystem::create_directory(folder / "folder.wav");
  EXPECT_THAT(
      refusal(folder / "folder.wav", [&] { write_stimulus(folder / "folder.wav", render(short_sweep())); }),
      HasSubstr("Is a directory"));
}

TEST(WriteStimulus, RefusesAnExtensionThatItCannotWrite) {
  const TemporaryFolder folder;
  for (const char* name : {"sweep.mp3", "sweep", ".wav"}) {
    EXPECT_THAT(refusal(folder / name, [&] { write_stimulus(folder / name, render(short_sweep())); }),
                HasSubstr("end its name in .wav or .flac"));
  }
  EXPECT_THAT(
      refusal(folder / "a.flac",
              [&] { write_stimulus(folder / "a.flac", render(short_sweep()), SampleFormat::float32); }),
      HasSubstr("FLAC holds integers"));
}

TEST(WriteTake, RefusesSamplesThatItsFormatCannotHold) {
  const TemporaryFolder folder;
  Recording loud = exact_take(10);
  loud.dut[3] = 1.5;
  EXPECT_THAT(refusal(folder / "loud.wav", [&] { write_take(folder / "loud.wav", loud); }),
              HasSubstr("sample 3 is 1.5, beyond full scale"));
  write_take(folder / "loud.wav", loud, SampleFormat::float32);
  EXPECT_EQ(read_take(folder / "loud.wav").dut[3], 1.5);
  EXPECT_THAT(refusal(folder / "none.wav",
                      [&] {
                        write_take(folder / "none.wav", {48000, {}, {}, "", ""});
                      }),
              HasSubstr("no samples"));
}

/// Limits the size of files for a scope: what a full disk looks like to a writer.
class FullDisk {
 public:
  explicit FullDisk(rlim_t bytes) : handler_(std::signal(SIGXFSZ, SIG_IGN)) {
    getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit limited{bytes, before_.rlim_max};
    setrlimit(RLIMIT_FSIZE, &limited);
  }
  ~FullDisk() {
    setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, handler_);
  }
  FullDisk(const FullDisk&) = delete;
  FullDisk& operator=(const FullDisk&) = delete;

 private:
  void (*handler_)(int);
  rlimit before_{};
};

TEST(WriteTake, AFullDiskLeavesTheOlderFileAndNoOther) {
  const TemporaryFolder folder;
  for (const char* name : {"take.wav", "take.flac"}) {
    folder.file(name, "older");
    {
      const FullDisk disk(20000);
      EXPECT_THAT(refusal(folder / name, [&] { write_take(folder / name, exact_take()); }),
                  HasSubstr("cannot write"));
    }
    EXPECT_EQ(bytes_of(folder / name), "older");
    std::filesystem::remove(folder / name);
    EXPECT_TRUE(std::filesystem::is_empty(folder.path())) << name;
  }
}

}  // namespace
}  // namespace ohmsweep
