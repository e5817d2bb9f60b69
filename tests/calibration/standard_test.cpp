#include "ohmsweep/calibration/standard.h"

#include <gtest/gtest.h>

#include <cmath>

namespace ohmsweep {
namespace {

constexpr Ohms reference{100.0};
constexpr Ohms contact{0.001};

Standard kit_load() {
  return {"load47", StandardKind::load, {47.0, 0.02}, {30e-9, 10e-9}, {4e-12, 1e-12}, 25e-6};
}

Complex gamma_of(const Standard& standard, double hz) {
  return evaluate(standard, Hertz(hz), reference, contact).gamma;
}

TEST(OpenStandard, StaysFiniteOnTheReflectionScale) {
  for (const double hz : {20.0, 1e3, 20e3}) {
    const Complex gamma = gamma_of(default_open(), hz);
    EXPECT_TRUE(std::isfinite(gamma.real()) && std::isfinite(gamma.imag()));
    EXPECT_NEAR(std::abs(gamma - 1.0), 0.0, 1e-12);
  }
}

TEST(OpenStandard, ItsStrayCapacitanceTurnsGammaClockwise) {
  Standard open = default_open();
  open.capacitance_f.value = 100e-12;
  const Complex y(0.0, 2.0 * M_PI * 20e3 * 100e-12);
  const Complex z = 1.0 / y;
  EXPECT_NEAR(std::abs(gamma_of(open, 20e3) - (z - 100.0) / (z + 100.0)), 0.0, 1e-12);
  EXPECT_LT(gamma_of(open, 20e3).imag(), 0.0);
}

TEST(ShortStandard, ReflectsWithInvertedSign) {
  EXPECT_NEAR(std::abs(gamma_of(default_short(), 1e3) + 1.0), 0.0, 1e-12);
}

TEST(LoadStandard, OfTheReferenceValueDoesNotReflect) {
  EXPECT_NEAR(std::abs(gamma_of(default_load("100ohm", {100.0, 0.1}), 1e3)), 0.0, 1e-12);
}

TEST(LoadStandard, IsTheImpedanceOfItsCircuit) {
  const double omega = 2.0 * M_PI * 15e3;
  const Complex branch(47.0, omega * 30e-9);
  const Complex z = 1.0 / (1.0 / branch + Complex(0.0, omega * 4e-12));
  EXPECT_NEAR(std::abs(gamma_of(kit_load(), 15e3) - (z - 100.0) / (z + 100.0)), 0.0, 1e-13);
}

TEST(LoadStandard, WarmsByItsTemperatureCoefficient) {
  const Complex warm = evaluate(kit_load(), Hertz(1e3), reference, contact, Kelvins(10.0)).gamma;
  Standard warmed = kit_load();
  warmed.resistance_ohm.value = 47.0 * (1.0 + 25e-5);
  EXPECT_NEAR(std::abs(warm - gamma_of(warmed, 1e3)), 0.0, 1e-13);
}

TEST(Standards, HaveOneInfluencePerNamedParameter) {
  for (const Standard& s :
       {default_open(), default_short(), default_load("33ohm", {33.0, 0.02}), kit_load()}) {
    EXPECT_EQ(parameters(s).size(), evaluate(s, Hertz(1e3), reference, contact).influences.size()) << s.name;
  }
}

TEST(Standards, NameTheirParametersForTheBudget) {
  EXPECT_EQ(parameters(default_load("100ohm", {100.0, 0.1})),
            (std::vector<std::string>{"100ohm resistance", "100ohm inductance", "100ohm contact"}));
  EXPECT_EQ(parameters(default_open()), std::vector<std::string>{"open capacitance"});
}

TEST(Standards, InfluencesAreTheDerivativesOfGamma) {
  const double hz = 12e3;
  const StandardValue value = evaluate(kit_load(), Hertz(hz), reference, contact);
  const auto moved = [&](Uncertain Standard::*parameter) {
    Standard up = kit_load();
    Standard down = kit_load();
    (up.*parameter).value += (up.*parameter).standard_uncertainty;
    (down.*parameter).value -= (down.*parameter).standard_uncertainty;
    return (gamma_of(up, hz) - gamma_of(down, hz)) / 2.0;
  };
  const std::vector<Complex> expected{moved(&Standard::resistance_ohm), moved(&Standard::inductance_h),
                                      moved(&Standard::capacitance_f)};
  for (std::size_t i = 0; i < expected.size(); ++i)
    EXPECT_NEAR(std::abs(value.influences[i] - expected[i]), 0.0, 1e-6 * std::abs(expected[i])) << i;
}

TEST(Standards, WithoutAKitAreKnownAsTheMethodSays) {
  EXPECT_DOUBLE_EQ(2.0 * default_short().resistance_ohm.standard_uncertainty, 10e-3);
  EXPECT_DOUBLE_EQ(2.0 * default_short().inductance_h.standard_uncertainty, 50e-9);
  EXPECT_DOUBLE_EQ(2.0 * default_open().capacitance_f.standard_uncertainty, 5e-12);
  EXPECT_DOUBLE_EQ(2.0 * default_load("x", {}).inductance_h.standard_uncertainty, 50e-9);
}

}  // namespace
}  // namespace ohmsweep
