#pragma once
/// The amplifiers of a bench file.

#include "formats/toml/bench_circuit.h"
#include "ohmsweep/circuit/bench_amplifier.h"

namespace ohmsweep {

/// [[amplifier]] with its outputs and their settings. Throws Error(failed) with file, line and key.
[[nodiscard]] BenchAmplifier read_amplifier(const CheckedTable& table, NamesSeen& names);

}  // namespace ohmsweep
