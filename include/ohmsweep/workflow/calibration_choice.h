#pragma once
/// Which calibration a measurement is corrected with.

#include <optional>
#include <string>
#include <string_view>

#include "ohmsweep/library/library.h"

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

/// The calibration chosen, nothing where the choice is none or the library has no valid one. Valid without a
/// name: the same rate and stimulus, and the same device where both are known ("takes" is not a device).
/// A calibration chosen by name is returned as it is; measuring with it refuses a different rate or stimulus.
/// Throws Error(failed) when the named one is not in the library.
[[nodiscard]] std::optional<StoredCalibration> choose_calibration(const Library& library,
                                                                  const CalibrationChoice& choice,
                                                                  int sample_rate,
                                                                  const std::string& stimulus_hash,
                                                                  const std::string& device);

}  // namespace ohmsweep
