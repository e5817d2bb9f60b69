#include "calibration/least_squares.h"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>

#include "ohmsweep/core/error.h"

namespace ohmsweep {

namespace {

using Matrix = Eigen::MatrixXcd;
using Vector = Eigen::VectorXcd;

constexpr int weight_iterations = 4;
/// A standard without any stated uncertainty still gets a finite weight, so that the matrix keeps its rank.
constexpr double smallest_relative_variance = 1e-8;

struct System {
  Matrix rows;   ///< [Γ, 1, -m Γ]
  Vector right;  ///< m
};

System assemble(const std::vector<StandardPoint>& points) {
  const auto n = static_cast<Eigen::Index>(points.size());
  System system{Matrix(n, 3), Vector(n)};
  for (Eigen::Index i = 0; i < n; ++i) {
    const StandardPoint& p = points[static_cast<std::size_t>(i)];
    system.rows.row(i) << p.gamma, Complex(1.0), -p.ratio * p.gamma;
    system.right(i) = p.ratio;
  }
  return system;
}

Complex misfit_by_gamma(const ErrorTerms& t, const StandardPoint& p) { return t.a - t.c * p.ratio; }
Complex misfit_by_ratio(const ErrorTerms& t, const StandardPoint& p) { return -(1.0 + t.c * p.gamma); }

Eigen::VectorXd misfit_variance(const ErrorTerms& terms, const std::vector<StandardPoint>& points) {
  Eigen::VectorXd variance(static_cast<Eigen::Index>(points.size()));
  Eigen::Index i = 0;
  for (const StandardPoint& p : points) {
    variance(i++) = std::norm(misfit_by_gamma(terms, p)) * p.gamma_variance +
                    std::norm(misfit_by_ratio(terms, p)) * p.ratio_variance;
  }
  const double largest = variance.maxCoeff();
  if (!(largest > 0.0)) return Eigen::VectorXd::Ones(variance.size());
  return variance.cwiseMax(smallest_relative_variance * largest);
}

/// The generalised inverse G with (a, b, c) = G m for these weights.
Matrix gain_matrix(const System& system, const Eigen::VectorXd& variance) {
  const Eigen::VectorXd root_weight = variance.cwiseSqrt().cwiseInverse();
  const Matrix weighted = root_weight.asDiagonal() * system.rows;
  const Eigen::ColPivHouseholderQR<Matrix> decomposition(weighted);
  if (decomposition.rank() < 3) {
    throw rejection(
        "the standards do not determine the error terms: fewer than three of them differ; "
        "record an open, a short and a load");
  }
  const Matrix diagonal = root_weight.cast<Complex>().asDiagonal();
  return decomposition.solve(diagonal);
}

ErrorTerms to_terms(const Vector& x) { return {x(0), x(1), x(2)}; }

TermDerivative scaled_column(const Matrix& gain, Eigen::Index column, Complex factor) {
  return {factor * gain(0, column), factor * gain(1, column), factor * gain(2, column)};
}

/// cov(e) = (I - A G) V (I - A G)^H: what the fit leaves of each equation's own variance.
Eigen::VectorXd residual_variance(const System& system, const Matrix& gain, const Eigen::VectorXd& variance) {
  const Eigen::Index n = system.rows.rows();
  const Matrix left = Matrix::Identity(n, n) - system.rows * gain;
  Eigen::VectorXd result(n);
  for (Eigen::Index i = 0; i < n; ++i) result(i) = left.row(i).cwiseAbs2().dot(variance);
  return result;
}

}  // namespace

PointSolution solve_point(const std::vector<StandardPoint>& points) {
  const System system = assemble(points);
  Eigen::VectorXd variance = Eigen::VectorXd::Ones(system.right.size());
  Matrix gain = gain_matrix(system, variance);
  PointSolution solution;
  solution.terms = to_terms(gain * system.right);
  for (int pass = 0; pass < weight_iterations; ++pass) {
    variance = misfit_variance(solution.terms, points);
    gain = gain_matrix(system, variance);
    solution.terms = to_terms(gain * system.right);
  }
  const Eigen::VectorXd left_over = residual_variance(system, gain, variance);
  const bool redundant = points.size() > 3;
  for (std::size_t i = 0; i < points.size(); ++i) {
    const auto column = static_cast<Eigen::Index>(i);
    const Complex by_gamma = misfit_by_gamma(solution.terms, points[i]);
    solution.by_gamma.push_back(scaled_column(gain, column, -by_gamma));
    solution.by_ratio.push_back(scaled_column(gain, column, -misfit_by_ratio(solution.terms, points[i])));
    // A residual that the fit leaves no freedom is rounding error only.
    const bool free = redundant && left_over(column) > 1e-6 * variance(column);
    solution.residual.push_back(free ? correct(solution.terms, points[i].ratio) - points[i].gamma
                                     : Complex{});
    solution.residual_sigma.push_back(free ? std::sqrt(left_over(column)) / std::abs(by_gamma) : 0.0);
  }
  return solution;
}

}  // namespace ohmsweep
