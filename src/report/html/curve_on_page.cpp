#include "report/html/curve_on_page.h"

#include <algorithm>
#include <cmath>

#include "report/curve_reading.h"
#include "report/html/page_json.h"

namespace ohmsweep::page {
namespace {

constexpr int frequency_digits = 7;
constexpr int magnitude_digits = 5;
constexpr int uncertainty_digits = 3;

double hundredths(double value) { return std::round(100.0 * value) / 100.0; }

/// Of the errors along and across Z, which are those of |Z| and of the phase.
double correlation(Complex z, const Covariance& c) {
  const double along = c.along(z);
  const double across = c.along(Complex(0.0, 1.0) * z);
  if (!(along > 0.0) || !(across > 0.0)) return 0.0;
  const double size = std::norm(z);
  const double product =
      (c.im_im - c.re_re) * z.real() * z.imag() + c.re_im * (z.real() * z.real() - z.imag() * z.imag());
  return std::clamp(product / (size * along * across), -1.0, 1.0);
}

/// What a curve's points are, one list for each quantity.
struct Columns {
  std::vector<double> hz;
  std::vector<double> ohm;
  std::vector<double> deg;
  std::vector<double> u95;
  std::vector<double> deg95;
  std::vector<double> tie;
  std::string bound;
};

Columns columns_of(const ImpedanceCurve& curve) {
  Columns columns;
  for (const std::size_t point : audible_points(curve.grid)) {
    const Complex z = curve.impedance_ohm[point];
    columns.hz.push_back(curve.grid[point]);
    columns.ohm.push_back(std::abs(z));
    columns.deg.push_back(hundredths(phase_deg(z)));
    columns.bound += is_upper_bound(curve, point) ? '1' : '0';
    if (!has_uncertainty(curve)) continue;
    const Covariance& covariance = curve.covariance[point];
    columns.u95.push_back(magnitude_u95(z, covariance));
    columns.deg95.push_back(phase_u95_deg(z, covariance));
    columns.tie.push_back(std::round(100.0 * correlation(z, covariance)));
  }
  return columns;
}

std::string unless_empty(const std::vector<double>& values) {
  return values.empty() ? std::string() : json_numbers(values, uncertainty_digits);
}

}  // namespace

std::size_t Grids::number_of(const std::vector<double>& hz) {
  const auto found = std::find(grids_.begin(), grids_.end(), hz);
  if (found != grids_.end()) return static_cast<std::size_t>(found - grids_.begin());
  grids_.push_back(hz);
  return grids_.size() - 1;
}

std::string Grids::json() const {
  return array_of(grids_, [](const auto& hz) { return json_numbers(hz, frequency_digits); });
}

std::string curve_json(const ImpedanceCurve& curve, Grids& grids) {
  const Columns columns = columns_of(curve);
  const bool bounded = columns.bound.find('1') != std::string::npos;
  return json_object({{"grid", std::to_string(grids.number_of(columns.hz))},
                      {"ohm", json_numbers(columns.ohm, magnitude_digits)},
                      {"deg", json_numbers(columns.deg, magnitude_digits)},
                      {"u95", unless_empty(columns.u95)},
                      {"deg95", unless_empty(columns.deg95)},
                      {"tie", unless_empty(columns.tie)},
                      {"bound", bounded ? json_string(columns.bound) : ""}});
}

}  // namespace ohmsweep::page
