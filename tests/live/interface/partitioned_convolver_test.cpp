#include "live/interface/partitioned_convolver.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "audio/random_stream.h"

namespace ohmsweep::live {
namespace {

using ::testing::Each;

constexpr std::size_t block = 64;
constexpr std::size_t partitions = 5;

std::vector<double> noise(std::size_t count, std::uint64_t key) {
  RandomStream random(key);
  std::vector<double> samples(count);
  for (double& sample : samples) sample = random.normal_pair().first;
  return samples;
}

/// What the convolver gives for an input that comes in calls of these sizes, over and over.
std::array<std::vector<double>, 2> convolved(PartitionedConvolver& convolver,
                                             const std::vector<double>& input,
                                             const std::vector<std::size_t>& sizes) {
  std::array<std::vector<double>, 2> out{std::vector<double>(input.size()),
                                         std::vector<double>(input.size())};
  std::size_t call = 0;
  for (std::size_t at = 0; at < input.size();) {
    const std::size_t count = std::min(sizes[call++ % sizes.size()], input.size() - at);
    convolver.process(input.data() + at, {out[0].data() + at, out[1].data() + at}, count);
    at += count;
  }
  return out;
}

double sum_of_products(const ImpulseResponse& response, const std::vector<double>& input, std::size_t at) {
  double sum = 0.0;
  for (std::size_t n = 0; n <= at; ++n) {
    const bool tap = n < response.taps.size();
    const double m = static_cast<double>(n) - static_cast<double>(response.taps.size());
    sum += input[at - n] * (tap ? response.taps[n] : tail_at(response.tail, m));
  }
  return sum;
}

void expect_definition(const std::vector<std::size_t>& sizes) {
  PartitionedConvolver convolver(block, partitions);
  const ImpulseResponse one{noise(convolver.taps(), 1), {{{0.999, 0.0}, {0.02, 0.0}}}};
  const ImpulseResponse other{noise(convolver.taps(), 2),
                              {{{0.99, 0.05}, {0.1, -0.2}}, {{0.9, 0.0}, {1.0, 0.0}}}};
  const auto filter = convolver.prepare({one, other});
  convolver.use(filter.get());
  const std::vector<double> input = noise(1500, 3);
  const auto output = convolved(convolver, input, sizes);
  for (std::size_t i = 0; i < input.size(); ++i) {
    ASSERT_NEAR(output[0][i], i < block ? 0.0 : sum_of_products(one, input, i - block), 1e-11) << i;
    ASSERT_NEAR(output[1][i], i < block ? 0.0 : sum_of_products(other, input, i - block), 1e-11) << i;
  }
}

TEST(PartitionedConvolver, IsTheSumOfProductsOneBlockLate) { expect_definition({block}); }

TEST(PartitionedConvolver, DoesNotDependOnHowTheInputIsCut) {
  expect_definition({1});
  expect_definition({16});
  expect_definition({4 * block});
  expect_definition({7, 100, 1, 333});
}

TEST(PartitionedConvolver, TakesAnotherFilterAtABlockAndKeepsThePast) {
  PartitionedConvolver convolver(block, partitions);
  const ImpulseResponse one{noise(convolver.taps(), 1), {}};
  const ImpulseResponse other{noise(convolver.taps(), 2), {}};
  const auto first = convolver.prepare({one, one});
  const auto second = convolver.prepare({other, other});
  const std::vector<double> input = noise(10 * block, 3);
  std::vector<double> output(input.size());
  convolver.use(first.get());
  for (std::size_t at = 0; at < input.size(); at += block) {
    if (at == 4 * block) convolver.use(second.get());
    std::vector<double> ignored(block);
    convolver.process(input.data() + at, {output.data() + at, ignored.data()}, block);
  }
  EXPECT_NEAR(output[5 * block - 1], sum_of_products(one, input, 4 * block - 1), 1e-11);
  EXPECT_NEAR(output[5 * block], sum_of_products(other, input, 4 * block), 1e-11);
}

TEST(PartitionedConvolver, IsSilentWithoutAFilterAndForSilence) {
  PartitionedConvolver convolver(block, partitions);
  EXPECT_THAT(convolved(convolver, noise(500, 1), {block})[1], Each(0.0));
  PartitionedConvolver other(block, partitions);
  const auto filter = other.prepare({ImpulseResponse{noise(100, 1), {}}, ImpulseResponse{noise(100, 1), {}}});
  other.use(filter.get());
  EXPECT_THAT(convolved(other, std::vector<double>(500), {block})[0], Each(0.0));
}

TEST(PartitionedConvolver, RefusesWhatItCannotHold) {
  PartitionedConvolver convolver(block, partitions);
  const ImpulseResponse longest{std::vector<double>(convolver.taps()), {}};
  const ImpulseResponse longer{std::vector<double>(convolver.taps() + 1), {}};
  EXPECT_NO_THROW((void)convolver.prepare({longest, longest}));
  EXPECT_THROW((void)convolver.prepare({longest, longer}), std::invalid_argument);
  const ImpulseResponse rich{{}, std::vector<TailMode>(9)};
  EXPECT_THROW((void)convolver.prepare({rich, longest}), std::invalid_argument);
}

}  // namespace
}  // namespace ohmsweep::live
