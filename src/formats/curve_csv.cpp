#include "ohmsweep/formats/curve_csv.h"

#include <fmt/format.h>

#include "ohmsweep/core/error.h"

namespace ohmsweep {

namespace {

/// Adding zero turns -0 into 0.
std::string line_of(const ImpedanceCurve& curve, std::size_t point) {
  const Complex z = curve.impedance_ohm[point];
  const Covariance& covariance = curve.covariance[point];
  return fmt::format("{:.9g},{:.9g},{:.9g},{:.9g},{:.9g},{:.9g},{:.9g},{:.9g}\n", curve.grid[point],
                     std::abs(z), phase_deg(z) + 0.0, z.real() + 0.0, z.imag() + 0.0,
                     magnitude_u95(z, covariance), phase_u95_deg(z, covariance), curve.snr_db[point] + 0.0);
}

}  // namespace

std::string curve_csv(const ImpedanceCurve& curve, Hertz from, Hertz to) {
  const FrequencyGrid inside = curve.grid.within(from, to);
  if (inside.empty()) {
    throw failure(fmt::format("the curve has no point between {} Hz and {} Hz; choose a band that it covers",
                              from.value(), to.value()));
  }
  std::string csv =
      "frequency_hz,impedance_ohm,phase_deg,resistance_ohm,reactance_ohm,impedance_u95_ohm,phase_u95_deg,snr_"
      "db\n";
  const std::size_t first = curve.grid.find(inside[0]).value();
  for (std::size_t i = 0; i < inside.size(); ++i) csv += line_of(curve, first + i);
  return csv;
}

}  // namespace ohmsweep
