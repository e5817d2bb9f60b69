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

/// a · b without the standard's treatment of infinities, which would cost more than the product.
Complex product(Complex a, Complex b) {
  return {a.real() * b.real() - a.imag() * b.imag(), a.real() * b.imag() + a.imag() * b.real()};
}

/// 1 / (1 - g r): how a contact r changes the current i = i0 + g (e + r i) of drive i0 and EMF e.
Complex contact_feedback(Complex current_per_emf, double contact_ohm) {
  const double re = 1.0 - current_per_emf.real() * contact_ohm;
  const double im = -current_per_emf.imag() * contact_ohm;
  const double norm = re * re + im * im;
  return {re / norm, -im / norm};
}

/// Volts per volt played that the contact drops.
Complex contact_drop(const BenchTransfer& transfer, std::size_t bin, double contact_ohm) {
  const Complex feedback = contact_feedback(transfer.emf.current[bin], contact_ohm);
  return contact_ohm * product(transfer.drive.current[bin], feedback);
}

std::vector<Complex> respond(const std::vector<Complex>& drive, const std::vector<Complex>& played) {
  std::vector<Complex> volts(drive.size());
  for (std::size_t bin = 0; bin < volts.size(); ++bin) volts[bin] = product(drive[bin], played[bin]);
  return volts;
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

BenchSpectra respond(const BenchTransfer& transfer, const std::vector<Complex>& played, double contact_ohm) {
  const BenchResponse& drive = transfer.drive;
  const BenchResponse& emf = transfer.emf;
  BenchSpectra spectra{respond(drive.source, played), respond(drive.dut, played),
                       respond(drive.device, played)};
  if (contact_ohm == 0.0) return spectra;
  for (std::size_t bin = 0; bin < emf.current.size(); ++bin) {
    const Complex drop = product(contact_drop(transfer, bin, contact_ohm), played[bin]);
    spectra.source[bin] += product(emf.source[bin], drop);
    spectra.dut[bin] += product(emf.dut[bin], drop);
    spectra.device[bin] += product(emf.device[bin], drop);
  }
  return spectra;
}

void add_emf(BenchSpectra& spectra, const BenchTransfer& transfer, const std::vector<Complex>& emf,
             double contact_ohm) {
  for (std::size_t bin = 0; bin < transfer.emf.current.size(); ++bin) {
    const Complex volts = product(emf[bin], contact_feedback(transfer.emf.current[bin], contact_ohm));
    spectra.source[bin] += product(transfer.emf.source[bin], volts);
    spectra.dut[bin] += product(transfer.emf.dut[bin], volts);
  }
}

}  // namespace ohmsweep
