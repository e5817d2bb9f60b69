#include "cli/spice_text.h"

#include <fmt/format.h>

#include <utility>
#include <vector>

#include "ohmsweep/core/number_text.h"
#include "ohmsweep/core/quantity_text.h"
#include "ohmsweep/formats/spice.h"
#include "ohmsweep/measurement/equivalent_circuit.h"

namespace ohmsweep::cli {
namespace {

std::string percent(double fraction) { return significant(100.0 * fraction, 2) + " %"; }

std::string nearness_of(const CircuitMatch& match) {
  const std::size_t elements = element_count(match.circuit);
  return fmt::format("{} element{} reproduce{} the curve within {} rms and {} at most (at {}), from {} to {}",
                     elements, elements == 1 ? "" : "s", elements == 1 ? "s" : "", percent(match.rms),
                     percent(match.worst), format_hz(match.worst_hz), format_hz(match.from_hz),
                     format_hz(match.to_hz));
}

/// Where the curve is from.
std::string origin_of(const Provenance& origin) {
  std::string text = origin.imported_from.empty() ? fmt::format("measured on {}", origin.device)
                                                  : fmt::format("imported from {}", origin.imported_from);
  if (!origin.calibration.empty()) text += fmt::format(", corrected with {}", origin.calibration);
  if (!origin.mounting.empty()) text += fmt::format(", worn: {}", origin.mounting);
  return text + fmt::format(", {}", origin.software);
}

CircuitMatch match_of(const StoredCurve& stored, CurveKind kind) {
  if (kind == CurveKind::headphone) return fit_circuit(stored.curve);
  return fit_circuit(OutputImpedance{stored.curve, stored.traits});
}

}  // namespace

SpiceText spice_text(const StoredCurve& stored, CurveKind kind, const std::string& title) {
  const CircuitMatch match = match_of(stored, kind);
  SpiceText spice{{}, nearness_of(match), match.good()};
  std::vector<std::string> comments{title, origin_of(stored.provenance), spice.nearness};
  if (!spice.good) {
    comments.push_back(
        fmt::format("A POOR FIT: beyond the curve's own uncertainty it misses by {} rms and {} at most",
                    percent(match.rms_beyond), percent(match.worst_beyond)));
  }
  const DrawnCircuit circuit = drawn(match.circuit);
  comments.insert(comments.end(), circuit.parts.begin(), circuit.parts.end());
  spice.text = spice_subcircuit(circuit.netlist, fmt::format("{}_{}", stored.name, stored.part), comments);
  return spice;
}

}  // namespace ohmsweep::cli
