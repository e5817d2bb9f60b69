/// A balanced output: what stands between its contacts, and each leg alone.

#include "ohmsweep/measurement/balanced_output.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <utility>

#include "measurement/simulated_balanced_output.h"
#include "ohmsweep/core/error.h"

namespace ohmsweep {
namespace {

using namespace testing_support;
using testing::HasSubstr;

const BalancedRig exact_rig{1e12, 0.0, 1e12, 0.0, 0.0, 0.0};
/// E|δm|² of one input: -104 dBFS beside a sweep of -12 dBFS, and a wide margin.
constexpr double usual_noise = 1.5e-11;

BalancedBench few_points() {
  BalancedBench bench;
  bench.grid = FrequencyGrid({20.0, 200.0, 1000.0, 5000.0, 20e3});
  return bench;
}

Impedance coil(double ohm, double henry) {
  return [=](double hz) { return Complex(ohm, angular(Hertz(hz)) * henry); };
}

OutputImpedance measured(const BalancedBench& bench, const std::vector<BalancedState>& states,
                         const BalancedRig& rig, bool common = true, unsigned long long seed = 1) {
  const BalancedSession session = balanced_session(bench, states, seed);
  return balanced_output_impedance(session.takes, common ? std::optional(session.common) : std::nullopt, rig);
}

std::string refusal(const std::vector<BalancedTake>& takes, const std::optional<BalancedTake>& common = {}) {
  try {
    (void)balanced_output_impedance(takes, common, exact_rig);
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::rejected);
    return error.what();
  }
  return "accepted";
}

std::vector<BalancedState> drifting(std::vector<BalancedState> states, double per_take) {
  for (std::size_t i = 0; i < states.size(); ++i) states[i].gain += per_take * static_cast<double>(i);
  return states;
}

RC_GTEST_PROP(BalancedOutput, GivesBackBothLegsOfAnyOutput, ()) {
  BalancedBench bench = few_points();
  const double hot = *rc::gen::inRange(1, 10000) / 100.0;
  const double cold = *rc::gen::inRange(1, 10000) / 100.0;
  bench.hot = coil(hot, 1e-6);
  bench.cold = coil(cold, 2e-6);
  bench.hot_share = *rc::gen::inRange(30, 70) / 100.0;
  bench.cold_gain = Complex(*rc::gen::inRange(90, 110) / 100.0, 0.01);
  std::vector<BalancedState> states = balanced_rounds(1, 33);
  for (BalancedState& state : states) state.delay_samples = *rc::gen::inRange(-20, 20);
  const OutputImpedance output = measured(bench, states, exact_rig);
  for (std::size_t i = 0; i < bench.grid.size(); ++i) {
    const double hz = bench.grid[i];
    RC_ASSERT(std::abs(output.traits.legs->hot.impedance_ohm[i] - bench.hot(hz)) < 1e-6 * (hot + cold));
    RC_ASSERT(std::abs(output.traits.legs->cold.impedance_ohm[i] - bench.cold(hz)) < 1e-6 * (hot + cold));
    RC_ASSERT(std::abs(output.curve.impedance_ohm[i] - bench.hot(hz) - bench.cold(hz)) < 1e-6 * (hot + cold));
  }
}

TEST(BalancedOutput, AllowsForTheInputsThatLoadEachLeg) {
  BalancedBench bench = few_points();
  bench.hot = constant(50.0);
  bench.cold = constant(60.0);
  bench.hot_input_ohm = 5000.0;
  bench.cold_input_ohm = 8000.0;
  BalancedRig rig = exact_rig;
  rig.hot_input_ohm = 5000.0;
  rig.cold_input_ohm = 8000.0;
  const OutputImpedance output = measured(bench, balanced_rounds(1, 33), rig);
  EXPECT_NEAR(at_1khz(output.traits.legs->hot).impedance_ohm.real(), 50.0, 1e-6);
  EXPECT_NEAR(at_1khz(output.traits.legs->cold).impedance_ohm.real(), 60.0, 1e-6);
}

TEST(BalancedOutput, OfHalfAnOhmEachIsKnownToTwoMilliohm) {
  BalancedBench bench;
  bench.noise_variance = usual_noise;
  for (const int rounds : {1, 4}) {
    const OutputImpedance output =
        measured(bench, drifting(balanced_rounds(rounds, 33), 20e-6), BalancedRig{1e9, 0.0, 1e9, 0.0});
    for (std::size_t i = 0; i < bench.grid.size(); ++i) {
      ASSERT_NEAR(std::abs(output.curve.impedance_ohm[i] - 1.0), 0.0, 2e-3);
      ASSERT_NEAR(std::abs(output.traits.legs->hot.impedance_ohm[i] - 0.5), 0.0, 2e-3);
      ASSERT_NEAR(std::abs(output.traits.legs->cold.impedance_ohm[i] - 0.5), 0.0, 2e-3);
    }
    EXPECT_TRUE(output.curve.findings.empty());
  }
}

TEST(BalancedOutput, ItsIntervalsHoldTheTruth) {
  int differential = 0;
  int hot = 0;
  int cold = 0;
  constexpr int seeds = 150;
  for (int seed = 0; seed < seeds; ++seed) {
    std::mt19937_64 random(static_cast<unsigned>(seed) + 77U);
    std::normal_distribution<double> contact(0.0, 1e-3);
    std::uniform_real_distribution<double> tolerance(-0.001, 0.001);
    BalancedBench bench;
    bench.grid = FrequencyGrid::standard(Hertz(700.0), Hertz(1400.0));
    bench.noise_variance = usual_noise;
    bench.cold = constant(0.8);
    bench.hot_share = 0.45;
    const double true_ohm = 33.0 * (1.0 + tolerance(random));
    std::vector<BalancedState> states = drifting(balanced_rounds(1, 33), 20e-6);
    for (std::size_t i = 0; i < states.size(); ++i) {
      if (!states[i].stated) continue;
      states[i].load_ohm = true_ohm;
      states[i].stated->resistance_ohm = from_tolerance(33.0, 0.033);
      const bool stays = i > 0 && states[i - 1].stated;
      states[i].hot_contact_ohm = stays ? states[i - 1].hot_contact_ohm : contact(random);
      states[i].cold_contact_ohm = stays ? states[i - 1].cold_contact_ohm : contact(random);
    }
    const OutputImpedance output = measured(bench, states, BalancedRig{1e9, 0.0, 1e9, 0.0}, true,
                                            static_cast<unsigned long long>(seed) + 1U);
    const auto holds = [](const ImpedanceCurve& curve, double truth) {
      const ImpedancePoint point = at_1khz(curve);
      return std::abs(point.impedance_ohm.real() - truth) <=
             coverage_factor * std::sqrt(point.covariance.re_re);
    };
    differential += holds(output.curve, 1.3) ? 1 : 0;
    hot += holds(output.traits.legs->hot, 0.5) ? 1 : 0;
    cold += holds(output.traits.legs->cold, 0.8) ? 1 : 0;
  }
  // 93 % less the binomial error of 150 seeds.
  EXPECT_GE(differential, 135);
  EXPECT_GE(hot, 135);
  EXPECT_GE(cold, 135);
}

TEST(BalancedOutput, WithoutACommonTakeTheLegsAreWiderAndSaidToBe) {
  const BalancedBench bench = few_points();
  const BalancedRig rig{1e9, 0.0, 1e9, 0.0};
  const OutputImpedance with = measured(bench, balanced_rounds(1, 33), rig);
  const OutputImpedance without = measured(bench, balanced_rounds(1, 33), rig, false);
  EXPECT_FALSE(has(with.curve.findings, FindingCode::inputs_unmatched));
  ASSERT_TRUE(has(without.curve.findings, FindingCode::inputs_unmatched));
  const double leg = at_1khz(without.traits.legs->hot).impedance_ohm.real();
  const double u95 = coverage_factor * std::sqrt(at_1khz(without.traits.legs->hot).covariance.re_re);
  EXPECT_GT(u95, 0.01) << "2.5 % of half an ohm";
  EXPECT_LE(std::abs(leg - 0.5), u95) << "the inputs differ by 2.5 %";
  EXPECT_GT(std::abs(leg - 0.5), 0.003) << "which matters here";
  EXPECT_NEAR(at_1khz(without.curve).impedance_ohm.real(), 1.0, 0.001)
      << "the sum of equal legs does not mind";
}

TEST(BalancedOutput, ADelayThatIsNoWholeSampleWidensTheReactanceOnly) {
  BalancedBench bench;
  bench.hot = coil(0.5, 1e-6);
  bench.cold = coil(0.5, 1e-6);
  bench.noise_variance = usual_noise;
  std::vector<BalancedState> states = balanced_rounds(1, 33);
  const BalancedRig rig{1e9, 0.0, 1e9, 0.0};
  const ImpedancePoint whole = at(measured(bench, states, rig).curve, Hertz(10e3));
  for (std::size_t i = 0; i < states.size(); ++i) states[i].delay_samples = 0.37 * static_cast<double>(i);
  const ImpedancePoint broken = at(measured(bench, states, rig).curve, Hertz(10e3));
  const double reactance = 2e-6 * angular(Hertz(10e3));
  EXPECT_NEAR(whole.impedance_ohm.imag(), reactance, 0.002);
  EXPECT_NEAR(broken.impedance_ohm.real(), 1.0, 0.005);
  EXPECT_GT(broken.covariance.im_im, 100.0 * whole.covariance.im_im);
  EXPECT_LE(std::abs(broken.impedance_ohm.imag() - reactance),
            coverage_factor * std::sqrt(broken.covariance.im_im));
}

TEST(BalancedOutput, RefusesTakesWithBothInputsOnOneContact) {
  std::mt19937_64 random(1);
  const BalancedBench bench = few_points();
  std::vector<BalancedTake> takes{balanced_take(bench, open_state(), "a", random, true),
                                  balanced_take(bench, loaded_state(33), "b", random, true)};
  EXPECT_THAT(refusal(takes), HasSubstr("same signal"));
}

/// Rounds whose load hangs between one contact and ground.
std::vector<BalancedState> one_leg_rounds(int count, double ohm, bool on_hot) {
  std::vector<BalancedState> states = drifting(balanced_rounds(count, ohm), 20e-6);
  for (BalancedState& state : states) {
    (on_hot ? state.hot_to_ground_ohm : state.cold_to_ground_ohm) = std::exchange(state.load_ohm, 0.0);
  }
  return states;
}

const Finding* find(const OutputImpedance& output, FindingCode code) {
  for (const Finding& finding : output.curve.findings) {
    if (finding.code == code) return &finding;
  }
  return nullptr;
}

RC_GTEST_PROP(BalancedOutput, OfAnyLegsWithTheLoadOnOneOfThemIsNotAccepted, ()) {
  BalancedBench bench = few_points();
  bench.noise_variance = usual_noise;
  bench.hot = constant(*rc::gen::inRange(20, 1000) / 100.0);
  bench.cold = constant(*rc::gen::inRange(20, 1000) / 100.0);
  bench.hot_share = *rc::gen::inRange(40, 60) / 100.0;
  const bool on_hot = *rc::gen::arbitrary<bool>();
  const OutputImpedance output =
      measured(bench, one_leg_rounds(1, 33, on_hot), BalancedRig{1e9, 0.0, 1e9, 0.0});
  const Finding* finding = find(output, FindingCode::wrong_channel);
  RC_ASSERT(finding != nullptr);
  RC_ASSERT(finding->detail.find(on_hot ? "hot and ground" : "cold and ground") != std::string::npos);
}

TEST(BalancedOutput, WithTheLoadOnOneLegIsBlocked) {
  BalancedBench bench;
  bench.noise_variance = usual_noise;
  for (const bool on_hot : {true, false}) {
    for (const bool common : {true, false}) {
      const OutputImpedance output =
          measured(bench, one_leg_rounds(1, 33, on_hot), BalancedRig{1e9, 0.0, 1e9, 0.0}, common);
      const Finding* finding = find(output, FindingCode::wrong_channel);
      ASSERT_NE(finding, nullptr);
      EXPECT_EQ(finding->severity, Severity::blocking);
      EXPECT_THAT(finding->detail, HasSubstr("not between hot and cold"));
    }
  }
}

TEST(BalancedOutput, OfVeryUnequalLegsIsNoLoadOnOneOfThem) {
  BalancedBench bench;
  bench.noise_variance = usual_noise;
  bench.cold = constant(0.02);
  for (const auto& [hot, load] : std::vector<std::pair<double, double>>{{0.5, 33}, {0.5, 16}, {0.3, 33}}) {
    bench.hot = constant(hot);
    const OutputImpedance output =
        measured(bench, drifting(balanced_rounds(1, load), 20e-6), BalancedRig{1e9, 0.0, 1e9, 0.0});
    EXPECT_EQ(find(output, FindingCode::wrong_channel), nullptr) << hot;
  }
}

TEST(BalancedOutput, NamesBothCausesWhereALegWithoutImpedanceCannotBeToldFromALoadToGround) {
  BalancedBench bench;
  bench.noise_variance = usual_noise;
  bench.hot = constant(0.08);
  bench.cold = constant(0.001);
  const OutputImpedance output =
      measured(bench, drifting(balanced_rounds(1, 33), 20e-6), BalancedRig{1e9, 0.0, 1e9, 0.0});
  const Finding* finding = find(output, FindingCode::wrong_channel);
  ASSERT_NE(finding, nullptr);
  EXPECT_EQ(finding->severity, Severity::warning);
  EXPECT_THAT(finding->detail, HasSubstr("hot and ground"));
  EXPECT_THAT(finding->detail, HasSubstr("the cold leg has next to no impedance"));
}

TEST(BalancedOutput, BlamesACommonTakeThatWasNotRecordedOnOneContact) {
  const BalancedSession session = balanced_session(few_points(), balanced_rounds(1, 33));
  BalancedTake unloaded = session.takes.front();
  unloaded.hot.take_name = "unloaded.wav";
  EXPECT_THAT(refusal(session.takes, unloaded), HasSubstr("in the take 'unloaded.wav', called common"));
  std::vector<BalancedTake> exchanged = session.takes;
  exchanged.front() = session.common;
  EXPECT_THAT(refusal(exchanged, unloaded), HasSubstr("in the take 'unloaded.wav', called common"));
}

TEST(BalancedOutput, AllowsForAnInputThatInverts) {
  BalancedBench bench = few_points();
  bench.cold_gain = -0.975;
  const OutputImpedance output = measured(bench, balanced_rounds(1, 33), exact_rig);
  EXPECT_NEAR(at_1khz(output.curve).impedance_ohm.real(), 1.0, 1e-6);
}

TEST(BalancedOutput, RefusesACommonTakeThatHearsTwoVoltages) {
  BalancedSession session = balanced_session(few_points(), balanced_rounds(1, 33));
  for (Complex& m : session.common.cold.ratio) m *= 0.01;
  EXPECT_THAT(refusal(session.takes, session.common), HasSubstr("hot contact"));
}

TEST(BalancedOutput, RefusesWhatAnyOutputRefuses) {
  EXPECT_THAT(refusal({}), HasSubstr("no take"));
  EXPECT_THAT(refusal(balanced_session(few_points(), {open_state(), open_state()}).takes),
              HasSubstr("none of the 2 takes is loaded"));
}

TEST(BalancedOutput, NamesAStepOfTheGain) {
  BalancedBench bench;
  bench.noise_variance = usual_noise;
  std::vector<BalancedState> states = balanced_rounds(1, 33);
  states[2].gain = states[3].gain = 0.9;
  const OutputImpedance output = measured(bench, states, BalancedRig{});
  EXPECT_TRUE(has(output.curve.findings, FindingCode::gain_changed));
  EXPECT_NEAR(at_1khz(output.curve).impedance_ohm.real(), 1.0, 0.005);
  EXPECT_NEAR(at_1khz(output.traits.legs->cold).impedance_ohm.real(), 0.5, 0.005);
}

}  // namespace
}  // namespace ohmsweep
