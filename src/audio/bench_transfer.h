#pragma once
/// What a bench's circuit does to every frequency of a transform.

#include <cstddef>
#include <vector>

#include "ohmsweep/circuit/bench.h"

namespace ohmsweep {

/// The response of one node or quantity, per bin of forward_real.
struct BenchResponse {
  std::vector<Complex> source;   ///< volts at the source node
  std::vector<Complex> dut;      ///< volts at the dut node
  std::vector<Complex> device;   ///< volts across the device or load; empty where nobody asks
  std::vector<Complex> current;  ///< amperes into it
};

/// Responses to one volt out of the playing converter and to one volt of EMF in series with the load.
struct BenchTransfer {
  BenchResponse drive;
  BenchResponse emf;  ///< empty when unloaded, or when neither contact nor distortion needs it
};

/// Solves the circuit at every bin of a transform of `size` samples. Bin 0 takes the response at a thousandth
/// of a bin, where coupling capacitors are defined. `with_load`: also what a contact or a distortion needs.
[[nodiscard]] BenchTransfer solve_transfer(const BenchCircuit& circuit, int sample_rate, std::size_t size,
                                           bool with_load);

/// The same circuit with a resistance (it may be negative) added in series with the load. By the compensation
/// theorem the resistance is an EMF of r·i, so no new solution of the circuit is needed.
[[nodiscard]] BenchTransfer with_contact(const BenchTransfer& transfer, double contact_ohm);

}  // namespace ohmsweep
