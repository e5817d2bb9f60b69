#include "ohmsweep/audio/content_hash.h"

#include <gmock/gmock.h>

#include <cmath>
#include <limits>
#include <utility>

#include "ohmsweep/core/error.h"

namespace ohmsweep {
namespace {

Recording ramp_take() {
  Recording take{48000, {}, {}, "ramp.wav", ""};
  for (int i = 0; i < 10000; ++i) {
    take.source.push_back(i / 16384.0);
    take.dut.push_back(-i / 32768.0);
  }
  return take;
}

TEST(ContentHash, IsSha256OfTheDocumentedBytes) {
  // sha256sum of: 80 bb 00 00  01 00 00 00  00 00 00 40  00 00 00 80  ff ff ff 7f
  EXPECT_EQ(content_hash({0.5, -1.0, 1.0}, 48000),
            "231a3ad12837f07f3624a822194d00f5ba2f6e560ed39ec5914c9a501b5af9bd");
}

TEST(ContentHash, DoesNotDependOnTheName) {
  Recording renamed = ramp_take();
  renamed.name = "other.flac";
  EXPECT_EQ(content_hash(renamed), content_hash(ramp_take()));
}

TEST(ContentHash, ChangesWithOneBitOfOneSample) {
  Recording changed = ramp_take();
  changed.dut[7777] += std::ldexp(1.0, -31);
  EXPECT_NE(content_hash(changed), content_hash(ramp_take()));
}

TEST(ContentHash, ChangesWithTheRateAndWithTheOrderOfChannels) {
  Recording faster = ramp_take();
  faster.sample_rate = 96000;
  EXPECT_NE(content_hash(faster), content_hash(ramp_take()));
  Recording exchanged = ramp_take();
  std::swap(exchanged.source, exchanged.dut);
  EXPECT_NE(content_hash(exchanged), content_hash(ramp_take()));
}

TEST(ContentHash, OfTheSameNumbersInOneOrTwoChannelsDiffers) {
  const Recording two{48000, {0.1}, {0.2}, "", ""};
  EXPECT_NE(content_hash(two), content_hash({0.1, 0.2}, 48000));
}

TEST(ContentHash, IgnoresWhatNoIntegerFormatHolds) {
  EXPECT_EQ(content_hash({0.25}, 48000), content_hash({0.25 + 1e-12}, 48000));
}

TEST(ContentHash, RefusesASampleThatIsNotANumberAndSaysWhere) {
  try {
    (void)content_hash({0.0, 0.0, std::numeric_limits<double>::quiet_NaN()}, 48000);
    FAIL() << "NaN was hashed";
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), ::testing::HasSubstr("nan at sample 2"));
  }
}

TEST(ContentHash, RefusesChannelsOfDifferentLength) {
  EXPECT_THROW((void)content_hash(Recording{48000, {0.1, 0.2}, {0.1}, "cut.wav", ""}), Error);
}

}  // namespace
}  // namespace ohmsweep
