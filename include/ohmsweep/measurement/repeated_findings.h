#pragma once
/// What several takes of an output found alike, said once. Thread rule: pure.

#include <vector>

#include "ohmsweep/measurement/amplifier.h"

namespace ohmsweep {

/// Lines and distortion, of which every take has figures of its own, become one finding each: the worst
/// take's, with the names of the takes that have it. Where all takes say the same, it stays as it is. The
/// other findings stay.
void join_repeated(Findings& findings, const std::vector<OutputTake>& takes);

}  // namespace ohmsweep
