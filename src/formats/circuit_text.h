#pragma once
/// One element of a circuit as a line of text, as SPICE has made familiar: "Re + a 300ohm".

#include <string_view>

#include "ohmsweep/circuit/netlist.h"

namespace ohmsweep {

/// NAME NODE NODE VALUE, where the name's first letter says what it is:
/// R resistance, C capacitance, L inductance [winding resistance], K Z = K (jω)^n as two plain numbers.
/// Throws Error(usage) with the line and an example.
[[nodiscard]] Element parse_element(std::string_view line);

}  // namespace ohmsweep
