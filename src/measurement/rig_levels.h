#pragma once
/// What the levels of a heard probe say: of one channel beside the other, and of each beside what a
/// measurement needs. Pure.

#include "measurement/heard_probe.h"
#include "ohmsweep/core/finding.h"

namespace ohmsweep {

/// input_mismatch (gains, polarity), high_pass and band_limited, from the take with nothing connected.
void add_ratio_findings(const HeardProbe& open, Findings& findings);

/// dc_offset, too_quiet, low_snr and mains_lines, from the take with nothing connected.
void add_level_findings(const HeardProbe& open, Findings& findings);

}  // namespace ohmsweep
