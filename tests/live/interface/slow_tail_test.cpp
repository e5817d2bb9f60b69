#include "live/interface/slow_tail.h"

#include <gmock/gmock.h>

#include <cmath>

#include "audio/random_stream.h"

namespace ohmsweep::live {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr std::size_t count = 98000;
constexpr double rate = 48000.0;

std::vector<double> sampled(const std::vector<TailMode>& modes, double noise = 0.0) {
  RandomStream random(1);
  std::vector<double> samples(count);
  for (std::size_t i = 0; i < count; ++i) {
    samples[i] = tail_at(modes, static_cast<double>(i)) + noise * random.normal_pair().first;
  }
  return samples;
}

TailMode decay(double seconds, double amplitude) { return {std::exp(-1.0 / (seconds * rate)), amplitude}; }

TEST(SlowTail, FindsDecaysOfWhichOneOutlastsTheSamples) {
  const std::vector<TailMode> truth{decay(0.14, 2e-5), decay(4.6, -4e-6)};
  const std::vector<TailMode> found = slow_modes(sampled(truth).data(), count, 1e-18);
  ASSERT_THAT(found, SizeIs(2));
  for (const double m : {0.0, 100.0, 48000.0, 1e6}) {
    EXPECT_NEAR(tail_at(found, m), tail_at(truth, m), 1e-12) << m;
  }
}

TEST(SlowTail, TellsTwoCouplingCapacitorsOfNearlyTheSameValueApartWellEnough) {
  const std::vector<TailMode> truth{decay(0.138, 3e-5), decay(0.177, -2e-5)};
  const std::vector<TailMode> found = slow_modes(sampled(truth).data(), count, 1e-18);
  for (const double m : {0.0, 1000.0, 20000.0, 3e5}) {
    EXPECT_NEAR(tail_at(found, m), tail_at(truth, m), 1e-11) << m;
  }
}

TEST(SlowTail, FollowsASlowRing) {
  const std::vector<TailMode> truth{{std::polar(std::exp(-1.0 / (0.5 * rate)), 3.0 / rate), {1e-5, 2e-6}}};
  const std::vector<TailMode> found = slow_modes(sampled(truth).data(), count, 1e-18);
  EXPECT_THAT(found, SizeIs(2));
  for (const double m : {0.0, 1000.0, 20000.0, 3e5}) {
    EXPECT_NEAR(tail_at(found, m), tail_at(truth, m), 1e-12) << m;
  }
}

TEST(SlowTail, MakesNothingOfNoise) {
  EXPECT_THAT(slow_modes(sampled({}, 1e-17).data(), count, 1e-16), IsEmpty());
}

}  // namespace
}  // namespace ohmsweep::live
