#include "report/html/uncertainty_budget.h"

#include <algorithm>
#include <cmath>

#include "report/curve_reading.h"

namespace ohmsweep::page {
namespace {

using TermShift = std::array<Complex, 3>;

/// What the device is taken for, relative to what it is, when its ratio is corrected by shifted terms.
double relative_error(const ErrorTerms& terms, const TermShift& shift, double reference_ohm) {
  const Complex gamma = (budget_device_ohm - reference_ohm) / (budget_device_ohm + reference_ohm);
  const Complex ratio = embed(terms, gamma);
  const Complex seen = correct({terms.a + shift[0], terms.b + shift[1], terms.c + shift[2]}, ratio);
  const Complex ohm = reference_ohm * (1.0 + seen) / (1.0 - seen);
  return std::abs(ohm) / budget_device_ohm - 1.0;
}

/// Of the six real parts of a, b and c, by a step that is small against them and large against rounding.
std::array<double, 6> gradient(const ErrorTerms& terms, double reference_ohm) {
  constexpr double step = 1e-6;
  std::array<double, 6> slopes{};
  for (std::size_t i = 0; i < slopes.size(); ++i) {
    TermShift shift{};
    shift.at(i / 2) = i % 2 == 0 ? Complex(step, 0.0) : Complex(0.0, step);
    slopes.at(i) = relative_error(terms, shift, reference_ohm) / step;
  }
  return slopes;
}

double noise_u95(const Calibration& calibration, std::size_t point) {
  if (point >= calibration.noise.size()) return 0.0;
  const std::array<double, 6> slopes = gradient(calibration.terms[point], calibration.reference_ohm);
  double variance = 0.0;
  for (std::size_t i = 0; i < 6; ++i) {
    for (std::size_t j = 0; j < 6; ++j) {
      variance += slopes.at(i) * calibration.noise[point].at(6 * i + j) * slopes.at(j);
    }
  }
  return coverage_factor * std::sqrt(std::max(0.0, variance));
}

double influence_u95(const Calibration& calibration, const TermInfluence& influence, std::size_t point) {
  return coverage_factor * std::abs(relative_error(calibration.terms[point], influence.terms[point],
                                                   calibration.reference_ohm));
}

double largest(const BudgetLine& line) { return *std::max_element(line.u95.begin(), line.u95.end()); }

}  // namespace

std::vector<BudgetLine> uncertainty_budget(const Calibration& calibration) {
  if (calibration.grid.empty()) return {};
  std::vector<BudgetLine> lines{{"noise"}};
  for (const TermInfluence& influence : calibration.influences) lines.push_back({influence.parameter});
  BudgetLine all{"all together"};
  for (std::size_t f = 0; f < budget_hz.size(); ++f) {
    const std::size_t point = nearest_point(calibration.grid, budget_hz.at(f));
    lines.front().u95.at(f) = noise_u95(calibration, point);
    for (std::size_t i = 0; i < calibration.influences.size(); ++i) {
      lines[i + 1].u95.at(f) = influence_u95(calibration, calibration.influences[i], point);
    }
    double sum = 0.0;
    for (const BudgetLine& line : lines) sum += line.u95.at(f) * line.u95.at(f);
    all.u95.at(f) = std::sqrt(sum);
  }
  std::stable_sort(lines.begin() + 1, lines.end(),
                   [](const BudgetLine& a, const BudgetLine& b) { return largest(a) > largest(b); });
  lines.push_back(std::move(all));
  return lines;
}

}  // namespace ohmsweep::page
