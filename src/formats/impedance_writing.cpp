#include <fmt/format.h>

#include "ohmsweep/core/name.h"
#include "ohmsweep/formats/impedance_file.h"

namespace ohmsweep {
namespace {

std::string columns(const ImpedanceCurve& curve) {
  std::string text;
  for (std::size_t i = 0; i < curve.grid.size(); ++i) {
    const Complex z = curve.impedance_ohm[i];
    text += fmt::format("{:.9g}\t{:.9g}\t{:.9g}\n", curve.grid[i], std::abs(z), phase_deg(z));
  }
  return text;
}

}  // namespace

std::string zma_text(const ImpedanceCurve& curve, const std::string& title) {
  return fmt::format("* {}\n* Data: frequency (Hz), impedance (ohms), phase (degrees)\n", shown(title)) +
         columns(curve);
}

std::string rew_text(const ImpedanceCurve& curve, const std::string& title) {
  return fmt::format("* Impedance measurement data\n* {}\n*\n* Freq(Hz)\tZ(Ohms)\tPhase(degrees)\n",
                     shown(title)) +
         columns(curve);
}

std::string touchstone_text(const ImpedanceCurve& curve, const std::string& title) {
  std::string text = fmt::format("! {}\n! one port, impedance in ohm\n# Hz Z RI R 1\n", shown(title));
  for (std::size_t i = 0; i < curve.grid.size(); ++i) {
    const Complex z = curve.impedance_ohm[i];
    text += fmt::format("{:.9g} {:.9g} {:.9g}\n", curve.grid[i], z.real(), z.imag());
  }
  return text;
}

}  // namespace ohmsweep
