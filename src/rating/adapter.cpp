#include "ohmsweep/rating/adapter.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "ohmsweep/core/error.h"
#include "rating/curve_reading.h"

namespace ohmsweep {
namespace {

void check(const std::optional<Ohms>& resistor, const char* where) {
  if (!resistor || resistor->value() > 0.0) return;
  throw usage_error(fmt::format("a resistor of {:g} ohm {} is no adapter; give one above zero, like 10ohm",
                                resistor->value(), where));
}

void check(const Adapter& adapter) {
  check(adapter.series, "in series");
  check(adapter.parallel, "across the headphone");
}

double series_ohm(const Adapter& adapter) { return adapter.series ? adapter.series->value() : 0.0; }

Complex parallel_to(Complex z, const std::optional<Ohms>& resistor) {
  return resistor ? z * resistor->value() / (z + resistor->value()) : z;
}

/// d/dz of z Rp/(z + Rp).
Complex slope_of(Complex z, const std::optional<Ohms>& resistor) {
  if (!resistor) return 1.0;
  const Complex share = resistor->value() / (z + resistor->value());
  return share * share;
}

/// The largest |Z Rp/(Z + Rp)| of all passive Z of at most `bound` ohm: that of a reactance.
double largest_behind(double bound, const std::optional<Ohms>& resistor) {
  return resistor ? bound * resistor->value() / std::hypot(bound, resistor->value()) : bound;
}

/// Voltage at the headphone for one at the output's source.
Complex gain(Complex z, Complex zo, const Adapter& adapter) {
  const Complex load = parallel_to(z, adapter.parallel);
  return load / (load + zo + series_ohm(adapter));
}

}  // namespace

ImpedanceCurve behind(const ImpedanceCurve& output, const Adapter& adapter) {
  check(adapter);
  ImpedanceCurve seen = output;
  for (std::size_t i = 0; i < output.impedance_ohm.size(); ++i) {
    const Complex behind_series = output.impedance_ohm[i] + series_ohm(adapter);
    const Complex slope = slope_of(behind_series, adapter.parallel);
    seen.impedance_ohm[i] = parallel_to(behind_series, adapter.parallel);
    seen.covariance[i] = output.covariance[i].through(slope);
    if (i < output.common.size()) seen.common[i] = output.common[i].through(slope);
    if (!is_upper_bound(output, i)) continue;
    // Beside a resistor in series what was only a bound may be a small part of a known value.
    seen.upper_bound[i] =
        std::abs(seen.impedance_ohm[i]) < magnitude_u95(seen.impedance_ohm[i], seen.covariance[i]);
    if (!seen.upper_bound[i]) continue;
    seen.impedance_ohm[i] =
        largest_behind(upper_bound_ohm(output, i) + series_ohm(adapter), adapter.parallel);
    seen.covariance[i] = {};
  }
  return seen;
}

double level_change_db(const ImpedanceCurve& headphone, const ImpedanceCurve& output,
                       const Adapter& adapter) {
  check(adapter);
  if (!covers(headphone, reference_hz) || !covers(output, reference_hz)) {
    return std::numeric_limits<double>::quiet_NaN();
  }
  const Complex z = at(headphone, Hertz(reference_hz)).impedance_ohm;
  const ImpedancePoint source = at(output, Hertz(reference_hz));
  const Complex zo = source.upper_bound ? Complex(0.0) : source.impedance_ohm;
  return 20.0 * std::log10(std::abs(gain(z, zo, adapter) / gain(z, zo, {})));
}

double smallest_load_ohm(const ImpedanceCurve& headphone, const Adapter& adapter) {
  check(adapter);
  double smallest = HUGE_VAL;
  for (const Complex& z : headphone.impedance_ohm) {
    smallest = std::min(smallest, std::abs(parallel_to(z, adapter.parallel) + series_ohm(adapter)));
  }
  return smallest;
}

}  // namespace ohmsweep
