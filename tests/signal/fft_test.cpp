#include "ohmsweep/signal/fft.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <thread>

namespace ohmsweep {
namespace {

std::vector<double> noise(std::size_t size) {
  std::mt19937_64 generator(size);
  std::normal_distribution<double> normal;
  std::vector<double> samples(size);
  for (double& sample : samples) sample = normal(generator);
  return samples;
}

TEST(Fft, InverseOfForwardGivesTheSamplesBack) {
  for (const std::size_t size : {2U, 30U, 1024U, 3000U}) {
    const std::vector<double> samples = noise(size);
    const std::vector<double> back = inverse_real(forward_real(samples), size);
    for (std::size_t n = 0; n < size; ++n) EXPECT_NEAR(back[n], samples[n], 1e-13);
  }
}

TEST(Fft, KeepsEnergyByParsevalsTheorem) {
  const std::vector<double> samples = noise(1000);
  const std::vector<Complex> bins = forward_real(samples);
  double in_time = 0.0;
  for (const double sample : samples) in_time += sample * sample;
  double in_frequency = std::norm(bins.front()) + std::norm(bins.back());
  for (std::size_t k = 1; k + 1 < bins.size(); ++k) in_frequency += 2.0 * std::norm(bins[k]);
  EXPECT_NEAR(in_frequency / 1000.0, in_time, 1e-9 * in_time);
}

TEST(Fft, LeavesItsInputAlone) {
  const std::vector<double> samples = noise(96);
  (void)forward_real(samples);
  EXPECT_EQ(samples, noise(96));
}

TEST(Fft, ComplexInverseOfOneBinIsOneRotation) {
  std::vector<Complex> bins(16);
  bins[3] = 16.0;
  const std::vector<Complex> samples = inverse_complex(bins);
  for (std::size_t n = 0; n < 16; ++n) {
    EXPECT_NEAR(std::abs(samples[n] - std::polar(1.0, 2.0 * M_PI * 3.0 * static_cast<double>(n) / 16.0)), 0.0,
                1e-14);
  }
}

TEST(Fft, FastSizesAreEvenLargeEnoughAndOfSmallFactors) {
  for (std::size_t wanted = 1; wanted < 400000; wanted = wanted * 9 / 8 + 1) {
    std::size_t size = fast_size(wanted);
    EXPECT_GE(size, wanted);
    EXPECT_EQ(size % 2, 0U);
    if (wanted > 1000) {
      EXPECT_LE(static_cast<double>(size), 1.1 * static_cast<double>(wanted));
    }
    for (const std::size_t prime : {2U, 3U, 5U, 7U}) {
      while (size % prime == 0) size /= prime;
    }
    EXPECT_EQ(size, 1U);
  }
}

TEST(Fft, ThreadsThatShareAPlanAgree) {
  const std::vector<double> samples = noise(5000);
  const std::vector<Complex> expected = forward_real(samples);
  std::vector<std::thread> threads;
  std::vector<std::vector<Complex>> results(8);
  for (std::size_t t = 0; t < results.size(); ++t) {
    threads.emplace_back([&, t] {
      for (int round = 0; round < 20; ++round) {
        results[t] = forward_real(samples);
        (void)inverse_real(forward_real(noise(100 + 2 * t)), 100 + 2 * t);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const auto& result : results) EXPECT_EQ(result, expected);
}

}  // namespace
}  // namespace ohmsweep
