#pragma once
// From numbers about a take to findings, each with its own cause.

#include "ohmsweep/signal/ratio.h"

namespace ohmsweep {

/// clipping, dropout and too_quiet block; distortion and low_snr warn; mains_lines is a note. A take that is
/// clipped, broken or too quiet is not judged further.
[[nodiscard]] Findings findings_of(const RatioCurve& curve);

/// low_snr, or nothing: what an average leaves of it is judged anew.
[[nodiscard]] Findings low_snr_findings(const RatioCurve& curve);

}  // namespace ohmsweep
