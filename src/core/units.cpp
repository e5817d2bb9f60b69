#include "ohmsweep/core/units.h"

#include <cmath>

namespace ohmsweep {

Decibels amplitude_to_decibels(double ratio) { return Decibels(20.0 * std::log10(ratio)); }

double decibels_to_amplitude(Decibels level) { return std::pow(10.0, level.value() / 20.0); }

}  // namespace ohmsweep
