#include "signal/gate.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "ohmsweep/signal/fft.h"

namespace ohmsweep {

namespace {

double rise(double position) {
  return 0.5 - 0.5 * std::cos(std::numbers::pi * std::clamp(position, 0.0, 1.0));
}

/// Distortion of higher order than this is taken to lie under the noise.
constexpr double highest_order_that_matters = 16.0;
constexpr int most_empty_stretches = 8;

/// Stretches of the circular time axis behind the linear response and ahead of the harmonics.
std::vector<double> empty_centres(const Responses& responses, const GateShape& shape, double busy_until) {
  const double first = busy_until + shape.left;
  const double last =
      responses.period_s() - responses.timing.harmonic_lead(highest_order_that_matters) - 0.02 - shape.right;
  if (last < first) return {};
  const double step =
      std::max(0.35 * shape.length(), (last - first) / (most_empty_stretches - 1) * (1 - 1e-9));
  std::vector<double> centres;
  for (double centre = first; centre <= last; centre += step) centres.push_back(centre);
  return centres;
}

}  // namespace

double GateShape::weight(double tau) const {
  if (tau < 0.0) return rise((tau + left) / (left - left_flat));
  return rise((right - tau) / (right - right_flat));
}

GateShape GateShape::scaled(double factor) const {
  return {factor * left, factor * left_flat, factor * right_flat, factor * right};
}

GatedSpectrum gated(const Responses& responses, const GateShape& shape, double centre) {
  const long left = std::lround(shape.left * responses.rate);
  const long right = std::lround(shape.right * responses.rate);
  const long middle = std::lround(centre * responses.rate);
  // Twice the gate's length: neighbouring bins then interpolate one another, and narrow fits have points
  // enough.
  const std::size_t size = fast_size(static_cast<std::size_t>(2 * (left + right)));
  std::vector<double> source(size, 0.0);
  std::vector<double> dut(size, 0.0);
  for (long n = -left; n < right; ++n) {
    const std::size_t to = n < 0 ? size - static_cast<std::size_t>(-n) : static_cast<std::size_t>(n);
    const std::size_t from = responses.index(middle + n);
    const double weight = shape.weight(static_cast<double>(n) / responses.rate);
    source[to] = weight * responses.source[from];
    dut[to] = weight * responses.dut[from];
  }
  return {responses.rate / static_cast<double>(size), forward_real(source), forward_real(dut)};
}

std::vector<GateBand> gate_bands(const Responses& responses) {
  // The second harmonic stands L ln 2 before the linear response; a short take leaves little room behind it.
  const double room_before = 0.97 * responses.timing.harmonic_lead(2.0);
  const double room_after = 0.2 * responses.period_s();
  const auto shape = [&](double left, double right) {
    const double before = std::min(left, room_before);
    const double after = std::min(right, room_after);
    return GateShape{before, 0.5 * before, 0.6 * after, after};
  };
  const GateShape low = shape(0.40, 0.90);
  const double busy_until = low.right_flat;
  const auto band = [&](double from, double to, const GateShape& gate) {
    return GateBand{from, to, gate, empty_centres(responses, gate, std::max(busy_until, gate.right))};
  };
  return {band(0.0, 200.0, low), band(200.0, 2000.0, shape(0.15, 0.25)),
          band(2000.0, std::numeric_limits<double>::infinity(), shape(0.04, 0.06))};
}

}  // namespace ohmsweep
