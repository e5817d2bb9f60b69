#pragma once
/// A check standard measured with a calibration, against its stated value.

#include <string>
#include <vector>

#include "ohmsweep/measurement/impedance_curve.h"
#include "ohmsweep/workflow/calibration_choice.h"
#include "ohmsweep/workflow/session.h"

namespace ohmsweep {

/// How well a measured curve agrees with a standard's stated value between 20 Hz and 20 kHz. The normalised
/// error is |Z - Z_stated| / √(U95² + U95_stated²) (ISO 13528, E_n score); 1 is the edge of agreement.
struct Agreement {
  double stated_1khz_ohm = 0.0;
  double measured_1khz_ohm = 0.0;
  double measured_1khz_u95_ohm = 0.0;
  double largest_deviation = 0.0;  ///< of |Z| from the stated |Z|, relative
  double largest_deviation_hz = 0.0;
  double largest_normalised_error = 0.0;
  double largest_normalised_error_hz = 0.0;
  double share_within = 0.0;  ///< of the points, those whose normalised error is at most 1
  bool agrees = false;        ///< at least 90 % of the points are within
};

/// Pure. Throws Error(usage) for an open, which has no impedance to compare, and Error(failed) when the curve
/// has no point between 20 Hz and 20 kHz. `contact` is the standard uncertainty of one connection.
[[nodiscard]] Agreement compare_with_standard(const ImpedanceCurve& curve, const Standard& standard,
                                              Ohms contact);

struct VerifyRequest {
  CalibrationChoice calibration;    ///< by name
  std::vector<std::string> states;  ///< each a resistance with its tolerance or a standard of the kit
  std::vector<Standard> kit;
};

struct VerifiedStandard {
  std::string standard;
  std::string calibration;  ///< "NAME@VERSION"
  Agreement agreement;
  Findings findings;
};

/// What the library keeps of it.
[[nodiscard]] Verification verification_of(const VerifiedStandard& verified, const std::string& recorded_at);

/// Measures every check standard, and stores each check with the calibration. Throws Error(rejected) when
/// rate or stimulus are not the calibration's.
[[nodiscard]] std::vector<VerifiedStandard> verify(Session& session, const VerifyRequest& request);

}  // namespace ohmsweep
