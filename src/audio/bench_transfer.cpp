#include "audio/bench_transfer.h"

namespace ohmsweep {

namespace {

constexpr double direct_current_bin = 1e-3;

void reserve(BenchResponse& response, std::size_t bins, bool with_load) {
  response.source.resize(bins);
  response.dut.resize(bins);
  response.device.resize(with_load ? bins : 0);
  response.current.resize(with_load ? bins : 0);
}

void store(BenchResponse& response, std::size_t bin, const Complex* values, bool with_load) {
  response.source[bin] = values[0];
  response.dut[bin] = values[1];
  if (!with_load) return;
  response.device[bin] = values[2];
  response.current[bin] = values[3];
}

/// value + emf · amount, per bin.
void add_emf(std::vector<Complex>& values, const std::vector<Complex>& emf, std::size_t bin, Complex amount) {
  values[bin] += emf[bin] * amount;
}

}  // namespace

BenchTransfer solve_transfer(const BenchCircuit& circuit, int sample_rate, std::size_t size, bool with_load) {
  const bool load = with_load && circuit.loaded;
  std::vector<Probe> probes{voltage_probe(circuit.source_node), voltage_probe(circuit.dut_node)};
  std::vector<std::vector<Excitation>> sets{circuit.drive};
  if (load) {
    probes.push_back(voltage_probe(circuit.load_plus, circuit.load_minus));
    probes.push_back(current_probe(circuit.load_emf));
    sets.push_back({{circuit.load_emf, 1.0}});
  }
  TransferSolver solver(circuit.netlist, sets, probes);
  BenchTransfer transfer;
  const std::size_t bins = size / 2 + 1;
  reserve(transfer.drive, bins, load);
  if (load) reserve(transfer.emf, bins, load);
  std::vector<Complex> values;
  for (std::size_t bin = 0; bin < bins; ++bin) {
    const double position = bin == 0 ? direct_current_bin : static_cast<double>(bin);
    solver.evaluate(Hertz(position * sample_rate / static_cast<double>(size)), values);
    store(transfer.drive, bin, values.data(), load);
    if (load) store(transfer.emf, bin, values.data() + probes.size(), load);
  }
  return transfer;
}

BenchTransfer with_contact(const BenchTransfer& transfer, double contact_ohm) {
  BenchTransfer result = transfer;
  BenchResponse& drive = result.drive;
  BenchResponse& emf = result.emf;
  for (std::size_t bin = 0; bin < emf.current.size(); ++bin) {
    // i = i0 + g (e + r i): the drive's own current i0 and a unit EMF e see the contact r.
    const Complex feedback = 1.0 / (1.0 - emf.current[bin] * contact_ohm);
    const Complex drop = contact_ohm * drive.current[bin] * feedback;
    add_emf(drive.source, emf.source, bin, drop);
    add_emf(drive.dut, emf.dut, bin, drop);
    add_emf(drive.device, emf.device, bin, drop);
    drive.current[bin] *= feedback;
    emf.source[bin] *= feedback;
    emf.dut[bin] *= feedback;
    emf.device[bin] *= feedback;
    emf.current[bin] *= feedback;
  }
  return result;
}

}  // namespace ohmsweep
