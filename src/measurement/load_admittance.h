#pragma once
// What a load conducts. Pure.

#include "ohmsweep/measurement/amplifier.h"

namespace ohmsweep {

/// G in siemens: of the load's curve where it has one, else of its resistance and inductance in series.
/// Throws Error(failed) outside a curve's grid.
[[nodiscard]] Complex load_admittance(const Load& load, Hertz frequency);

}  // namespace ohmsweep
