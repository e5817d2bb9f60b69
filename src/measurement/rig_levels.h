#pragma once
/// What the levels of a heard probe say: of one channel beside the other, and of each beside what a
/// measurement needs. Pure.

#include <string_view>

#include "measurement/heard_probe.h"
#include "ohmsweep/core/finding.h"

namespace ohmsweep {

/// input_mismatch: gains and polarity of inputs that hear the same. `connected` says what is connected, as
/// "with nothing connected".
void add_gain_findings(Complex ratio, std::string_view connected, Findings& findings);

/// input_mismatch (gains, polarity), high_pass and band_limited, from the take with nothing connected.
void add_ratio_findings(const HeardProbe& open, Findings& findings);

/// dc_offset, too_quiet, low_snr and mains_lines, from both channels' dc, silence, mains_share and mid_gain.
void add_level_findings(const HeardProbe& open, Findings& findings);

}  // namespace ohmsweep
