#include "live/interface/bench_response.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "audio/bench_converters.h"
#include "audio/bench_transfer.h"
#include "audio/random_stream.h"
#include "live/interface/slow_tail.h"
#include "ohmsweep/signal/fft.h"

namespace ohmsweep::live {
namespace {

/// Rounding of the transform, relative to the response's peak.
constexpr double rounding = 1e-17;

/// 1 up to 0.47 of the rate within 1e-8, 1e-8 at half of it: a Gaussian edge, whose response is short.
double edge(double fraction_of_rate) {
  constexpr double middle = 0.4855;
  constexpr double width = 0.0026;
  return 0.5 * std::erfc((fraction_of_rate - middle) / (width * std::sqrt(2.0)));
}

/// Bin 0 at a frequency so low that a coupling capacitor has settled for the longest tail.
void settle_direct_current(BenchTransfer& transfer, const BenchCircuit& circuit, int sample_rate,
                           std::size_t size) {
  TransferSolver solver(circuit.netlist, {circuit.drive},
                        {voltage_probe(circuit.source_node), voltage_probe(circuit.dut_node)});
  std::vector<Complex> values;
  solver.evaluate(Hertz(1e-5 * sample_rate / static_cast<double>(size)), values);
  transfer.drive.source[0] = values[0].real();
  transfer.drive.dut[0] = values[1].real();
}

/// The periodic response of `size` samples becomes taps and tail: a mode's repetitions add up to the mode
/// itself over 1 - pole^size, so that it is known however long it lasts.
ImpulseResponse unrolled(std::vector<Complex> bins, std::size_t size, std::size_t taps) {
  for (std::size_t k = 0; k < bins.size(); ++k) {
    bins[k] *= edge(static_cast<double>(k) / static_cast<double>(size));
  }
  std::vector<double> samples = inverse_real(std::move(bins), size);
  double peak = 0.0;
  for (const double sample : samples) peak = std::max(peak, std::abs(sample));
  ImpulseResponse response;
  response.tail = slow_modes(samples.data() + taps, size - taps - response_lead, rounding * peak);
  const auto period = static_cast<double>(size);
  for (std::size_t n = 0; n < taps; ++n) {
    samples[n] -= tail_at(response.tail, static_cast<double>(n) + period - static_cast<double>(taps));
  }
  samples.resize(taps);
  response.taps = std::move(samples);
  for (TailMode& mode : response.tail) mode.amplitude *= 1.0 - std::pow(mode.pole, period);
  return response;
}

Contacts contacts_of(const Bench& bench, const BenchState& state, int index) {
  const std::string connected = state.state + "\n" + state.device + "\n" + state.output;
  const TakeKey key{bench.converters.seed, text_key(connected), index};
  return {draw_contact(bench.wiring.contact_ohm, key), draw_plug(bench.wiring.plug_ohm, key)};
}

}  // namespace

BenchPath bench_path(const Bench& bench, const BenchState& state, int index, int sample_rate,
                     std::size_t taps) {
  const BenchCircuit circuit = connect(bench, state);
  const std::size_t size = fast_size(3 * taps);
  const TransferNeeds needs{bench.wiring.contact_ohm > 0.0, bench.wiring.plug_ohm > 0.0};
  BenchTransfer transfer = solve_transfer(circuit, sample_rate, size, needs);
  settle_direct_current(transfer, circuit, sample_rate, size);
  transfer = with_contacts(std::move(transfer), contacts_of(bench, state, index));
  const std::vector<Complex> played(size / 2 + 1, bench.converters.output_peak_volts);
  BenchResponse nodes;
  add_response(nodes, transfer.drive, played);
  const double latency = (bench.converters.latency_s + circuit.latency_s) * sample_rate;
  const double whole = std::floor(latency);
  const double rest_s = (latency - whole + static_cast<double>(response_lead)) / sample_rate;
  apply_linear_defects(nodes.source, nodes.dut, bench.converters, rest_s, sample_rate, size);
  return {unrolled(std::move(nodes.source), size, taps), unrolled(std::move(nodes.dut), size, taps),
          static_cast<std::size_t>(whole)};
}

}  // namespace ohmsweep::live
