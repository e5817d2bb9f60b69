#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "calibration/synthetic_rig.h"
#include "ohmsweep/core/error.h"

namespace ohmsweep {
namespace {

Complex corrected_ohm(const Calibration& calibration, const RatioCurve& take, std::size_t point) {
  const Complex gamma = correct(calibration.terms[point], take.ratio[point]);
  return calibration.reference_ohm * (1.0 + gamma) / (1.0 - gamma);
}

/// rms over frequency of how far the influences move the reflection of a 50 Ω device.
double influence_on_gamma(const Calibration& calibration) {
  const Complex gamma = -1.0 / 3.0;
  double sum = 0.0;
  for (std::size_t point = 0; point < calibration.grid.size(); ++point) {
    const ErrorTerms& t = calibration.terms[point];
    const Complex m = embed(t, gamma);
    for (const TermInfluence& influence : calibration.influences) {
      const auto& d = influence.terms[point];
      sum += std::norm((-d[0] * gamma - d[1] + d[2] * m * gamma) / (t.a - t.c * m));
    }
  }
  return std::sqrt(sum / static_cast<double>(calibration.grid.size()));
}

TEST(Calibration, RemovesEverythingLinearThatTheRigDoes) {
  for (const double input : {10e3, 100e3, 1e6}) {
    SyntheticRig rig;
    rig.dut_input_ohm = input;
    rig.crosstalk = 1e-3;
    SyntheticBench bench(rig, 0.0);
    const Calibration calibration = solve(record_standards(bench), {});
    for (const double ohm : {1.0, 8.0, 32.0, 300.0, 1000.0}) {
      const RatioCurve take = bench.take(resistor(ohm), "device");
      for (std::size_t i = 0; i < take.grid.size(); ++i)
        EXPECT_NEAR(std::abs(corrected_ohm(calibration, take, i) - ohm), 0.0, 1e-9 * ohm) << take.grid[i];
    }
  }
}

TEST(Calibration, DoesNotDependOnTheReferenceResistorsStatedValue) {
  SyntheticBench bench({}, 0.0);
  const std::vector<StandardTake> takes = record_standards(bench);
  const RatioCurve take = bench.take(voice_coil(32.0, 20.0, 90.0, 2.0, 0.1e-3), "device");
  CalibrationOptions other;
  other.reference = Ohms(96.0);
  for (const std::size_t point : {std::size_t{0}, std::size_t{200}, std::size_t{450}}) {
    const Complex a = corrected_ohm(solve(takes, {}), take, point);
    const Complex b = corrected_ohm(solve(takes, other), take, point);
    EXPECT_NEAR(std::abs(a - b), 0.0, 1e-9);
  }
}

TEST(PainPoint9, ACalibrationIsAFunctionOfItsOwnTakesAlone) {
  SyntheticBench bench;
  const std::vector<StandardTake> takes = record_standards(bench);
  const Calibration first = solve(takes, {});
  SyntheticRig other;
  other.dut_gain = 0.9;
  SyntheticBench elsewhere(other, 1e-4, 5);
  static_cast<void>(solve(record_standards(elsewhere), {}));
  const Calibration again = solve(takes, {});
  for (std::size_t i = 0; i < first.grid.size(); ++i) {
    EXPECT_EQ(first.terms[i].a, again.terms[i].a);
    EXPECT_EQ(first.terms[i].b, again.terms[i].b);
    EXPECT_EQ(first.terms[i].c, again.terms[i].c);
  }
}

TEST(PainPoint10, ACalibrationCoversNoMoreThanAllOfItsTakes) {
  SyntheticBench bench;
  std::vector<StandardTake> takes = record_standards(bench);
  takes[1].ratio = bench.take(resistor(0.0), "short", FrequencyGrid::standard(Hertz(50.0), Hertz(15e3)));
  const Calibration calibration = solve(takes, {});
  EXPECT_GE(calibration.grid.lowest(), Hertz(50.0));
  EXPECT_LE(calibration.grid.highest(), Hertz(15e3));
  EXPECT_EQ(calibration.terms.size(), calibration.grid.size());
  EXPECT_EQ(calibration.noise.size(), calibration.grid.size());
}

TEST(Calibration, KeepsWhatDevicesMustMatch) {
  SyntheticBench bench;
  CalibrationOptions options;
  options.contact = Ohms(0.003);
  const Calibration calibration = solve(record_standards(bench), options);
  EXPECT_EQ(calibration.sample_rate, 48000);
  EXPECT_EQ(calibration.stimulus_hash, "sweep");
  EXPECT_EQ(calibration.contact_ohm, 0.003);
  EXPECT_TRUE(calibration.findings.empty());
}

TEST(Calibration, NamesEveryUncertainParameterOnce) {
  SyntheticBench bench;
  const Calibration calibration = solve(record_standards(bench), {});
  std::vector<std::string> names;
  for (const TermInfluence& influence : calibration.influences) {
    names.push_back(influence.parameter);
    EXPECT_EQ(influence.terms.size(), calibration.grid.size());
  }
  EXPECT_THAT(names, ::testing::UnorderedElementsAre("open capacitance", "short resistance",
                                                     "short inductance", "short contact", "100ohm resistance",
                                                     "100ohm inductance", "100ohm contact"));
}

TEST(Calibration, AStandardMeasuredTwiceSharesItsValueButNotItsContact) {
  SyntheticBench bench;
  std::vector<StandardTake> takes = record_standards(bench);
  takes.push_back({takes[2].standard, bench.take(resistor(100.0), "again")});
  const Calibration calibration = solve(takes, {});
  const auto count = [&](const std::string& part) {
    return std::count_if(calibration.influences.begin(), calibration.influences.end(),
                         [&](const auto& i) { return i.parameter.find(part) != std::string::npos; });
  };
  EXPECT_EQ(count("100ohm resistance"), 1);
  EXPECT_EQ(count("100ohm contact"), 2);
}

TEST(Calibration, ALoadMeasuredTwiceIsKnownNoBetterThanOnce) {
  SyntheticBench bench;
  CalibrationOptions without_contact;
  without_contact.contact = Ohms(0.0);
  std::vector<StandardTake> takes = record_standards(bench);
  const double once = influence_on_gamma(solve(takes, without_contact));
  takes.push_back({takes[2].standard, bench.take(resistor(100.0), "again")});
  EXPECT_NEAR(influence_on_gamma(solve(takes, without_contact)) / once, 1.0, 0.02);
}

TEST(Calibration, MoreLoadsMakeItMoreCertain) {
  SyntheticBench bench;
  const double one = influence_on_gamma(solve(record_standards(bench, {100.0}), {}));
  const double four = influence_on_gamma(solve(record_standards(bench, {10.0, 33.0, 100.0, 330.0}), {}));
  EXPECT_LT(four, 0.7 * one);
}

TEST(Calibration, InfluencesAreWhatAWrongStandardDoes) {
  SyntheticBench bench({}, 0.0);
  std::vector<StandardTake> takes = record_standards(bench);
  const Calibration calibration = solve(takes, {});
  const auto influence = std::find_if(calibration.influences.begin(), calibration.influences.end(),
                                      [](const auto& i) { return i.parameter == "100ohm resistance"; });
  Uncertain& resistance = takes[2].standard.resistance_ohm;
  resistance.value += resistance.standard_uncertainty;
  const Calibration moved = solve(takes, {});
  for (std::size_t i = 0; i < calibration.grid.size(); i += 40) {
    const Complex change = moved.terms[i].a - calibration.terms[i].a;
    EXPECT_NEAR(std::abs(change - influence->terms[i][0]), 0.0, 2e-3 * std::abs(change));
  }
}

TEST(Calibration, NoiseCovarianceIsThatOfRepeatedCalibrations) {
  const FrequencyGrid grid({500.0, 600.0, 700.0, 800.0, 900.0, 1000.0});
  SyntheticBench bench({}, 1e-4, 11);
  const int trials = 1500;
  Complex mean{};
  std::vector<Complex> seen;
  double expected = 0.0;
  for (int trial = 0; trial < trials; ++trial) {
    const Calibration calibration = solve({{default_open(), bench.take(nothing_connected(), "open", grid)},
                                           {default_short(), bench.take(resistor(0.0), "short", grid)},
                                           {declared_load(100.0), bench.take(resistor(100.0), "load", grid)}},
                                          {});
    seen.push_back(calibration.terms[0].c);
    mean += seen.back() / static_cast<double>(trials);
    expected = calibration.noise[0][4 * 6 + 4];
  }
  double variance = 0.0;
  for (const Complex& c : seen) variance += std::pow(c.real() - mean.real(), 2.0) / (trials - 1);
  // The relative standard error of a variance from 1500 trials is 3.7 %.
  EXPECT_NEAR(variance / expected, 1.0, 0.15);
}

TEST(Residuals, OfGoodStandardsStayWithinWhatIsExpected) {
  for (unsigned seed = 1; seed <= 20; ++seed) {
    SyntheticBench bench({}, 1e-5, seed);
    const Calibration calibration = solve(record_standards(bench, {10.0, 33.0, 100.0, 330.0}), {});
    EXPECT_FALSE(has(calibration.findings, FindingCode::standard_disagrees)) << seed;
    ASSERT_EQ(calibration.residuals.size(), 6U);
    for (const StandardResidual& residual : calibration.residuals) {
      EXPECT_EQ(residual.gamma.size(), calibration.grid.size());
      EXPECT_LT(residual.worst_in_sigma, 4.0);
    }
  }
}

TEST(Residuals, NameTheLoadThatIsOneAndAHalfPercentOff) {
  SyntheticBench bench;
  std::vector<StandardTake> takes = record_standards(bench, {10.0, 33.0, 100.0, 330.0});
  takes[4].ratio = bench.take(resistor(101.5), "100ohm");
  const Calibration calibration = solve(takes, {});
  ASSERT_TRUE(has(calibration.findings, FindingCode::standard_disagrees));
  EXPECT_EQ(calibration.findings.front().severity, Severity::warning);
  EXPECT_THAT(calibration.findings.front().detail, ::testing::HasSubstr("100ohm"));
}

TEST(Residuals, AreZeroWithoutRedundancy) {
  SyntheticBench bench;
  for (const StandardResidual& residual : solve(record_standards(bench), {}).residuals) {
    EXPECT_EQ(residual.worst_in_sigma, 0.0);
    EXPECT_TRUE(
        std::all_of(residual.gamma.begin(), residual.gamma.end(), [](Complex g) { return g == Complex{}; }));
  }
}

}  // namespace
}  // namespace ohmsweep
