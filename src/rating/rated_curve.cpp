#include "rating/rated_curve.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "rating/curve_reading.h"

namespace ohmsweep {

namespace {

void append(RatedCurve& curve, double hz, const ImpedancePoint& point) {
  const double magnitude = std::abs(point.impedance_ohm);
  const double u95 = magnitude_u95(point.impedance_ohm, point.covariance);
  curve.hz.push_back(hz);
  curve.upper_bound.push_back(point.upper_bound);
  curve.impedance_ohm.push_back(point.upper_bound ? Complex(magnitude + u95, 0.0) : point.impedance_ohm);
  curve.magnitude_ohm.push_back(point.upper_bound ? magnitude + u95 : magnitude);
  curve.inverse_magnitude.push_back(1.0 / curve.magnitude_ohm.back());
  curve.bounded_somewhere = curve.bounded_somewhere || point.upper_bound;
  const bool exact_zero = magnitude == 0.0;
  curve.relative_u95.push_back(point.upper_bound || exact_zero ? 0.0 : u95 / magnitude);
}

void add_reference(RatedCurve& rated, const ImpedanceCurve& curve) {
  rated.findings = curve.findings;
  if (!covers(curve, reference_hz)) return;
  RatedCurve one;
  append(one, reference_hz, at(curve, Hertz(reference_hz)));
  rated.at_1khz = one.impedance_ohm.front();
  rated.bound_at_1khz = one.upper_bound.front();
}

}  // namespace

RatedCurve prepare(const ImpedanceCurve& curve, Hertz from, Hertz to) {
  if (curve.grid.empty()) return {};
  return prepare_at(curve, curve.grid.within(from, to).hz());
}

RatedCurve prepare_at(const ImpedanceCurve& curve, const std::vector<double>& hz) {
  RatedCurve rated;
  for (const double frequency : hz) append(rated, frequency, at(curve, Hertz(frequency)));
  add_reference(rated, curve);
  return rated;
}

}  // namespace ohmsweep
