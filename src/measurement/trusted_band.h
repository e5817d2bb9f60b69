#pragma once
/// The frequencies at which the takes may be asked about effects that are the same at all of them. Pure.

#include <vector>

#include "measurement/effect_scales.h"

namespace ohmsweep {

struct BandFits {
  std::vector<ConductanceFit> fits;
  std::vector<ConductanceFit::Line> lines;
};
[[nodiscard]] BandFits fits_of(const OutputStates& states);

/// The takes without the frequencies, or with wider noise where they are most of them, that no effect common
/// to the middle of the band explains: a misfit of the bass alone must not pass for a drift or a contact of
/// the whole band.
[[nodiscard]] OutputStates trusted_band(OutputStates states);

}  // namespace ohmsweep
