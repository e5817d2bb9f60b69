#pragma once
// From numbers about a take to findings, each with its own cause.

#include "ohmsweep/signal/ratio.h"

namespace ohmsweep {

/// clipping, signal_lost, too_quiet and dropout block; distortion and low_snr warn; mains_lines and
/// clock_offset are notes. A take that is clipped, broken or too quiet is not judged further.
[[nodiscard]] Findings findings_of(const RatioCurve& curve);

/// low_snr, or nothing: what an average leaves of it is judged anew.
[[nodiscard]] Findings low_snr_findings(const RatioCurve& curve);

}  // namespace ohmsweep
