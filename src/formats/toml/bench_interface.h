#pragma once
/// The sections of a bench file that describe the interface and its wiring.

#include <string_view>

#include "formats/toml/checked_table.h"
#include "ohmsweep/circuit/bench.h"

namespace ohmsweep {

/// A fraction with a sign: "-2.5%", "52ppm". Throws Error(usage).
[[nodiscard]] double parse_signed_fraction(std::string_view text);

[[nodiscard]] Converters read_converters(const CheckedTable& table);
[[nodiscard]] Wiring read_wiring(const CheckedTable& wiring, const CheckedTable& inputs);
[[nodiscard]] ReferenceResistor read_reference(const CheckedTable& table);

}  // namespace ohmsweep
