#pragma once
/// The largest clean EMF that an output has left for a load, from its clean voltages. Pure.

#include <optional>

#include "ohmsweep/measurement/impedance_curve.h"
#include "ohmsweep/rating/loudness.h"

namespace ohmsweep {

struct AvailableEmf {
  std::optional<Bounded> vrms;  ///< nothing: no side of it is known
  LevelEnd ended_by = LevelEnd::unknown;
  bool load_missing = false;      ///< no load as heavy as this one was tried, and no current limit is known
  bool unloaded_missing = false;  ///< the unloaded clean voltage is not known
};

/// `smallest_total_ohm` is the smallest |Z + Zo| of the headphone on the output over the band, and
/// `output_ohm` |Zo| at 1 kHz, 0 where it is not known. With a current limit I (peak) the EMF is the lesser
/// of the unloaded clean voltage and I |Z + Zo|/√2. Without one it lies between what the heaviest comparable
/// load left, V_k (R_k + Zo)/R_k, and the unloaded clean voltage: halfway, with a rectangular half-width.
/// With the unloaded voltage alone that is an upper bound.
[[nodiscard]] AvailableEmf available_emf(const OutputLevel& level, double smallest_total_ohm,
                                         double output_ohm);

}  // namespace ohmsweep
