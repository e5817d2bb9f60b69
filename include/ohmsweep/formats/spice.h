#pragma once
/// A one-port network as a SPICE subcircuit. Thread rule: pure.

#include <string>
#include <vector>

#include "ohmsweep/circuit/netlist.h"

namespace ohmsweep {

/// ".subckt NAME plus minus" with one line for each resistor, coil and capacitor, in ohm, henry and farad
/// with nine significant digits and no SI letters (an M is a thousandth to SPICE); `comments` stand above as
/// lines that begin with '*'. What SPICE would not take for a name becomes '_', and a name that does not
/// begin with a letter gets an X before it. Throws Error(failed) for elements of any other kind.
[[nodiscard]] std::string spice_subcircuit(const Netlist& one_port, const std::string& name,
                                           const std::vector<std::string>& comments);

/// The name that it has there.
[[nodiscard]] std::string spice_name(const std::string& name);

}  // namespace ohmsweep
