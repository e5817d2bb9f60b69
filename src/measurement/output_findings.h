#pragma once
/// What is worth knowing of an output's curve apart from mishaps (output_diagnosis.h). Pure.

#include <vector>

#include "ohmsweep/measurement/amplifier.h"

namespace ohmsweep {

/// What the takes and measured loads were already known for, each once. Lines and distortion, of which every
/// take has figures of its own, are said once as the worst take has them, with the takes that have them.
[[nodiscard]] Findings own_findings(const std::vector<OutputTake>& takes);
/// upper_bound, where it applies.
[[nodiscard]] Findings bound_findings(const ImpedanceCurve& curve);
/// upper_bound and band_limited, as they apply.
[[nodiscard]] Findings curve_findings(const ImpedanceCurve& curve);

}  // namespace ohmsweep
