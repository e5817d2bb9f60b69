#pragma once
/// What is worth knowing of an output's curve apart from mishaps (output_diagnosis.h). Pure.

#include <vector>

#include "ohmsweep/measurement/amplifier.h"

namespace ohmsweep {

/// What the takes' own findings follow from, where the output was found to be no linear source: nothing; a
/// limit of its current, under which it distorts and its gain depends on the level; a core, whose distortion
/// is in every take.
enum class Cause { none, current_limit, core };
/// What the takes and measured loads were already known for, each once, without what follows from `cause`.
[[nodiscard]] Findings own_findings(const std::vector<OutputTake>& takes, Cause cause = Cause::none);
/// upper_bound and band_limited, as they apply.
[[nodiscard]] Findings curve_findings(const ImpedanceCurve& curve);

/// upper_bound alone, where it applies.
[[nodiscard]] Findings bound_findings(const ImpedanceCurve& curve);

}  // namespace ohmsweep
