#pragma once
/// What is known of an output beside its curve, and several outputs side by side, for the terminal. Thread
/// rule: pure.

#include <string>
#include <vector>

#include "ohmsweep/measurement/output_traits.h"
#include "ohmsweep/report/table.h"

namespace ohmsweep {

/// One line each for what the takes told: the elements of its circuit, the legs, the shared ground with Zt
/// and Zt + 2 Rg at 1 kHz, the contacts, the drift, the player's clock. Resistances in the curve's unit, and
/// as a bound where they are below their own uncertainty. Lines begin with two spaces; what was not found has
/// none.
[[nodiscard]] std::string output_lines(const OutputImpedance& output);

/// An output with the name of its socket.
struct NamedOutput {
  std::string name;
  OutputImpedance output;
};

/// A table of the wiring (single-ended, balanced, player), |Zo| at 20 Hz, 1 kHz, 20 kHz and where it is
/// largest between them, shared ground ("unknown (Zt alone)" where it could not be measured), legs and
/// circuit elements, one row for each output; bounds as "< 0.02 Ω". A column that no output fills is left
/// out.
[[nodiscard]] std::string output_table(const std::vector<NamedOutput>& outputs,
                                       TableFormat format = TableFormat::text);

}  // namespace ohmsweep
