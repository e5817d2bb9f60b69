#pragma once
/// What a bench's circuit does to every frequency of a transform.

#include <array>
#include <cstddef>
#include <vector>

#include "ohmsweep/circuit/bench.h"

namespace ohmsweep {

/// What can be read of a circuit, per bin of forward_real: the response to one of its drives, or the spectra
/// of a take. Quantities that nobody asks for are empty.
struct BenchResponse {
  std::vector<Complex> source;        ///< volts at the source node
  std::vector<Complex> dut;           ///< volts at the dut node
  std::vector<Complex> device;        ///< volts across the device or load
  std::vector<Complex> current;       ///< amperes into it
  std::vector<Complex> plug_current;  ///< amperes out of an output's plug
  std::vector<Complex> this_volts;    ///< volts behind the ideal amplifier of this channel, or the hot side
  std::vector<Complex> this_current;  ///< amperes into it
  std::vector<Complex> other_volts;   ///< the same of the other channel, or the cold side
  std::vector<Complex> other_current;
  std::vector<Complex> core_current;  ///< amperes through a saturating inductance
};
inline constexpr std::array bench_readings{&BenchResponse::source,        &BenchResponse::dut,
                                           &BenchResponse::device,        &BenchResponse::current,
                                           &BenchResponse::plug_current,  &BenchResponse::this_volts,
                                           &BenchResponse::this_current,  &BenchResponse::other_volts,
                                           &BenchResponse::other_current, &BenchResponse::core_current};

/// Responses to one volt of every drive, or one ampere for the core. Drives that nobody uses are empty.
struct BenchTransfer {
  BenchResponse drive;      ///< the playing converter, as BenchCircuit::drive
  BenchResponse other;      ///< as BenchCircuit::other_drive
  BenchResponse emf;        ///< in series with the load
  BenchResponse plug;       ///< in series with an output's plug
  BenchResponse this_emf;   ///< in series with the ideal amplifier of this channel, or the hot side
  BenchResponse other_emf;  ///< of the other channel, or the cold side
  BenchResponse core;       ///< in parallel with the saturating inductance
};
inline constexpr std::array bench_drives{
    &BenchTransfer::drive,    &BenchTransfer::other,     &BenchTransfer::emf, &BenchTransfer::plug,
    &BenchTransfer::this_emf, &BenchTransfer::other_emf, &BenchTransfer::core};

/// What a transfer is asked for beside the two nodes and the drives.
struct TransferNeeds {
  bool load = false;       ///< voltage, current and EMF of the load
  bool plug = false;       ///< current and EMF of the plug
  bool amplifier = false;  ///< the ideal amplifiers' EMFs
  bool effects = false;    ///< their voltages and currents too, and the core's current
};

/// Solves the circuit at every bin of a transform of `size` samples. Bin 0 takes the response at a thousandth
/// of a bin, where coupling capacitors are defined.
[[nodiscard]] BenchTransfer solve_transfer(const BenchCircuit& circuit, int sample_rate, std::size_t size,
                                           const TransferNeeds& needs);

/// Resistances of this take that stand in series with the load and the plug. They may be negative.
struct Contacts {
  double load_ohm = 0.0;
  double plug_ohm = 0.0;
};

/// The same circuit with these contacts. By the compensation theorem a resistance is an EMF of r·i, so the
/// circuit need not be solved again. A contact where the transfer has no EMF is left out.
[[nodiscard]] BenchTransfer with_contacts(BenchTransfer transfer, const Contacts& contacts);

/// Adds what a spectrum of one drive makes of every quantity.
void add_response(BenchResponse& spectra, const BenchResponse& drive, const std::vector<Complex>& spectrum);

}  // namespace ohmsweep
