#pragma once
/// A measured curve in a few lines for the terminal. Thread rule: pure.

#include <string>
#include <vector>

#include "ohmsweep/measurement/impedance_curve.h"
#include "ohmsweep/report/table.h"

namespace ohmsweep {

/// Name and part (channel or output), |Z| at 1 kHz (or the nearest frequency the curve has) with its 95 %
/// interval, smallest and largest |Z| within 20 Hz to 20 kHz and where, the range of the phase, and every
/// finding with its severity. Where the curve is only a bound: "< 0.02 Ω (upper bound)". Of an
/// open device the findings alone: its figures would be those of the noise.
[[nodiscard]] std::string curve_summary(const std::string& name, const std::string& part,
                                        const ImpedanceCurve& curve);

/// A curve with what names it.
struct SummarisedCurve {
  std::string name;
  std::string part;  ///< channel or output
  int version = 1;
  ImpedanceCurve curve;
  std::string recorded_at;  ///< ISO 8601
};

/// The same figures in a row for each curve. In CSV: name,part,version,nominal_impedance_ohm,
/// nominal_impedance_u95_ohm,nominal_impedance_hz,min_impedance_ohm,min_impedance_hz,max_impedance_ohm,
/// max_impedance_hz,upper_bound,calibrated,findings,recorded_at; the nominal impedance is that nearest to 1
/// kHz, a bound where upper_bound is true, and findings are codes with spaces between. Figures of an open
/// device are empty.
[[nodiscard]] std::string curves_table(const std::vector<SummarisedCurve>& curves, TableFormat format);

}  // namespace ohmsweep
