#pragma once
/// What is worth knowing of an output's curve apart from mishaps (output_diagnosis.h). Pure.

#include <vector>

#include "ohmsweep/measurement/amplifier.h"

namespace ohmsweep {

/// What the takes and measured loads were already known for, each once.
[[nodiscard]] Findings own_findings(const std::vector<OutputTake>& takes);
/// upper_bound and band_limited, as they apply.
[[nodiscard]] Findings curve_findings(const ImpedanceCurve& curve);

/// upper_bound alone, where it applies.
[[nodiscard]] Findings bound_findings(const ImpedanceCurve& curve);

}  // namespace ohmsweep
