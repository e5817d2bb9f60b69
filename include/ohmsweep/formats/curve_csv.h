#pragma once
/// A curve as CSV, for spreadsheets and scripts. Thread rule: pure.

#include <string>

#include "ohmsweep/measurement/impedance_curve.h"

namespace ohmsweep {

/// One header line and one line per point of the curve's grid within [from, to], both included, nine
/// significant digits, '.' as the decimal sign, '\n' after each line. The header is a contract:
/// frequency_hz,impedance_ohm,phase_deg,resistance_ohm,reactance_ohm,impedance_u95_ohm,phase_u95_deg,snr_db
/// Throws Error(failed) when the curve has no point within the band: nothing is extrapolated.
[[nodiscard]] std::string curve_csv(const ImpedanceCurve& curve, Hertz from = audible_from,
                                    Hertz to = audible_to);

/// The same for an output, with a last column upper_bound: 1 where impedance_ohm is the bound |Zo| + U95 in
/// place of a value, else 0. The other columns are the estimate's in either case.
[[nodiscard]] std::string output_csv(const ImpedanceCurve& curve, Hertz from = audible_from,
                                     Hertz to = audible_to);

}  // namespace ohmsweep
