#include "signal/sinusoids.h"

#include <Eigen/Cholesky>
#include <Eigen/Core>
#include <cassert>
#include <cmath>
#include <numbers>

namespace ohmsweep {

namespace {

constexpr double turn = 2.0 * std::numbers::pi;
/// A rotation that goes on for longer gathers rounding.
constexpr std::size_t fresh_every = 1024;

double weighted_product(const Column& a, const Column& b, const Column& weights) {
  double sum = 0.0;
  for (std::size_t n = 0; n < weights.size(); ++n) sum += weights[n] * a[n] * b[n];
  return sum;
}

/// Calls visit(n, cos, sin) for n = 0 … size − 1.
template <typename Visit>
void rotate(double cycles_per_sample, double centre, std::size_t size, Visit visit) {
  const double step_re = std::cos(turn * cycles_per_sample);
  const double step_im = std::sin(turn * cycles_per_sample);
  for (std::size_t begin = 0; begin < size; begin += fresh_every) {
    const double cycles = cycles_per_sample * (static_cast<double>(begin) - centre);
    double re = std::cos(turn * (cycles - std::round(cycles)));
    double im = std::sin(turn * (cycles - std::round(cycles)));
    const std::size_t end = std::min(size, begin + fresh_every);
    for (std::size_t n = begin; n < end; ++n) {
      visit(n, re, im);
      const double next = re * step_re - im * step_im;
      im = re * step_im + im * step_re;
      re = next;
    }
  }
}

}  // namespace

std::vector<Column> least_squares(const std::vector<Column>& columns, const Column& weights,
                                  const std::vector<const Column*>& ys) {
  const auto count = static_cast<Eigen::Index>(columns.size());
  Eigen::MatrixXd normal(count, count);
  for (Eigen::Index i = 0; i < count; ++i) {
    for (Eigen::Index k = 0; k <= i; ++k) {
      normal(i, k) = weighted_product(columns[static_cast<std::size_t>(i)],
                                      columns[static_cast<std::size_t>(k)], weights);
      normal(k, i) = normal(i, k);
    }
  }
  const Eigen::LDLT<Eigen::MatrixXd> solver(normal);
  std::vector<Column> solutions;
  for (const Column* y : ys) {
    assert(y->size() == weights.size());
    Eigen::VectorXd right(count);
    for (Eigen::Index i = 0; i < count; ++i) {
      right(i) = weighted_product(columns[static_cast<std::size_t>(i)], *y, weights);
    }
    const Eigen::VectorXd solved = solver.solve(right);
    solutions.emplace_back(solved.data(), solved.data() + count);
  }
  return solutions;
}

Wave wave(double cycles_per_sample, double centre, std::size_t size) {
  Wave result{Column(size), Column(size)};
  rotate(cycles_per_sample, centre, size, [&](std::size_t n, double re, double im) {
    result.cosine[n] = re;
    result.sine[n] = im;
  });
  return result;
}

Column hann(std::size_t size) {
  Column weights(size);
  for (std::size_t n = 0; n < size; ++n) {
    weights[n] = 0.5 - 0.5 * std::cos(turn * static_cast<double>(n + 1) / static_cast<double>(size + 1));
  }
  return weights;
}

Complex amplitude(const Column& x, std::size_t first, const Column& weights, double cycles_per_sample,
                  double centre) {
  double re_sum = 0.0;
  double im_sum = 0.0;
  double weight_sum = 0.0;
  rotate(cycles_per_sample, centre, weights.size(), [&](std::size_t n, double re, double im) {
    const double weighted = weights[n] * x[first + n];
    re_sum += weighted * re;
    im_sum -= weighted * im;
    weight_sum += weights[n];
  });
  return Complex(re_sum, im_sum) * (2.0 / weight_sum);
}

}  // namespace ohmsweep
