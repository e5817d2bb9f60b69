#pragma once
/// The inside of an amplifier's output as a network, ending at the node "jack" and the ground "0".

#include <vector>

#include "ohmsweep/circuit/bench.h"

namespace ohmsweep {

/// looped: an amplifier controlled by the node "source". player: sources of this and the other channel behind
/// a shared ground, the latter ending at "other.tip". balanced: both polarities of the node "source", the
/// cold side ending at "other.tip".
[[nodiscard]] Netlist output_network(const BenchOutput& output);
/// The same with nothing driving it, ending at "tip".
[[nodiscard]] Netlist quiet_output_network(const BenchOutput& output);
/// How the sources of a player are driven by one volt out of its converter on both channels, or on this one
/// where the other is silent; and by one volt on the other channel alone.
[[nodiscard]] std::vector<Excitation> player_drive(const BenchOutput& output);
[[nodiscard]] std::vector<Excitation> player_other_drive(const BenchOutput& output);
/// The sources in series with the ideal amplifiers of output_network().
[[nodiscard]] std::vector<BenchEmf> output_emfs(const BenchOutput& output);
/// A current source in parallel with the saturating inductance, where the circuit's output has one. Throws
/// Error(failed) when that is no inductor of its circuit.
void add_core(BenchCircuit& circuit);

}  // namespace ohmsweep
