#include "calibration/least_squares.h"

#include <gtest/gtest.h>

#include <random>

#include "ohmsweep/core/error.h"

namespace ohmsweep {
namespace {

const ErrorTerms box{{0.49, 0.02}, {0.51, -0.015}, {0.006, 0.004}};

std::vector<StandardPoint> measured(const std::vector<Complex>& gammas, double gamma_variance = 0.0,
                                    double ratio_variance = 0.0) {
  std::vector<StandardPoint> points;
  points.reserve(gammas.size());
  for (const Complex& gamma : gammas)
    points.push_back({gamma, embed(box, gamma), gamma_variance, ratio_variance});
  return points;
}

TEST(LeastSquares, ThreeStandardsGiveTheBoxBackExactly) {
  const PointSolution solution = solve_point(measured({1.0, -1.0, 0.0}));
  EXPECT_NEAR(std::abs(solution.terms.a - box.a), 0.0, 1e-14);
  EXPECT_NEAR(std::abs(solution.terms.b - box.b), 0.0, 1e-14);
  EXPECT_NEAR(std::abs(solution.terms.c - box.c), 0.0, 1e-14);
}

TEST(LeastSquares, ThreeStandardsLeaveNoResidual) {
  const PointSolution solution = solve_point(measured({1.0, -1.0, 0.1}, 1e-6, 1e-8));
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(solution.residual[i], Complex{});
    EXPECT_EQ(solution.residual_sigma[i], 0.0);
  }
}

TEST(LeastSquares, AStandardOfHighUncertaintyHardlyMovesTheSolution) {
  std::vector<StandardPoint> points = measured({1.0, -1.0, 0.0, 0.5}, 1e-10, 1e-12);
  points[3].gamma_variance = 1e-2;
  points[3].gamma += 0.05;
  const PointSolution solution = solve_point(points);
  EXPECT_NEAR(std::abs(solution.terms.a - box.a), 0.0, 1e-7);
  EXPECT_NEAR(std::abs(solution.residual[3]), 0.05, 1e-6);
}

TEST(LeastSquares, AStandardWithoutUncertaintyIsMetExactly) {
  std::vector<StandardPoint> points = measured({1.0, -1.0, 0.0, 0.5}, 1e-6, 0.0);
  points[2].gamma_variance = 0.0;
  points[3].gamma += 1e-3;
  const PointSolution solution = solve_point(points);
  EXPECT_NEAR(std::abs(embed(solution.terms, points[2].gamma) - points[2].ratio), 0.0, 1e-9);
}

TEST(LeastSquares, EqualStandardsDetermineNothing) {
  EXPECT_THROW(static_cast<void>(solve_point(measured({1.0, -1.0, -1.0}))), Error);
}

TEST(LeastSquares, DerivativesAreThoseOfTheSolution) {
  const std::vector<StandardPoint> points = measured({1.0, -1.0, 0.0, 0.54}, 1e-6, 1e-7);
  const PointSolution solution = solve_point(points);
  const Complex step(3e-7, -2e-7);
  for (std::size_t i = 0; i < points.size(); ++i) {
    std::vector<StandardPoint> moved = points;
    moved[i].gamma += step;
    const ErrorTerms by_gamma = solve_point(moved).terms;
    EXPECT_NEAR(std::abs((by_gamma.a - solution.terms.a) / step - solution.by_gamma[i][0]), 0.0, 1e-5);
    EXPECT_NEAR(std::abs((by_gamma.c - solution.terms.c) / step - solution.by_gamma[i][2]), 0.0, 1e-5);
    moved = points;
    moved[i].ratio += step;
    const ErrorTerms by_ratio = solve_point(moved).terms;
    EXPECT_NEAR(std::abs((by_ratio.a - solution.terms.a) / step - solution.by_ratio[i][0]), 0.0, 1e-5);
    EXPECT_NEAR(std::abs((by_ratio.b - solution.terms.b) / step - solution.by_ratio[i][1]), 0.0, 1e-5);
  }
}

TEST(LeastSquares, ResidualsHaveTheDeviationThatIsExpectedOfThem) {
  std::mt19937_64 random(7);
  const double sigma = 1e-4;
  std::normal_distribution<double> normal(0.0, sigma / std::sqrt(2.0));
  const std::vector<Complex> gammas{1.0, -1.0, 0.0, -0.5, 0.54};
  std::vector<double> in_sigma_squared(gammas.size(), 0.0);
  const int trials = 4000;
  for (int trial = 0; trial < trials; ++trial) {
    std::vector<StandardPoint> points = measured(gammas, 0.0, sigma * sigma);
    for (StandardPoint& point : points) point.ratio += Complex(normal(random), normal(random));
    const PointSolution solution = solve_point(points);
    for (std::size_t i = 0; i < gammas.size(); ++i)
      in_sigma_squared[i] += std::norm(solution.residual[i] / solution.residual_sigma[i]) / trials;
  }
  // An exponential variable's mean over 4000 trials: 1 ± 0.016.
  for (const double mean : in_sigma_squared) EXPECT_NEAR(mean, 1.0, 0.08);
}

}  // namespace
}  // namespace ohmsweep
