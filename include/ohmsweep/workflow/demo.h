#pragma once
/// The whole job on a virtual bench, and how far its results are from what the bench really is.

#include <string>
#include <vector>

#include "ohmsweep/circuit/bench.h"
#include "ohmsweep/workflow/rate.h"
#include "ohmsweep/workflow/session.h"

namespace ohmsweep {

/// The largest distance from the truth between 20 Hz and 20 kHz, and whose it is.
struct LargestError {
  std::string of;      ///< "dynamic 300 left"
  double value = 0.0;  ///< headphones: |Z - truth| / |truth|; outputs: |Zo - truth| in ohm
  double at_hz = 0.0;
};

struct DemoResult {
  std::vector<RatedPairing> pairings;
  LargestError headphones;
  LargestError outputs;
  double share_within_u95 = 0.0;  ///< of all points, those whose truth lies within their 95 % interval of |Z|
};

/// The rig as a careful person would describe this bench: what its inputs load, and its reference.
[[nodiscard]] Rig rig_of(const Bench& bench);

/// Calibrates with open, short and 100 ohm, measures every headphone channel and every looped or player
/// output (unloaded, loaded, loaded, unloaded), and rates every pairing. The session's device must be this
/// bench.
[[nodiscard]] DemoResult run_demo(Session& session, const Bench& bench);

}  // namespace ohmsweep
