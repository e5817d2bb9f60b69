#pragma once
/// The points of a curve, and what is known of an output, from the JSON that curve_json writes. Pure. Errors
/// as JsonPlace says.

#include "formats/json/json_place.h"
#include "ohmsweep/measurement/output_traits.h"

namespace ohmsweep {

/// Points of frequency_hz, resistance_ohm and reactance_ohm; of the other keys each is on all of them or on
/// none. Without covariance_ohm2 the covariance is empty.
[[nodiscard]] ImpedanceCurve points_in(const JsonPlace& points);

/// Of a whole curve's object; what is not there stays as default-constructed.
[[nodiscard]] OutputTraits traits_in(const JsonPlace& curve);

}  // namespace ohmsweep
