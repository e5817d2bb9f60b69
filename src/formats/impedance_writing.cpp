#include <fmt/format.h>

#include "ohmsweep/core/error.h"
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
  constexpr double reference_ohm = 50.0;
  std::string text = fmt::format(
      "! {}\n! one port, the impedance is 50 ohm (1 + S)/(1 - S)\n# Hz S RI R 50\n", shown(title));
  for (std::size_t i = 0; i < curve.grid.size(); ++i) {
    const Complex z = curve.impedance_ohm[i];
    if (z == Complex(-reference_ohm, 0.0)) {
      throw failure(fmt::format(
          "at {} Hz the impedance is -50 ohm, which has no scattering parameter; export another format",
          curve.grid[i]));
    }
    const Complex s = (z - reference_ohm) / (z + reference_ohm);
    text += fmt::format("{:.17g} {:.17g} {:.17g}\n", curve.grid[i], s.real(), s.imag());
  }
  return text;
}

}  // namespace ohmsweep
