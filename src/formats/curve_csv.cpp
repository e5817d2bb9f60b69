#include "ohmsweep/formats/curve_csv.h"

#include <fmt/format.h>

#include <cmath>
#include <functional>

#include "ohmsweep/core/error.h"

namespace ohmsweep {

namespace {

constexpr const char* header =
    "frequency_hz,impedance_ohm,phase_deg,resistance_ohm,reactance_ohm,impedance_u95_ohm,phase_u95_deg,snr_"
    "db";

/// What is not known is an empty cell. Adding zero turns -0 into 0.
std::string cell(double value) {
  return std::isfinite(value) ? fmt::format("{:.9g}", value + 0.0) : std::string();
}

std::string cells_of(const ImpedanceCurve& curve, std::size_t point, double impedance_ohm) {
  const Complex z = curve.impedance_ohm[point];
  const bool known = has_uncertainty(curve) && point < curve.covariance.size();
  const Covariance covariance = known ? curve.covariance[point] : Covariance{};
  return fmt::format("{:.9g},{:.9g},{:.9g},{:.9g},{:.9g},{},{},{}", curve.grid[point], impedance_ohm,
                     phase_deg(z) + 0.0, z.real() + 0.0, z.imag() + 0.0,
                     known ? cell(magnitude_u95(z, covariance)) : "",
                     known ? cell(phase_u95_deg(z, covariance)) : "",
                     point < curve.snr_db.size() ? cell(curve.snr_db[point]) : "");
}

std::string table(const ImpedanceCurve& curve, Hertz from, Hertz to, const std::string& columns,
                  const std::function<std::string(std::size_t)>& row) {
  const FrequencyGrid inside = curve.grid.within(from, to);
  if (inside.empty()) {
    throw failure(fmt::format("the curve has no point between {} Hz and {} Hz; choose a band that it covers",
                              from.value(), to.value()));
  }
  std::string csv = columns + "\n";
  const std::size_t first = curve.grid.find(inside[0]).value();
  for (std::size_t i = 0; i < inside.size(); ++i) csv += row(first + i) + "\n";
  return csv;
}

}  // namespace

std::string curve_csv(const ImpedanceCurve& curve, Hertz from, Hertz to) {
  return table(curve, from, to, header, [&](std::size_t point) {
    return cells_of(curve, point, std::abs(curve.impedance_ohm[point]));
  });
}

std::string output_csv(const ImpedanceCurve& curve, Hertz from, Hertz to) {
  return table(curve, from, to, std::string(header) + ",upper_bound", [&](std::size_t point) {
    const bool bound = is_upper_bound(curve, point);
    const double impedance_ohm = bound ? upper_bound_ohm(curve, point) : std::abs(curve.impedance_ohm[point]);
    return cells_of(curve, point, impedance_ohm) + (bound ? ",1" : ",0");
  });
}

}  // namespace ohmsweep
