#pragma once
/// The sections of a bench file that describe the interface and its wiring.

#include "formats/toml/checked_table.h"
#include "ohmsweep/circuit/bench.h"

namespace ohmsweep {

[[nodiscard]] Converters read_converters(const CheckedTable& table);
[[nodiscard]] Wiring read_wiring(const CheckedTable& wiring, const CheckedTable& inputs);
[[nodiscard]] ReferenceResistor read_reference(const CheckedTable& table);

}  // namespace ohmsweep
