#include "measurement/gaussian_posterior.h"

#include <cmath>

namespace ohmsweep {

namespace {

/// Lower triangle L of H = L Lᵀ; H is positive definite.
SymmetricMatrix cholesky(const SymmetricMatrix& h) {
  SymmetricMatrix l(h.rows());
  for (std::size_t i = 0; i < h.rows(); ++i) {
    for (std::size_t j = 0; j <= i; ++j) {
      double sum = h(i, j);
      for (std::size_t k = 0; k < j; ++k) sum -= l(i, k) * l(j, k);
      l(i, j) = i == j ? std::sqrt(sum) : sum / l(j, j);
    }
  }
  return l;
}

/// x of L Lᵀ x = right.
std::vector<double> solve(const SymmetricMatrix& l, std::vector<double> right) {
  const std::size_t n = l.rows();
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t k = 0; k < i; ++k) right[i] -= l(i, k) * right[k];
    right[i] /= l(i, i);
  }
  for (std::size_t i = n; i-- > 0;) {
    for (std::size_t k = i + 1; k < n; ++k) right[i] -= l(k, i) * right[k];
    right[i] /= l(i, i);
  }
  return right;
}

/// I + diag(s) S diag(s): never singular, whatever the data leave open.
SymmetricMatrix scaled_information(const SymmetricMatrix& information, const std::vector<double>& s) {
  SymmetricMatrix h(information.rows());
  for (std::size_t i = 0; i < h.rows(); ++i) {
    for (std::size_t j = 0; j < h.rows(); ++j) {
      h(i, j) = s[i] * information(i, j) * s[j] + (i == j ? 1.0 : 0.0);
    }
  }
  return h;
}

std::vector<double> scaled(const std::vector<double>& values, const std::vector<double>& factors) {
  std::vector<double> result(values.size());
  for (std::size_t i = 0; i < values.size(); ++i) result[i] = factors[i] * values[i];
  return result;
}

SymmetricMatrix posterior_covariance(const SymmetricMatrix& l, const std::vector<double>& s) {
  SymmetricMatrix covariance(l.rows());
  for (std::size_t j = 0; j < l.rows(); ++j) {
    std::vector<double> unit(l.rows(), 0.0);
    unit[j] = 1.0;
    const std::vector<double> column = solve(l, unit);
    for (std::size_t i = 0; i < l.rows(); ++i) covariance(i, j) = s[i] * column[i] * s[j];
  }
  return covariance;
}

}  // namespace

double log_evidence(const Likelihood& likelihood, const std::vector<double>& prior_deviation) {
  // A parameter that is fixed at zero has no part in it: most of a comparison's are.
  std::vector<std::size_t> free;
  for (std::size_t i = 0; i < prior_deviation.size(); ++i) {
    if (prior_deviation[i] > 0.0) free.push_back(i);
  }
  SymmetricMatrix information(free.size());
  std::vector<double> deviation(free.size());
  std::vector<double> right(free.size());
  for (std::size_t i = 0; i < free.size(); ++i) {
    deviation[i] = prior_deviation[free[i]];
    right[i] = likelihood.score[free[i]] * deviation[i];
    for (std::size_t j = 0; j < free.size(); ++j)
      information(i, j) = likelihood.information(free[i], free[j]);
  }
  const SymmetricMatrix l = cholesky(scaled_information(information, deviation));
  const std::vector<double> z = solve(l, right);
  double evidence = 0.0;
  for (std::size_t i = 0; i < z.size(); ++i) evidence += right[i] * z[i] / 2 - std::log(l(i, i));
  return evidence;
}

Posterior posterior(const Likelihood& likelihood, const std::vector<double>& prior_deviation) {
  const SymmetricMatrix l = cholesky(scaled_information(likelihood.information, prior_deviation));
  const std::vector<double> z = solve(l, scaled(likelihood.score, prior_deviation));
  return {scaled(z, prior_deviation), posterior_covariance(l, prior_deviation)};
}

Posterior mixture(const std::vector<Posterior>& parts, const std::vector<double>& weights) {
  const std::size_t n = parts.front().mean.size();
  Posterior sum{std::vector<double>(n, 0.0), SymmetricMatrix(n)};
  for (std::size_t p = 0; p < parts.size(); ++p) {
    for (std::size_t i = 0; i < n; ++i) sum.mean[i] += weights[p] * parts[p].mean[i];
  }
  for (std::size_t p = 0; p < parts.size(); ++p) {
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t j = 0; j < n; ++j) {
        const double apart = (parts[p].mean[i] - sum.mean[i]) * (parts[p].mean[j] - sum.mean[j]);
        sum.covariance(i, j) += weights[p] * (parts[p].covariance(i, j) + apart);
      }
    }
  }
  return sum;
}

}  // namespace ohmsweep
