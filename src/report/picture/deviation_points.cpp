#include "report/picture/deviation_points.h"

#include <algorithm>
#include <cmath>

#include "report/picture/script.h"

namespace ohmsweep::picture {
namespace {

constexpr double reference_hz = 1000.0;

/// 20 lg |Z/(Z + Zo)|, or its ends over all passive outputs within a bound: one in phase with the headphone
/// takes most off, one that cancels its reactance takes least, or adds.
struct Level {
  double low_db = 0.0;
  double high_db = 0.0;
  bool bound = false;
};

Level level(Complex z, const ImpedancePoint& output) {
  if (!output.upper_bound) {
    const double db = 20.0 * std::log10(std::abs(z) / std::abs(z + output.impedance_ohm));
    return {db, db, false};
  }
  const double most = std::abs(output.impedance_ohm) + magnitude_u95(output.impedance_ohm, output.covariance);
  const double reactance = std::max(0.0, std::abs(z.imag()) - most);
  return {20.0 * std::log10(std::abs(z) / (std::abs(z) + most)),
          20.0 * std::log10(std::abs(z) / std::hypot(z.real(), reactance)), true};
}

bool covers(const FrequencyGrid& grid, double hz) {
  return !grid.empty() && grid.lowest().value() <= hz && hz <= grid.highest().value();
}

}  // namespace

std::vector<DeviationPoint> deviation_points(const ImpedanceCurve& headphone, const ImpedanceCurve& output) {
  std::vector<DeviationPoint> points;
  if (!covers(headphone.grid, reference_hz) || !covers(output.grid, reference_hz)) return points;
  const Level reference =
      level(at(headphone, Hertz(reference_hz)).impedance_ohm, at(output, Hertz(reference_hz)));
  for (const std::size_t i : pictured_points(headphone.grid)) {
    const double hz = headphone.grid[i];
    if (!covers(output.grid, hz)) continue;
    const Level here = level(headphone.impedance_ohm[i], at(output, Hertz(hz)));
    const double low = here.low_db - reference.high_db;
    const double high = here.high_db - reference.low_db;
    points.push_back({hz, 0.5 * (low + high), low, high, here.bound || reference.bound});
  }
  return points;
}

}  // namespace ohmsweep::picture
