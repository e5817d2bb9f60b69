#include "measurement/sinusoid_fit.h"

#include <Eigen/Dense>
#include <algorithm>
#include <cassert>
#include <cmath>
#include <numbers>

namespace ohmsweep {

namespace {

constexpr double turn = 2.0 * std::numbers::pi;

/// One row of the regression: 1, then cosine and sine of each tone, at consecutive samples.
class Regressors {
 public:
  explicit Regressors(const std::vector<double>& cycles)
      : cycles_(cycles), row_(1 + 2 * static_cast<Eigen::Index>(cycles.size())) {}

  [[nodiscard]] const Eigen::VectorXd& at(std::size_t n) {
    row_[0] = 1.0;
    for (std::size_t k = 0; k < cycles_.size(); ++k) {
      const double phase = cycles_[k] * static_cast<double>(n);
      const double angle = turn * (phase - std::floor(phase));
      row_[1 + 2 * static_cast<Eigen::Index>(k)] = std::cos(angle);
      row_[2 + 2 * static_cast<Eigen::Index>(k)] = std::sin(angle);
    }
    return row_;
  }

 private:
  const std::vector<double>& cycles_;
  Eigen::VectorXd row_;
};

}  // namespace

SinusoidFit fit_sinusoids(const std::vector<double>& samples, std::size_t begin, std::size_t end,
                          const std::vector<double>& cycles) {
  assert(begin < end && end <= samples.size());
  Regressors regressors(cycles);
  const auto unknowns = 1 + 2 * static_cast<Eigen::Index>(cycles.size());
  Eigen::MatrixXd normal = Eigen::MatrixXd::Zero(unknowns, unknowns);
  Eigen::VectorXd projection = Eigen::VectorXd::Zero(unknowns);
  double energy = 0.0;
  for (std::size_t n = begin; n < end; ++n) {
    const Eigen::VectorXd& row = regressors.at(n - begin);
    normal.selfadjointView<Eigen::Lower>().rankUpdate(row);
    projection += samples[n] * row;
    energy += samples[n] * samples[n];
  }
  const Eigen::VectorXd solution = normal.selfadjointView<Eigen::Lower>().ldlt().solve(projection);
  SinusoidFit fit;
  fit.dc = solution[0];
  for (Eigen::Index k = 0; k < static_cast<Eigen::Index>(cycles.size()); ++k) {
    fit.amplitude.emplace_back(solution[1 + 2 * k], -solution[2 + 2 * k]);
  }
  const double rest = energy - solution.dot(projection);
  fit.residual_rms = std::sqrt(std::max(0.0, rest) / static_cast<double>(end - begin));
  return fit;
}

SinusoidFit fit_sinusoid_nearby(const std::vector<double>& samples, double cycles) {
  constexpr int rounds = 2;
  constexpr double farthest = 3e-4;
  const std::size_t half = samples.size() / 2;
  double refined = cycles;
  for (int round = 0; round < rounds; ++round) {
    const Complex first = fit_sinusoids(samples, 0, half, {refined}).amplitude.front();
    const Complex second = fit_sinusoids(samples, half, 2 * half, {refined}).amplitude.front();
    const Complex expected = std::polar(1.0, turn * refined * static_cast<double>(half));
    const double advance = std::arg(second * std::conj(first * expected));
    const double better = refined + advance / (turn * static_cast<double>(half));
    if (!(std::abs(better / cycles - 1.0) < farthest)) break;
    refined = better;
  }
  return fit_sinusoids(samples, 0, samples.size(), {refined});
}

}  // namespace ohmsweep
