#pragma once
/// Which calibration a measurement is corrected with.

#include <optional>
#include <string>
#include <string_view>

#include "ohmsweep/library/library.h"
#include "ohmsweep/signal/ratio.h"

namespace ohmsweep {

/// The newest valid one, none, or one by name.
struct CalibrationChoice {
  bool none = false;
  std::string name;  ///< empty: the newest that is valid
  std::optional<int> version;
};

/// "NAME", "NAME@VERSION" or "none". Throws Error(usage) for an empty name or a version that is not a whole
/// number from 1.
[[nodiscard]] CalibrationChoice parse_calibration_choice(std::string_view text);

/// "NAME@VERSION".
[[nodiscard]] std::string reference_text(const StoredCalibration& stored);

/// Whether a calibration made on `device` corrects takes of this stimulus. The error terms belong to the rig
/// and not to the sweep, so that another duration, band or level does no harm where it is certain that the
/// rig is the same: the stimulus itself, or else one rate, one known device ("takes" is not one) and a
/// calibration that covers what these takes reach of 20 Hz to 20 kHz.
[[nodiscard]] bool serves(const StoredCalibration& stored, const RatioEstimator& estimator,
                          const std::string& device);

/// The calibration as it is applied to takes of this stimulus: bound to it where it serves, else as stored,
/// which measuring with it then refuses.
[[nodiscard]] Calibration bound_to(const StoredCalibration& stored, const RatioEstimator& estimator,
                                   const std::string& device);

/// The calibration chosen, nothing where the choice is none or the library has none that serves. Without a
/// name: the newest that serves, of those with the same stimulus only where both devices are known to be one
/// or either is not known. A calibration chosen by name is returned as it is. Throws Error(failed) when the
/// named one is not in the library.
[[nodiscard]] std::optional<StoredCalibration> choose_calibration(const Library& library,
                                                                  const CalibrationChoice& choice,
                                                                  const RatioEstimator& estimator,
                                                                  const std::string& device);

}  // namespace ohmsweep
