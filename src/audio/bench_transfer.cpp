#include "audio/bench_transfer.h"

#include <algorithm>
#include <utility>

namespace ohmsweep {

namespace {

constexpr double direct_current_bin = 1e-3;

/// Where a quantity is stored and what it is in the circuit.
struct Reading {
  std::vector<Complex> BenchResponse::*response;
  Probe probe;
};

struct Drive {
  BenchResponse BenchTransfer::*response;
  std::vector<Excitation> excitations;
};

/// What is solved in one go.
struct Questions {
  std::vector<Reading> readings;
  std::vector<Drive> drives;
};

void ask_for_amplifiers(Questions& questions, const BenchCircuit& circuit, bool effects) {
  constexpr std::array volts{&BenchResponse::this_volts, &BenchResponse::other_volts};
  constexpr std::array amperes{&BenchResponse::this_current, &BenchResponse::other_current};
  constexpr std::array drives{&BenchTransfer::this_emf, &BenchTransfer::other_emf};
  for (std::size_t i = 0; i < circuit.emfs.size(); ++i) {
    const BenchEmf& emf = circuit.emfs[i];
    questions.drives.push_back({drives[i], {{emf.source, 1.0}}});
    if (!effects) continue;
    questions.readings.push_back({volts[i], voltage_probe(emf.node, emf.back)});
    questions.readings.push_back({amperes[i], current_probe(emf.source)});
  }
  if (!effects || circuit.core_current.empty()) return;
  questions.readings.push_back({&BenchResponse::core_current, current_probe(circuit.core_inductor)});
  questions.drives.push_back({&BenchTransfer::core, {{circuit.core_current, 1.0}}});
}

Questions questions_of(const BenchCircuit& circuit, const TransferNeeds& needs) {
  Questions questions{{{&BenchResponse::source, voltage_probe(circuit.source_node)},
                       {&BenchResponse::dut, voltage_probe(circuit.dut_node)}},
                      {{&BenchTransfer::drive, circuit.drive}}};
  if (!circuit.other_drive.empty()) questions.drives.push_back({&BenchTransfer::other, circuit.other_drive});
  if (needs.load && circuit.loaded) {
    questions.readings.push_back(
        {&BenchResponse::device, voltage_probe(circuit.load_plus, circuit.load_minus)});
    questions.readings.push_back({&BenchResponse::current, current_probe(circuit.load_emf)});
    questions.drives.push_back({&BenchTransfer::emf, {{circuit.load_emf, 1.0}}});
  }
  if (needs.plug && !circuit.plug_emf.empty()) {
    questions.readings.push_back({&BenchResponse::plug_current, current_probe(circuit.plug_emf)});
    questions.drives.push_back({&BenchTransfer::plug, {{circuit.plug_emf, 1.0}}});
  }
  if (needs.amplifier || needs.effects) ask_for_amplifiers(questions, circuit, needs.effects);
  return questions;
}

/// a · b without the standard's treatment of infinities, which would cost more than the product.
Complex product(Complex a, Complex b) {
  return {a.real() * b.real() - a.imag() * b.imag(), a.real() * b.imag() + a.imag() * b.real()};
}

/// A resistance r between an EMF and what it drives: every drive's current i0 becomes i0 / (1 - g r), g being
/// the current per volt of that EMF, and the drop adds to the other quantities through the EMF.
void insert_contact(BenchTransfer& transfer, BenchResponse BenchTransfer::*emf,
                    std::vector<Complex> BenchResponse::*current, double ohm) {
  if (ohm == 0.0 || (transfer.*emf.*current).empty()) return;
  std::vector<Complex> factor = transfer.*emf.*current;
  for (Complex& value : factor) value = ohm / (1.0 - ohm * value);
  const BenchResponse through = transfer.*emf;
  for (const auto drive : bench_drives) {
    BenchResponse& changed = transfer.*drive;
    if ((changed.*current).empty()) continue;
    std::vector<Complex> drop = changed.*current;
    for (std::size_t bin = 0; bin < drop.size(); ++bin) drop[bin] = product(drop[bin], factor[bin]);
    add_response(changed, through, drop);
  }
}

}  // namespace

BenchTransfer solve_transfer(const BenchCircuit& circuit, int sample_rate, std::size_t size,
                             const TransferNeeds& needs) {
  const Questions questions = questions_of(circuit, needs);
  std::vector<Probe> probes;
  for (const Reading& reading : questions.readings) probes.push_back(reading.probe);
  std::vector<std::vector<Excitation>> sets;
  const std::size_t bins = size / 2 + 1;
  BenchTransfer transfer;
  for (const Drive& drive : questions.drives) {
    sets.push_back(drive.excitations);
    for (const Reading& reading : questions.readings) {
      (transfer.*drive.response.*reading.response).resize(bins);
    }
  }
  TransferSolver solver(circuit.netlist, sets, probes);
  std::vector<Complex> values;
  for (std::size_t bin = 0; bin < bins; ++bin) {
    const double position = bin == 0 ? direct_current_bin : static_cast<double>(bin);
    solver.evaluate(Hertz(position * sample_rate / static_cast<double>(size)), values);
    auto value = values.begin();
    for (const Drive& drive : questions.drives) {
      for (const Reading& reading : questions.readings) {
        (transfer.*drive.response.*reading.response)[bin] = *value++;
      }
    }
  }
  return transfer;
}

BenchTransfer with_contacts(BenchTransfer transfer, const Contacts& contacts) {
  insert_contact(transfer, &BenchTransfer::emf, &BenchResponse::current, contacts.load_ohm);
  insert_contact(transfer, &BenchTransfer::plug, &BenchResponse::plug_current, contacts.plug_ohm);
  return transfer;
}

void add_response(BenchResponse& spectra, const BenchResponse& drive, const std::vector<Complex>& spectrum) {
  for (const auto reading : bench_readings) {
    const std::vector<Complex>& response = drive.*reading;
    std::vector<Complex>& sum = spectra.*reading;
    sum.resize(std::max(sum.size(), response.size()));
    for (std::size_t bin = 0; bin < response.size(); ++bin) sum[bin] += product(response[bin], spectrum[bin]);
  }
}

}  // namespace ohmsweep
