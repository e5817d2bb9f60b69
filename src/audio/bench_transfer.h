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

/// Spectra of the nodes, and of the device's voltage where a distortion asks for it.
struct BenchSpectra {
  std::vector<Complex> source;
  std::vector<Complex> dut;
  std::vector<Complex> device;
};

/// What a played spectrum makes of the nodes when a contact resistance (it may be negative) stands in series
/// with the load. By the compensation theorem that resistance is an EMF of r·i, so the circuit need not be
/// solved again.
[[nodiscard]] BenchSpectra respond(const BenchTransfer& transfer, const std::vector<Complex>& played,
                                   double contact_ohm);

/// Adds what an EMF in series with the load makes of the nodes, behind the same contact.
void add_emf(BenchSpectra& spectra, const BenchTransfer& transfer, const std::vector<Complex>& emf,
             double contact_ohm);

}  // namespace ohmsweep
