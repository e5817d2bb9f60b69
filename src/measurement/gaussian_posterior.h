#pragma once
/// Bayesian linear regression in a handful of parameters: what a band's worth of points says about effects
/// that are the same at every one of them. Pure.

#include <cstddef>
#include <vector>

namespace ohmsweep {

/// Dense symmetric matrix of a few dozen rows, stored in full.
class SymmetricMatrix {
 public:
  explicit SymmetricMatrix(std::size_t rows = 0) : rows_(rows), values_(rows * rows, 0.0) {}
  [[nodiscard]] std::size_t rows() const { return rows_; }
  [[nodiscard]] double operator()(std::size_t i, std::size_t j) const { return values_[i * rows_ + j]; }
  double& operator()(std::size_t i, std::size_t j) { return values_[i * rows_ + j]; }

 private:
  std::size_t rows_;
  std::vector<double> values_;
};

/// The quadratic log-likelihood l0 + bᵀθ - θᵀSθ/2 of parameters θ.
struct Likelihood {
  SymmetricMatrix information;  ///< S
  std::vector<double> score;    ///< b
  double at_zero = 0.0;         ///< l0: comparable between descriptions of the same data only
};

/// Mean and covariance of θ after the data.
struct Posterior {
  std::vector<double> mean;
  SymmetricMatrix covariance;
};

/// The posterior of θ under independent normal priors of mean zero and these standard deviations; a deviation
/// of zero fixes its parameter at zero.
[[nodiscard]] Posterior posterior(const Likelihood& likelihood, const std::vector<double>& prior_deviation);

/// The mean and covariance of a mixture of posteriors of the same θ; the weights sum to 1.
[[nodiscard]] Posterior mixture(const std::vector<Posterior>& parts, const std::vector<double>& weights);

/// How likely the data are under these priors: the logarithm, relative to all deviations zero.
[[nodiscard]] double log_evidence(const Likelihood& likelihood, const std::vector<double>& prior_deviation);

}  // namespace ohmsweep
