/// The stated interval against what many simulated sessions give (JCGM 101). Limits come from the binomial
/// error of the number of sessions.

#include <gtest/gtest.h>

#include "measurement/simulated_output.h"

namespace ohmsweep {
namespace {

using namespace testing_support;

using Session = std::function<std::vector<Connected>(std::mt19937_64&)>;

/// Noise of Re m per take that costs 0.26 mΩ in one round at 32 Ω.
constexpr double relative_noise = 8.1e-6;
constexpr double channel_gain = 0.93;

struct Outcome {
  double rms_error_ohm = 0.0;
  double mean_u_ohm = 0.0;  ///< stated standard uncertainty of Re Zo
  double covered = 0.0;     ///< share of sessions whose 95 % interval holds the truth
};

Bench noisy_bench() {
  Bench bench;
  bench.noise_variance = 2.0 * std::pow(relative_noise * channel_gain, 2);
  bench.grid = FrequencyGrid::standard(Hertz(700.0), Hertz(1400.0));
  return bench;
}

OutputRig rig_with(double contact_ohm, double drift_u95 = 0.001) {
  OutputRig rig;
  rig.contact_ohm = contact_ohm;
  rig.drift_u95 = drift_u95;
  return rig;
}

Outcome repeat(const Bench& bench, const OutputRig& rig, const Session& session, int seeds) {
  Outcome outcome;
  const double truth = bench.output(1000.0).real();
  for (int seed = 0; seed < seeds; ++seed) {
    std::mt19937_64 random(static_cast<unsigned>(seed) + 1000U);
    const auto takes = sequence(bench, session(random), static_cast<unsigned>(seed) + 7U);
    const ImpedancePoint point = at_1khz(curve_of(takes, rig));
    const double error = point.impedance_ohm.real() - truth;
    const double u = std::sqrt(point.covariance.re_re);
    outcome.rms_error_ohm += error * error;
    outcome.mean_u_ohm += u / seeds;
    outcome.covered += std::abs(error) <= coverage_factor * u ? 1.0 / seeds : 0.0;
  }
  outcome.rms_error_ohm = std::sqrt(outcome.rms_error_ohm / seeds);
  return outcome;
}

std::vector<Connected> rounds(int count, double ohm) {
  std::vector<Connected> states;
  for (int i = 0; i < count; ++i) {
    for (const Connected& state : {unloaded(), loaded(ohm), loaded(ohm), unloaded()}) states.push_back(state);
  }
  return states;
}

Session always(std::vector<Connected> states) {
  return [states = std::move(states)](std::mt19937_64&) { return states; };
}

/// Every plugging of a load adds resistance anew; with `each_take` the plug is pulled between all takes.
Session plugged(std::vector<Connected> states, double scatter_ohm, bool each_take) {
  return [=](std::mt19937_64& random) {
    std::normal_distribution<double> contact(0.0, scatter_ohm);
    std::vector<Connected> session = states;
    for (std::size_t i = 0; i < session.size(); ++i) {
      if (!session[i].stated) continue;
      const bool stays = !each_take && i > 0 && session[i - 1].stated;
      session[i].contact_ohm = stays ? session[i - 1].contact_ohm : contact(random);
    }
    return session;
  };
}

TEST(OutputUncertainty, OneRoundAt32OhmKnowsATenthOfAnOhmTo260Microohm) {
  const Outcome one = repeat(noisy_bench(), rig_with(0.0), always(rounds(1, 32)), 400);
  EXPECT_NEAR(one.rms_error_ohm, 0.26e-3, 0.03e-3);
  EXPECT_NEAR(one.mean_u_ohm, 0.26e-3, 0.02e-3);
}

TEST(OutputUncertainty, HalvesWithTheLoadAndAgainWithFourRounds) {
  const Outcome one = repeat(noisy_bench(), rig_with(0.0), always(rounds(1, 32)), 100);
  const Outcome half = repeat(noisy_bench(), rig_with(0.0), always(rounds(1, 16)), 100);
  const Outcome four = repeat(noisy_bench(), rig_with(0.0), always(rounds(4, 16)), 100);
  EXPECT_NEAR(half.mean_u_ohm / one.mean_u_ohm, 0.5, 0.02);
  EXPECT_NEAR(four.mean_u_ohm / half.mean_u_ohm, 0.5, 0.03);
}

TEST(OutputUncertainty, CoversNinetyFivePercentWhereNoiseDominates) {
  for (const auto& states :
       {rounds(1, 32), {unloaded(), loaded(32), unloaded()}, {unloaded(), loaded(100), loaded(16)}}) {
    const Outcome outcome = repeat(noisy_bench(), rig_with(0.0), always(states), 400);
    EXPECT_GE(outcome.covered, 0.93) << states.size();
    EXPECT_LE(outcome.covered, 0.975) << states.size();
  }
}

TEST(OutputUncertainty, CoversThePriorDriftOfALonePair) {
  const Session session = [](std::mt19937_64& random) {
    std::normal_distribution<double> drift(0.0, 0.0005);
    return drifting({unloaded(), loaded(16)}, drift(random));
  };
  const Outcome outcome = repeat(noisy_bench(), rig_with(0.0), session, 600);
  EXPECT_NEAR(coverage_factor * outcome.mean_u_ohm, 16e-3, 0.5e-3) << "0.1 % of 16 Ω";
  EXPECT_GE(outcome.covered, 0.93);
  EXPECT_LE(outcome.covered, 0.97);
}

TEST(OutputUncertainty, CancelsLinearDriftInARoundAndNotInAPair) {
  const double per_take = 1e-4;
  const Outcome pair =
      repeat(noisy_bench(), rig_with(0.0), always(drifting({unloaded(), loaded(32)}, per_take)), 50);
  const Outcome round = repeat(noisy_bench(), rig_with(0.0), always(drifting(rounds(1, 32), per_take)), 50);
  EXPECT_NEAR(pair.rms_error_ohm, 3.2e-3, 0.2e-3) << "0.01 % of 32 Ω";
  EXPECT_LT(round.rms_error_ohm, 0.4e-3);
  EXPECT_LT(round.mean_u_ohm, pair.mean_u_ohm / 10.0) << "the estimate replaces the prior";
}

TEST(OutputUncertainty, TakesLinearDriftOutOfAnAlternatingSequence) {
  const auto states = drifting({unloaded(), loaded(32), unloaded(), loaded(32)}, 5e-4);
  const Outcome outcome = repeat(noisy_bench(), rig_with(0.0), always(states), 100);
  EXPECT_LT(outcome.rms_error_ohm, 0.4e-3) << "uncorrected it is 16 mΩ";
}

TEST(OutputUncertainty, EstimatesDriftFromTheBandAlmostWithoutNoise) {
  // Point by point, drift in an alternating sequence of four costs a factor √2 or more in the noise.
  const std::vector<Connected> states{unloaded(), loaded(32), unloaded(), loaded(32)};
  Bench full = noisy_bench();
  full.grid = FrequencyGrid::standard(audible_from, audible_to);
  const Outcome outcome = repeat(full, rig_with(0.0), always(states), 30);
  EXPECT_NEAR(outcome.mean_u_ohm, 32.1 * relative_noise, 0.1 * 32.1 * relative_noise);
}

TEST(OutputUncertainty, CoversAWarmUpThatIsNotLinear) {
  for (const double takes_constant : {3.0, 5.0, 10.0}) {
    std::vector<Connected> states = rounds(1, 32);
    for (std::size_t i = 0; i < states.size(); ++i) {
      states[i].gain = 1.0 + 5e-4 * (1.0 - std::exp(-static_cast<double>(i) / takes_constant));
    }
    EXPECT_GE(repeat(noisy_bench(), rig_with(0.0), always(states), 100).covered, 0.93) << takes_constant;
  }
}

TEST(OutputUncertainty, CoversAWarmUpOfManyRoundsThatIsNotLinear) {
  for (const double takes_constant : {3.0, 10.0, 30.0}) {
    std::vector<Connected> states = rounds(4, 16);
    for (std::size_t i = 0; i < states.size(); ++i) {
      states[i].gain = 1.0 + 2e-3 * (1.0 - std::exp(-static_cast<double>(i) / takes_constant));
    }
    EXPECT_GE(repeat(noisy_bench(), rig_with(0.0), always(states), 4).covered, 0.9) << takes_constant;
  }
}

TEST(OutputUncertainty, HoldsATenthOfAnOhmWithin3MilliohmAtADriftOf1000PpmPerTake) {
  const auto one = repeat(noisy_bench(), rig_with(0.001), always(drifting(rounds(1, 16), 1e-3)), 20);
  EXPECT_LT(one.rms_error_ohm, 1e-3);
  EXPECT_GE(one.covered, 0.93);
  const auto four = repeat(noisy_bench(), rig_with(0.0), always(drifting(rounds(4, 16), 1e-3)), 4);
  EXPECT_LT(four.rms_error_ohm, 0.3e-3);
  EXPECT_LT(four.mean_u_ohm, 1e-3) << "sixteen takes show how straight the drift is";
}

TEST(OutputUncertainty, TellsTheScatterOfAPlugFromItsRepeats) {
  int within = 0;
  int covered = 0;
  int pulled = 0;
  for (int seed = 0; seed < 20; ++seed) {
    std::mt19937_64 random(static_cast<unsigned>(seed) + 100U);
    const auto states = plugged(rounds(4, 16), 0.002, true)(random);
    const OutputImpedance output =
        output_impedance(sequence(noisy_bench(), states, static_cast<unsigned>(seed) + 5U), rig_with(0.001));
    EXPECT_TRUE(output.traits.contact.estimated);
    pulled += output.traits.contact.connections == 8 ? 1 : 0;
    within += output.traits.contact.ohm >= 1.5e-3 && output.traits.contact.ohm <= 3e-3 ? 1 : 0;
    const ImpedancePoint point = at_1khz(output.curve);
    const double u = std::sqrt(point.covariance.re_re);
    covered += std::abs(point.impedance_ohm.real() - 0.1) <= coverage_factor * u ? 1 : 0;
  }
  // Eight connections tell a standard deviation to a quarter: 82 % of many seeds are within.
  EXPECT_GE(within, 13);
  EXPECT_GE(pulled, 18) << "that the plug was pulled between two loaded takes shows";
  EXPECT_GE(covered, 17);
}

TEST(OutputUncertainty, RepeatsOfAGoodPlugTakeTheContactOutOfTheInterval) {
  Bench bench = noisy_bench();
  bench.output = constant(0.02);
  const ImpedancePoint point = at_1khz(curve_of(sequence(bench, rounds(4, 16)), rig_with(0.001)));
  const double u95 = coverage_factor * std::sqrt(point.covariance.re_re);
  EXPECT_LE(2.0 * u95, 1e-3);
  EXPECT_LE(std::abs(point.impedance_ohm.real() - 0.02), u95);
}

TEST(OutputUncertainty, ALonePlugKeepsTheContactThatTheRigStates) {
  const OutputImpedance output = output_impedance(sequence(noisy_bench(), rounds(1, 16)), rig_with(0.001));
  EXPECT_FALSE(output.traits.contact.estimated);
  EXPECT_EQ(output.traits.contact.ohm, 0.001);
  EXPECT_NEAR(std::sqrt(at_1khz(output.curve).covariance.re_re), 0.001, 0.0002);
}

TEST(OutputUncertainty, RepluggingWithTwoMilliohmScatterCosts1_4Milliohm) {
  const Outcome outcome = repeat(noisy_bench(), rig_with(0.002), plugged(rounds(1, 32), 0.002, true), 400);
  EXPECT_NEAR(outcome.rms_error_ohm, 1.44e-3, 0.15e-3);
  EXPECT_GE(outcome.covered, 0.95) << "one plugging is not told from two: the interval covers either";
}

TEST(OutputUncertainty, CoversAContactThatStaysBetweenTwoLoadedTakes) {
  const Outcome outcome = repeat(noisy_bench(), rig_with(0.002), plugged(rounds(1, 32), 0.002, false), 600);
  EXPECT_GE(outcome.covered, 0.92);
  EXPECT_LE(outcome.covered, 0.97);
}

TEST(OutputUncertainty, CarriesTheToleranceOfTheLoadInProportionToZo) {
  Bench bench = noisy_bench();
  bench.output = constant(10.0);
  Connected state = loaded(33);
  state.stated->resistance_ohm = from_tolerance(33.0, 0.33);  // 1 %
  OutputRig rig = rig_with(0.0, 0.0);
  rig.dut_input_ohm = 1e6;
  const ImpedancePoint point = at_1khz(curve_of(sequence(bench, {unloaded(), state}), rig));
  EXPECT_NEAR(std::sqrt(point.covariance.re_re), 10.0 * 0.01 / std::sqrt(3.0), 0.002);
}

TEST(OutputUncertainty, IsNoWiderOfFourRoundsThanOfOneHoweverLargeALinearDrift) {
  for (const double per_take : {5e-4, 1e-3, 3e-3}) {
    const auto width = [&](int count) {
      const auto takes = sequence(noisy_bench(), drifting(rounds(count, 16), per_take));
      const OutputImpedance output = output_impedance(takes, rig_with(0.001));
      EXPECT_FALSE(has(output.curve.findings, FindingCode::contact_scatter)) << per_take << " " << count;
      EXPECT_NEAR(output.traits.drift.per_take, per_take, 0.02 * per_take);
      return std::sqrt(at_1khz(output.curve).covariance.re_re);
    };
    EXPECT_LT(width(4), width(1)) << per_take;
  }
}

TEST(OutputUncertainty, WidensWhereTheTakesScatterMoreThanTheirStatedNoise) {
  Bench loud = noisy_bench();
  loud.noise_variance *= 25.0;
  std::vector<OutputTake> takes = sequence(loud, rounds(1, 32));
  for (OutputTake& take : takes)
    take.ratio.noise_variance.assign(loud.grid.size(), loud.noise_variance / 25.0);
  const ImpedanceCurve curve = curve_of(takes, rig_with(0.0));
  EXPECT_NEAR(std::sqrt(at_1khz(curve).covariance.re_re), 5 * 0.26e-3, 0.4e-3);
  EXPECT_TRUE(has(curve.findings, FindingCode::loads_disagree));
}

TEST(OutputUncertainty, CarriesTheEstimatorsOwnBias) {
  std::vector<OutputTake> takes = sequence(noisy_bench(), {unloaded(), loaded(32)});
  const double before = at_1khz(curve_of(takes, rig_with(0.0, 0.0))).covariance.re_re;
  takes[1].ratio.resolution_bias.assign(takes[1].ratio.grid.size(), Complex(1e-3, 0.0));
  const double after = at_1khz(curve_of(takes, rig_with(0.0, 0.0))).covariance.re_re;
  EXPECT_NEAR(std::sqrt(after - before), 32.0 * 1e-3 / channel_gain, 0.001);
}

}  // namespace
}  // namespace ohmsweep
