#pragma once
/// Amplifier outputs, from the bench into the library.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ohmsweep/circuit/bench_amplifier.h"
#include "ohmsweep/measurement/amplifier.h"
#include "ohmsweep/workflow/measure.h"
#include "ohmsweep/workflow/session.h"
#include "ohmsweep/workflow/take_state.h"

namespace ohmsweep {

struct AmplifierRequest {
  std::string name;
  std::string output;
  std::vector<std::string> states;  ///< parse_output_state(), in the order taken
  OutputWiring wiring = OutputWiring::looped;
  LoadVersions load_versions{};  ///< of headphone loads
};

/// "looped", "player", "balanced", and back; nothing for any other text.
[[nodiscard]] std::string_view to_string(OutputWiring wiring);
[[nodiscard]] std::optional<OutputWiring> parse_wiring(std::string_view text);

/// A result before it is stored, and where it came from.
struct DerivedOutput {
  OutputImpedance impedance;
  Provenance origin;
};
/// What measure_amplifier() stores, not stored.
[[nodiscard]] DerivedOutput derive_output(Session& session, const AmplifierRequest& request);

/// Records the states in their order and stores the output's own impedance with what the takes tell beside
/// it. On an attended device a quiet probe goes before the first take, and the power that a load will see is
/// told before it goes on. Throws Error(rejected), with nothing stored, when the takes cannot give an
/// impedance (see output_impedance()), the probe shows a peak beyond the input's range, or a load would see
/// more than its rated power.
[[nodiscard]] MeasuredCurve measure_amplifier(Session& session, const AmplifierRequest& request);

/// How an output of a virtual bench is wired.
[[nodiscard]] OutputWiring wiring_of(OutputKind kind);

}  // namespace ohmsweep
