#pragma once
/// The cross-check of a headphone's sweep by a stepped sine: recorded in the same state, corrected with the
/// same calibration, compared point by point.

#include <optional>
#include <vector>

#include "ohmsweep/measurement/curve_agreement.h"
#include "ohmsweep/measurement/impedance_curve.h"
#include "ohmsweep/signal/stepped_sine.h"
#include "ohmsweep/workflow/session.h"

namespace ohmsweep {

/// What a stepped sine says about a sweep's curve.
struct SteppedCheck {
  int points_per_octave = 6;
  std::optional<CurveAgreement> agreement;  ///< none where one of the takes is of no use
  ImpedanceCurve curve;                     ///< the stepped sine's own
  double clock_offset = 0.0;                ///< of the player, as the tones tell
};

/// The tones for this session: the sweep's rate and level, inside what calibration and sweep cover.
[[nodiscard]] SteppedStimulus stepped_stimulus(const Session& session, int points_per_octave,
                                               const std::optional<Calibration>& calibration);

/// The sweep takes of a headphone's channels, and the stepped takes of the same states.
struct CrossCheckedTakes {
  std::vector<CapturedTake> sweeps;
  std::vector<CapturedTake> stepped;
};

/// The steps, and after those of one state that follow one another the tones once: one connection.
[[nodiscard]] std::vector<Step> with_tones(const std::vector<Step>& steps);

/// Records the steps with_tones() in one session. Throws what capture() throws.
[[nodiscard]] CrossCheckedTakes capture_both(Session& session, const std::vector<Step>& steps,
                                             const SteppedStimulus& stimulus);

/// Corrects the stepped take as the sweep was, and compares. Adds the finding stepped_disagrees to the
/// sweep's curve where they differ, or where the stepped take is of no use; one that is blocked already is
/// left alone.
[[nodiscard]] SteppedCheck check_by_stepped(const RatioCurve& stepped, int points_per_octave,
                                            const std::optional<Calibration>& calibration,
                                            const DividerRig& rig, ImpedanceCurve& sweep);

}  // namespace ohmsweep
