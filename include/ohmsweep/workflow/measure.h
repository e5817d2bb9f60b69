#pragma once
/// Headphone channels, from the bench into the library.

#include <optional>
#include <string>
#include <vector>

#include "ohmsweep/measurement/impedance_curve.h"
#include "ohmsweep/workflow/calibration_choice.h"
#include "ohmsweep/workflow/session.h"
#include "ohmsweep/workflow/stepped_check.h"

namespace ohmsweep {

/// A curve as it was stored. A blocking finding does not keep a curve out of the library: it is stored with
/// it.
struct MeasuredCurve {
  CurveKind kind = CurveKind::headphone;
  std::string name;
  std::string part;  ///< channel or output
  int version = 1;
  ImpedanceCurve curve;
  std::string calibration;                ///< "NAME@VERSION", empty where none was applied
  std::optional<SteppedCheck> stepped{};  ///< where a stepped sine was asked for; not stored
  OutputTraits traits{};                  ///< of an output
};

/// A result before it is stored, and where it came from.
struct DerivedCurve {
  MeasuredCurve result;
  Provenance origin;
};

/// Ends the state of a take of steady tones in a provenance: "left (stepped sine)".
inline constexpr const char* stepped_ending = " (stepped sine)";

struct HeadphoneRequest {
  std::string name;
  std::vector<std::string> channels;  ///< "left", "right" in the order recorded; repeats are combined
  CalibrationChoice calibration;
  std::optional<int>
      stepped_points{};    ///< per octave: 3, 6, 12 or 24; cross-checks every take by steady tones
  std::string mounting{};  ///< how it was worn, as in Provenance
};

/// What measure_headphone() stores, not stored.
[[nodiscard]] std::vector<DerivedCurve> derive_headphone(Session& session, const HeadphoneRequest& request);

/// Records every channel, then stores all of them or, when one is refused, none. Without a valid calibration
/// the curves are those of the ideal divider and carry the finding uncalibrated. A curve that a stepped sine
/// contradicts carries stepped_disagrees.
[[nodiscard]] std::vector<MeasuredCurve> measure_headphone(Session& session, const HeadphoneRequest& request);

}  // namespace ohmsweep
