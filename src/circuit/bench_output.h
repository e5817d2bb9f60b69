#pragma once
/// The inside of an amplifier's output as a network, ending at the node "tip" and the ground "0".

#include <vector>

#include "ohmsweep/circuit/bench.h"

namespace ohmsweep {

/// looped: an amplifier controlled by the node "source". player: sources "this channel" and "other channel"
/// behind a shared ground, the latter ending at "other.tip". balanced: both polarities of the node "source",
/// the cold side ending at "other.tip".
[[nodiscard]] Netlist output_network(const BenchOutput& output);
/// The same with nothing driving it.
[[nodiscard]] Netlist quiet_output_network(const BenchOutput& output);
/// How the sources of a player are driven by one volt out of its converter.
[[nodiscard]] std::vector<Excitation> player_drive(const BenchOutput& output);

}  // namespace ohmsweep
