#include "calibration/mid_band.h"

#include <fmt/format.h>

#include <cmath>

#include "ohmsweep/core/median.h"

namespace ohmsweep {

namespace {

constexpr std::size_t enough_points = 5;
constexpr double open_circuit_ohm = 50e3;
constexpr double least_ohm = 0.01;

}  // namespace

Complex mid_band_ratio(const RatioCurve& curve, double from_hz, double to_hz) {
  const FrequencyGrid inside = curve.grid.within(Hertz(from_hz), Hertz(to_hz));
  const FrequencyGrid& used = inside.size() >= enough_points ? inside : curve.grid;
  std::vector<double> real;
  std::vector<double> imaginary;
  for (const double hz : used) {
    const Complex m = curve.ratio[*curve.grid.find(hz)];
    real.push_back(m.real());
    imaginary.push_back(m.imag());
  }
  return {median(std::move(real)), median(std::move(imaginary))};
}

double divider(double ohm, double reference_ohm) {
  return std::isinf(ohm) ? 1.0 : ohm / (ohm + reference_ohm);
}

Complex divider_impedance(Complex fraction, double reference_ohm) {
  constexpr double megohm = 1e6;
  if (std::abs(1.0 - fraction) * megohm < reference_ohm) return std::numeric_limits<double>::infinity();
  return reference_ohm * fraction / (1.0 - fraction);
}

std::string looks_like(Complex impedance_ohm) {
  if (!(std::abs(impedance_ohm) < open_circuit_ohm)) return "an open circuit";
  if (std::abs(impedance_ohm) < least_ohm) return "a short circuit";
  if (std::abs(impedance_ohm.imag()) > 0.1 * std::abs(impedance_ohm))
    return fmt::format("{:.3g} ohm at {:.0f} degrees", std::abs(impedance_ohm), phase_deg(impedance_ohm));
  return fmt::format("{:.3g} ohm", std::abs(impedance_ohm));
}

}  // namespace ohmsweep
