/// Outputs that limit their current or switch themselves off under a load: what is named, and that it holds.

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <functional>
#include <numbers>
#include <random>
#include <set>

#include "measurement/simulated_output.h"

namespace ohmsweep {
namespace {

using namespace testing_support;
using testing::HasSubstr;

Bench bench_of(double output_ohm) {
  Bench bench;
  bench.output = constant(output_ohm);
  bench.noise_variance = 1e-10;
  return bench;
}

std::vector<Connected> round_of(double ohm) { return {unloaded(), loaded(ohm), loaded(ohm), unloaded()}; }

std::vector<Connected> several_loads() {
  return {unloaded(), loaded(100), loaded(33), loaded(16), loaded(16), loaded(33), loaded(100), unloaded()};
}

struct Expected {
  std::string name;
  std::optional<FindingCode> code;
  Severity severity = Severity::note;
  std::string words;
};

void expect_named(const std::vector<OutputTake>& takes, const Expected& expected) {
  std::set<FindingCode> codes;
  for (const Finding& finding : curve_of(takes, OutputRig{}).findings) {
    if (finding.code == FindingCode::upper_bound) continue;
    codes.insert(finding.code);
    EXPECT_EQ(finding.severity, expected.severity) << expected.name << ": " << finding.detail;
    EXPECT_THAT(finding.detail, HasSubstr(expected.words)) << expected.name;
  }
  EXPECT_EQ(codes, expected.code ? std::set<FindingCode>{*expected.code} : std::set<FindingCode>{})
      << expected.name;
}

/// What a law of the current makes of a sine: the share of its fundamental that is left, and orders 2 to 5
/// together relative to that.
struct Bent {
  double share = 1.0;
  double distortion = 0.0;
};

Bent bent_sine(const std::function<double(double)>& law, double peak) {
  constexpr int steps = 1024;
  std::array<double, 6> orders{};
  for (int n = 0; n < steps; ++n) {
    const double phase = 2.0 * std::numbers::pi * n / steps;
    const double value = law(peak * std::sin(phase));
    for (std::size_t k = 1; k < orders.size(); ++k) {
      orders[k] += 2.0 / steps * value * std::sin(static_cast<double>(k) * phase);
    }
  }
  double squares = 0.0;
  for (std::size_t k = 2; k < orders.size(); ++k) squares += orders[k] * orders[k];
  return {orders[1] / peak, std::sqrt(squares) / orders[1]};
}

double hard_limit(double x) { return std::clamp(x, -1.0, 1.0); }
double cubic_limit(double x) { return x - 0.1 * x * x * x; }
double knee_limit(double x) {
  const double size = std::abs(x);
  return size < 0.8 ? x : std::copysign(0.8 + 0.2 * std::tanh((size - 0.8) / 0.2), x);
}

/// Takes whose peak current under the heaviest of them is `peak` times what the law bends at.
std::vector<OutputTake> bent(std::vector<OutputTake> takes, const std::function<double(double)>& law,
                             double output_ohm, double heaviest_ohm, double peak) {
  for (OutputTake& take : takes) {
    const double ohm = take.load ? take.load->resistance_ohm.value : 1e9;
    const double level = decibels_to_amplitude(Decibels(take.level_db));
    const Bent sine = bent_sine(law, peak * level * (heaviest_ohm + output_ohm) / (ohm + output_ohm));
    const FrequencyGrid grid = FrequencyGrid::standard(Hertz(100.0), Hertz(1000.0));
    take.ratio.harmonics = {
        {3, grid, std::vector<double>(grid.size(), 0.0),
         std::vector<double>(grid.size(), sine.distortion > 1e-5 ? sine.distortion : 0.0)}};
    for (Complex& m : take.ratio.ratio) m *= sine.share;
    if (sine.distortion > 0.01) {
      take.ratio.findings.push_back({Severity::warning, FindingCode::distortion, "distortion"});
    }
  }
  return takes;
}

/// The same distortion in every take, with what noise does to it.
std::vector<OutputTake> distorting(std::vector<OutputTake> takes, double distortion, unsigned seed) {
  std::mt19937_64 random(seed);
  std::uniform_real_distribution<double> around(0.9, 1.1);
  for (OutputTake& take : takes) {
    const FrequencyGrid grid = FrequencyGrid::standard(Hertz(100.0), Hertz(1000.0));
    take.ratio.harmonics = {{2, grid, std::vector<double>(grid.size(), 0.0),
                             std::vector<double>(grid.size(), distortion * around(random))}};
  }
  return takes;
}

/// Protection that switches the output off under loads up to `ohm`.
std::vector<OutputTake> switching_off(std::vector<OutputTake> takes, double ohm, FindingCode seen_as) {
  for (OutputTake& take : takes) {
    take.ratio.quality.source_peak = 0.25;
    take.ratio.quality.dut_peak = 0.25;
    if (!take.load || take.load->resistance_ohm.value > ohm) continue;
    take.ratio.quality.dut_silent_s = 0.55;
    take.ratio.findings = {{Severity::blocking, seen_as, "seen at 0.55 s"}};
    for (Complex& m : take.ratio.ratio) m *= 1e-3;
  }
  return takes;
}

TEST(ALimitedCurrent, IsNotSeenInTwoHundredHonestSequencesThatDistort) {
  for (unsigned seed = 0; seed < 200; ++seed) {
    const double zo = 0.02 * std::pow(10.0, 0.02 * seed);
    auto takes = sequence(bench_of(zo), drifting(round_of(seed % 2 == 0 ? 16 : 33), 20e-6), seed);
    expect_named(distorting(std::move(takes), 0.005, seed),
                 {fmt::format("seed {}, {} ohm", seed, zo), {}, Severity::note, ""});
  }
}

TEST(ALimitedCurrent, IsHeldByTheIntervalOrBlocks) {
  for (const auto law : {knee_limit, hard_limit, cubic_limit}) {
    for (const double zo : {0.05, 1.0, 10.0, 120.0}) {
      for (double peak = 0.05; peak < 1.6; peak *= 1.1) {
        const auto takes = bent(sequence(bench_of(zo), round_of(33)), law, zo, 33.0, peak);
        const ImpedanceCurve curve = curve_of(takes, OutputRig{});
        if (has_blocking(curve.findings)) continue;
        const ImpedancePoint point = at_1khz(curve);
        EXPECT_LE(std::abs(point.impedance_ohm - zo), magnitude_u95(point.impedance_ohm, point.covariance))
            << zo << " ohm, peak " << peak;
      }
    }
  }
}

TEST(ALimitedCurrent, IsNotTakenForAutomaticGainWhereALowerLevelShowsTheOutput) {
  for (const double peak : {0.98, 1.1, 1.5}) {
    auto takes =
        sequence(bench_of(1.0), {unloaded(), loaded(33), loaded(33), loaded(33), loaded(33), unloaded()});
    for (const std::size_t i : {2U, 3U}) takes[i].level_db = -18.0;
    takes = bent(std::move(takes), knee_limit, 1.0, 33.0, peak);
    expect_named(takes, {"a current limit and a lower level", FindingCode::level_dependent, Severity::warning,
                         "limits its current"});
    const ImpedancePoint point = at_1khz(curve_of(takes, OutputRig{}));
    EXPECT_NEAR(point.impedance_ohm.real(), 1.0, 0.01);
    EXPECT_LE(std::abs(point.impedance_ohm - 1.0), magnitude_u95(point.impedance_ohm, point.covariance));
  }
}

TEST(ALimitedCurrent, ExplainsWhatItDoesToAPlayersLoadedPassages) {
  auto takes = bent(sequence(bench_of(1.0), round_of(33)), knee_limit, 1.0, 33.0, 1.1);
  for (OutputTake& take : takes) {
    if (take.load) take.ratio.findings.push_back({Severity::warning, FindingCode::automatic_gain, "0.7 dB"});
  }
  expect_named(
      takes, {"a player that limits", FindingCode::loads_disagree, Severity::blocking, "limits its current"});
  takes[0].ratio.findings.push_back({Severity::warning, FindingCode::automatic_gain, "unloaded, too"});
  EXPECT_TRUE(has(curve_of(takes, OutputRig{}).findings, FindingCode::automatic_gain));
}

TEST(Protection, LeavesTheLighterLoadsTheirCurve) {
  const auto takes = switching_off(sequence(bench_of(2.2), several_loads()), 16.0, FindingCode::dropout);
  const ImpedancePoint point = at_1khz(curve_of(takes, OutputRig{}));
  EXPECT_LE(std::abs(point.impedance_ohm - 2.2), magnitude_u95(point.impedance_ohm, point.covariance));
}

TEST(ALimitedCurrent, IsNamedAloneAndBlocksWhereItHidesTheImpedance) {
  const auto at_peak = [](double peak) {
    return bent(sequence(bench_of(1.0), round_of(33)), knee_limit, 1.0, 33.0, peak);
  };
  expect_named(at_peak(0.9),
               {"just met", FindingCode::loads_disagree, Severity::warning, "limits its current"});
  expect_named(at_peak(0.98),
               {"met", FindingCode::loads_disagree, Severity::blocking, "not known at this level"});
  expect_named(at_peak(0.7), {"not met", {}, Severity::note, ""});
}

TEST(Protection, IsNamedAlone) {
  for (const double ohm : {16.0, 33.0}) {
    for (const FindingCode seen_as : {FindingCode::dropout, FindingCode::signal_lost}) {
      expect_named(switching_off(sequence(bench_of(2.2), several_loads()), ohm, seen_as),
                   {"protection", FindingCode::loads_disagree, Severity::blocking,
                    "protection switches it off; use a higher load or a lower level"});
    }
  }
}

}  // namespace
}  // namespace ohmsweep
