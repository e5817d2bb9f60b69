#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "calibration/drive_level.h"
#include "calibration/least_squares.h"
#include "calibration/plausibility.h"
#include "calibration/take_checks.h"
#include "ohmsweep/calibration/calibration.h"
#include "ohmsweep/core/error.h"

namespace ohmsweep {

namespace {

/// Largest of some 500 circular residuals of pure noise: 2.5 sigma is typical, 3.6 comes once in a thousand
/// calibrations.
constexpr double disagreement_in_sigma = 4.0;

/// The column of every take on the shared grid.
class SharedPoints {
 public:
  explicit SharedPoints(const std::vector<StandardTake>& takes)
      : takes_(takes), grid_(takes.front().ratio.grid) {
    for (const StandardTake& take : takes) grid_ = common_points(grid_, take.ratio.grid);
    if (grid_.empty())
      throw rejection("the takes of the standards share no frequency; record them all with the same sweep");
  }
  [[nodiscard]] const FrequencyGrid& grid() const { return grid_; }
  [[nodiscard]] std::size_t index(std::size_t take, std::size_t point) const {
    return *takes_[take].ratio.grid.find(grid_[point]);
  }

 private:
  const std::vector<StandardTake>& takes_;
  FrequencyGrid grid_;
};

double total_variance(const std::vector<Complex>& influences) {
  double sum = 0.0;
  for (const Complex& influence : influences) sum += std::norm(influence);
  return sum;
}

/// Covariance of (Re a, Im a, ...) from circular noise of each ratio: with C = Σ v g g^H,
/// cov(Re p, Re q) = cov(Im p, Im q) = Re C_pq / 2 and cov(Im p, Re q) = Im C_pq / 2.
std::array<double, 36> noise_covariance(const std::vector<TermDerivative>& by_ratio,
                                        const std::vector<double>& variance) {
  std::array<double, 36> result{};
  for (std::size_t p = 0; p < 3; ++p) {
    for (std::size_t q = 0; q < 3; ++q) {
      Complex c{};
      for (std::size_t i = 0; i < variance.size(); ++i)
        c += variance[i] * by_ratio[i][p] * std::conj(by_ratio[i][q]);
      result[(2 * p) * 6 + 2 * q] = c.real() / 2;
      result[(2 * p + 1) * 6 + 2 * q + 1] = c.real() / 2;
      result[(2 * p + 1) * 6 + 2 * q] = c.imag() / 2;
      result[(2 * p) * 6 + 2 * q + 1] = -c.imag() / 2;
    }
  }
  return result;
}

/// Collects d(a, b, c) of every uncertain parameter. The same standard measured twice is the same object: its
/// resistance moves both equations together, while each connection is made anew.
class InfluenceTable {
 public:
  explicit InfluenceTable(std::size_t points) : points_(points) {}

  void add(const std::string& parameter, std::size_t point, const TermDerivative& by_value, Complex change) {
    const auto [found, is_new] = row_of_.try_emplace(parameter, influences_.size());
    if (is_new) influences_.push_back({parameter, std::vector<TermDerivative>(points_)});
    TermDerivative& sum = influences_[found->second].terms[point];
    for (std::size_t p = 0; p < 3; ++p) sum[p] += by_value[p] * change;
  }
  [[nodiscard]] std::vector<TermInfluence> take() && { return std::move(influences_); }

 private:
  std::size_t points_;
  std::map<std::string, std::size_t> row_of_;
  std::vector<TermInfluence> influences_;
};

/// One calibration in the making: the standards, where they stand, and what each parameter is called.
class Solver {
 public:
  Solver(const std::vector<StandardTake>& takes, const CalibrationOptions& options)
      : takes_(takes), options_(options), shared_(takes), influences_(shared_.grid().size()) {
    for (std::size_t i = 0; i < takes.size(); ++i) parameters_.push_back(parameter_names(i));
  }

  Calibration run() {
    result_.grid = shared_.grid();
    result_.reference_ohm = options_.reference.value();
    result_.sample_rate = takes_.front().ratio.sample_rate;
    result_.stimulus_hash = takes_.front().ratio.stimulus_hash;
    result_.contact_ohm = options_.contact.value();
    result_.drive = drive_level(takes_, result_.grid, result_.reference_ohm);
    for (const StandardTake& take : takes_)
      result_.residuals.push_back({take.standard.name, take.ratio.take_hash, {}, 0.0, 0.0});
    for (std::size_t point = 0; point < result_.grid.size(); ++point) solve_at(point);
    result_.influences = std::move(influences_).take();
    add_disagreement();
    return std::move(result_);
  }

 private:
  /// Names as in parameters(); a contact, and all of a standard that differs from an earlier one of the same
  /// name, is told apart by the take's number.
  std::vector<std::string> parameter_names(std::size_t take) const {
    const Standard& standard = takes_[take].standard;
    const auto namesake =
        std::find_if(takes_.begin(), takes_.begin() + static_cast<std::ptrdiff_t>(take),
                     [&](const StandardTake& other) { return other.standard.name == standard.name; });
    std::vector<std::string> names = parameters(standard);
    if (namesake == takes_.begin() + static_cast<std::ptrdiff_t>(take)) return names;
    const bool same_object = namesake->standard == standard;
    const std::size_t first_own =
        !same_object ? 0 : names.size() - (standard.kind == StandardKind::open ? 0U : 1U);
    for (std::size_t k = first_own; k < names.size(); ++k) names[k] += fmt::format(" (take {})", take + 1);
    return names;
  }

  void solve_at(std::size_t point) {
    const Hertz frequency(result_.grid[point]);
    std::vector<StandardPoint> equations;
    std::vector<StandardValue> values;
    std::vector<double> noise;
    std::vector<Complex> bias;
    for (std::size_t i = 0; i < takes_.size(); ++i) {
      const RatioCurve& ratio = takes_[i].ratio;
      const std::size_t k = shared_.index(i, point);
      values.push_back(evaluate(takes_[i].standard, frequency, options_.reference, options_.contact,
                                options_.above_23_celsius));
      noise.push_back(ratio.noise_variance[k]);
      bias.push_back(ratio.resolution_bias.empty() ? Complex{} : ratio.resolution_bias[k]);
      equations.push_back({values.back().gamma, ratio.ratio[k], total_variance(values.back().influences),
                           noise.back() + std::norm(bias.back())});
    }
    const PointSolution solution = solve_point(equations);
    result_.terms.push_back(solution.terms);
    result_.noise.push_back(noise_covariance(solution.by_ratio, noise));
    add_influences(point, solution, values, bias);
    add_residuals(point, solution);
  }

  void add_influences(std::size_t point, const PointSolution& solution,
                      const std::vector<StandardValue>& values, const std::vector<Complex>& bias) {
    for (std::size_t i = 0; i < takes_.size(); ++i) {
      for (std::size_t k = 0; k < values[i].influences.size(); ++k)
        influences_.add(parameters_[i][k], point, solution.by_gamma[i], values[i].influences[k]);
      // The estimator's own bias keeps its sign over frequency, so it is an influence and not noise.
      if (bias[i] != Complex{}) {
        influences_.add(fmt::format("{} resolution (take {})", takes_[i].standard.name, i + 1), point,
                        solution.by_ratio[i], bias[i]);
      }
    }
  }

  void add_residuals(std::size_t point, const PointSolution& solution) {
    for (std::size_t i = 0; i < takes_.size(); ++i) {
      StandardResidual& residual = result_.residuals[i];
      residual.gamma.push_back(solution.residual[i]);
      if (!(solution.residual_sigma[i] > 0.0)) continue;
      const double in_sigma = std::abs(solution.residual[i]) / solution.residual_sigma[i];
      if (in_sigma <= residual.worst_in_sigma) continue;
      residual.worst_in_sigma = in_sigma;
      residual.worst_at_hz = result_.grid[point];
    }
  }

  void add_disagreement() {
    const auto worst =
        std::max_element(result_.residuals.begin(), result_.residuals.end(),
                         [](const auto& a, const auto& b) { return a.worst_in_sigma < b.worst_in_sigma; });
    if (worst->worst_in_sigma <= disagreement_in_sigma) return;
    const auto take = static_cast<std::size_t>(worst - result_.residuals.begin());
    const char* blame = takes_.size() == 4 ? "; with four standards it may as well be another of them" : "";
    result_.findings.push_back(
        {Severity::warning, FindingCode::standard_disagrees,
         fmt::format("{} does not fit the other standards: {:.1f} times its expected deviation at {:.0f} Hz, "
                     "more than its stated uncertainty allows{}",
                     label(takes_[take]), worst->worst_in_sigma, worst->worst_at_hz, blame)});
  }

  const std::vector<StandardTake>& takes_;
  const CalibrationOptions& options_;
  SharedPoints shared_;
  InfluenceTable influences_;
  std::vector<std::vector<std::string>> parameters_;
  Calibration result_;
};

}  // namespace

Calibration solve(const std::vector<StandardTake>& takes, const CalibrationOptions& options) {
  check_one_session(takes);
  check_not_swapped(takes, options);
  check_takes(takes);
  check_plausible(takes, options);
  return Solver(takes, options).run();
}

}  // namespace ohmsweep
