#include "ohmsweep/measurement/minimum_phase.h"

#include <gtest/gtest.h>

#include <cmath>
#include <complex>
#include <functional>
#include <numbers>

namespace ohmsweep {
namespace {

using Complex = std::complex<double>;
constexpr double degree = std::numbers::pi / 180.0;

std::vector<double> grid(double from, double to, double points_per_octave = 48.0) {
  std::vector<double> hz;
  for (double f = from; f <= to * 1.0001; f *= std::exp2(1.0 / points_per_octave)) hz.push_back(f);
  return hz;
}

/// Largest error in degrees between two frequencies.
double worst_error(const std::function<Complex(double)>& impedance, const std::vector<double>& hz,
                   double from, double to) {
  std::vector<double> magnitude;
  for (const double f : hz) magnitude.push_back(std::abs(impedance(f)));
  const std::vector<double> phase = minimum_phase_rad(hz, magnitude);
  double worst = 0.0;
  for (std::size_t i = 0; i < hz.size(); ++i) {
    if (hz[i] < from || hz[i] > to) continue;
    worst = std::max(worst, std::abs(phase[i] - std::arg(impedance(hz[i]))) / degree);
  }
  return worst;
}

Complex s_of(double hz) { return {0.0, 2.0 * std::numbers::pi * hz}; }

/// Re + (Le || Reddy) + a resonance: a dynamic headphone or loudspeaker.
std::function<Complex(double)> dynamic(double re, double le, double reddy, double res, double f0, double q) {
  return [=](double hz) {
    const Complex s = s_of(hz);
    const Complex detuning(0.0, q * (hz / f0 - f0 / hz));
    return re + s * le * reddy / (s * le + reddy) + res / (1.0 + detuning);
  };
}

TEST(MinimumPhase, OfAResistorIsZero) {
  for (const double phase : minimum_phase_rad({10.0, 100.0, 1000.0}, {32.0, 32.0, 32.0}))
    EXPECT_EQ(phase, 0.0);
}

TEST(MinimumPhase, OfACapacitorAndOfACoilIsARightAngle) {
  const std::vector<double> hz = grid(20.0, 20e3);
  EXPECT_LT(worst_error([](double f) { return 1.0 / (s_of(f) * 1e-6); }, hz, 20.0, 20e3), 0.01);
  EXPECT_LT(worst_error([](double f) { return s_of(f) * 1e-3; }, hz, 300.0, 20e3), 2.0);
}

TEST(MinimumPhase, IsThatOfDynamicHeadphonesWithinTwoAndAHalfDegreesTwoOctavesInsideTheBand) {
  const std::vector<double> hz = grid(10.0, 22e3);
  for (const auto& circuit :
       {dynamic(300.0, 250e-6, 100.0, 250.0, 100.0, 2.0), dynamic(8.0, 25e-6, 40.0, 32.0, 100.0, 8.0),
        dynamic(600.0, 1.2e-3, 300.0, 310.0, 80.0, 1.1), dynamic(16.0, 12e-6, 20.0, 1.1, 3400.0, 0.5)}) {
    EXPECT_LT(worst_error(circuit, hz, 30.0, 5e3), 2.5);
    EXPECT_LT(worst_error(circuit, hz, 20.0, 10e3), 5.0);
  }
}

TEST(MinimumPhase, TurnsItsSignWhereTheImpedanceIsTurnedOver) {
  const std::vector<double> hz = grid(20.0, 20e3, 12.0);
  std::vector<double> up;
  std::vector<double> down;
  for (const double f : hz) {
    up.push_back(std::abs(dynamic(30.0, 1e-3, 40.0, 20.0, 200.0, 2.0)(f)));
    down.push_back(1.0 / up.back());
  }
  const std::vector<double> of_up = minimum_phase_rad(hz, up);
  const std::vector<double> of_down = minimum_phase_rad(hz, down);
  for (std::size_t i = hz.size() / 4; i < hz.size(); ++i) EXPECT_NEAR(of_up[i], -of_down[i], 0.02);
}

TEST(MinimumPhase, OfManyPointsIsThatOfFewWithinATenthOfADegree) {
  const auto circuit = dynamic(300.0, 250e-6, 100.0, 250.0, 100.0, 2.0);
  const std::vector<double> many = grid(10.0, 22e3, 3000.0);
  ASSERT_GT(many.size(), 30000U);
  EXPECT_LT(worst_error(circuit, many, 30.0, 5e3), 2.5);
  std::vector<double> magnitude_of_many;
  for (const double f : many) magnitude_of_many.push_back(std::abs(circuit(f)));
  const std::vector<double> few = grid(10.0, many.back(), 100.0);
  std::vector<double> magnitude_of_few;
  for (const double f : few) magnitude_of_few.push_back(std::abs(circuit(f)));
  const std::vector<double> phase_of_many = minimum_phase_rad(many, magnitude_of_many);
  const std::vector<double> phase_of_few = minimum_phase_rad(few, magnitude_of_few);
  for (std::size_t i = 100; i + 100 < few.size(); ++i) {
    EXPECT_NEAR(phase_of_many[30 * i], phase_of_few[i], 0.1 * degree) << few[i];
  }
}

TEST(MinimumPhase, DoesNotDependOnTheUnitOfTheMagnitude) {
  const std::vector<double> hz = grid(20.0, 20e3, 12.0);
  std::vector<double> ohm;
  std::vector<double> milliohm;
  for (const double f : hz) {
    ohm.push_back(std::abs(dynamic(30.0, 1e-3, 40.0, 20.0, 200.0, 2.0)(f)));
    milliohm.push_back(1e3 * ohm.back());
  }
  const std::vector<double> a = minimum_phase_rad(hz, ohm);
  const std::vector<double> b = minimum_phase_rad(hz, milliohm);
  for (std::size_t i = 0; i < hz.size(); ++i) EXPECT_NEAR(a[i], b[i], 1e-9);
}

}  // namespace
}  // namespace ohmsweep
