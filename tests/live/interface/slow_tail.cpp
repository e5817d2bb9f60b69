#include "live/interface/slow_tail.h"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>

namespace ohmsweep::live {
namespace {

using Eigen::Index;
using Eigen::MatrixXcd;
using Eigen::MatrixXd;
using Eigen::VectorXcd;
using Eigen::VectorXd;
using Value = std::complex<double>;

constexpr Index means_taken = 64;
constexpr Index pencil = 24;
constexpr Index most_modes = 8;
constexpr double significance = 1e-12;  ///< of a singular value, relative to the largest

VectorXd means(const double* samples, Index length) {
  VectorXd all(means_taken);
  for (Index i = 0; i < means_taken; ++i) {
    all[i] = Eigen::Map<const VectorXd>(samples + i * length, length).mean();
  }
  return all;
}

/// How the means of successive stretches follow one another: one factor for each mode.
VectorXcd factors(const VectorXd& series, double noise) {
  const Index rows = series.size() - pencil;
  MatrixXd hankel(rows, pencil + 1);
  for (Index i = 0; i < rows; ++i) hankel.row(i) = series.segment(i, pencil + 1).transpose();
  const Eigen::JacobiSVD<MatrixXd> svd(hankel, Eigen::ComputeThinV);
  const double floor =
      std::max(significance * svd.singularValues()[0], noise * std::sqrt(static_cast<double>(hankel.size())));
  const Index modes = std::min<Index>(most_modes, (svd.singularValues().array() > floor).count());
  if (modes == 0) return {};
  const MatrixXd before = svd.matrixV().topLeftCorner(pencil, modes);
  const MatrixXd after = svd.matrixV().bottomLeftCorner(pencil, modes);
  const MatrixXd step = before.colPivHouseholderQr().solve(after);
  return Eigen::EigenSolver<MatrixXd>(step, false).eigenvalues();
}

/// Mean of pole^0 … pole^(length-1).
Value mean_of_powers(Value pole, Value power, Index length) {
  return (1.0 - power) / (static_cast<double>(length) * (1.0 - pole));
}

}  // namespace

double tail_at(const std::vector<TailMode>& tail, double m) {
  double sum = 0.0;
  for (const TailMode& mode : tail) sum += (mode.amplitude * std::pow(mode.pole, m)).real();
  return sum;
}

std::vector<TailMode> slow_modes(const double* samples, std::size_t count, double noise) {
  const Index length = static_cast<Index>(count) / means_taken;
  const VectorXd series = means(samples, length);
  std::vector<Value> kept;
  for (const Value& factor : factors(series, noise / std::sqrt(static_cast<double>(length)))) {
    if (std::abs(factor) < 1.0 && std::abs(factor) > 0.0) kept.push_back(factor);
  }
  if (kept.empty()) return {};
  const auto modes = static_cast<Index>(kept.size());
  MatrixXcd powers(series.size(), modes);
  std::vector<TailMode> tail(kept.size());
  for (Index j = 0; j < modes; ++j) {
    const Value factor = kept[static_cast<std::size_t>(j)];
    Value& pole = tail[static_cast<std::size_t>(j)].pole;
    pole = std::exp(std::log(factor) / static_cast<double>(length));
    Value power = mean_of_powers(pole, factor, length);
    for (Index i = 0; i < series.size(); ++i, power *= factor) powers(i, j) = power;
  }
  const VectorXcd amplitudes = powers.colPivHouseholderQr().solve(series.cast<Value>());
  for (Index j = 0; j < modes; ++j) tail[static_cast<std::size_t>(j)].amplitude = amplitudes[j];
  return tail;
}

}  // namespace ohmsweep::live
