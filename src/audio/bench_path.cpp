#include "audio/bench_path.h"

#include <cmath>
#include <numbers>
#include <utility>

#include "audio/bench_converters.h"
#include "audio/bench_distortion.h"
#include "audio/clock_offset.h"
#include "ohmsweep/signal/clipping.h"
#include "ohmsweep/signal/fft.h"

namespace ohmsweep {

double path_latency_s(const Bench& bench, const BenchCircuit& circuit) {
  return bench.converters.latency_s + circuit.latency_s;
}

BenchPath solve_path(const Bench& bench, const BenchCircuit& circuit, int sample_rate, std::size_t size) {
  const double latency_s = path_latency_s(bench, circuit);
  const bool with_load = bench.wiring.contact_ohm > 0.0 || circuit.load_distortion.any();
  BenchTransfer transfer = solve_transfer(circuit, sample_rate, size, with_load);
  for (BenchResponse* response : {&transfer.drive, &transfer.emf}) {
    apply_linear_defects(response->source, response->dut, bench.converters, latency_s, sample_rate, size);
  }
  return {bench.converters.clock_offset + circuit.clock_offset, latency_s, circuit.load_distortion,
          std::move(transfer)};
}

std::vector<Complex> played_spectrum(const std::vector<double>& samples, double peak,
                                     const Converters& converters, double clock_offset, double late) {
  const std::size_t size = samples.size();
  std::vector<Complex> bins = forward_real(samples);
  if (converters.dac.any()) {
    const std::vector<Complex> added = distortion_spectrum(bins, size, converters.dac, peak);
    for (std::size_t k = 0; k < bins.size(); ++k) bins[k] += added[k];
  }
  if (late != 0.0) {
    const double turn = 2.0 * std::numbers::pi * late / static_cast<double>(size);
    for (std::size_t k = 0; k < bins.size(); ++k) bins[k] *= std::polar(1.0, turn * static_cast<double>(k));
  }
  if (clock_offset != 0.0) {
    bins = forward_real(resampled(inverse_real(std::move(bins), size), clock_offset, size));
  }
  for (Complex& bin : bins) bin *= converters.output_peak_volts;
  return bins;
}

double load_peak(const std::vector<Complex>& played, const BenchPath& path, double contact_ohm,
                 std::size_t size) {
  if (!path.load_distortion.any() || path.transfer.emf.source.empty()) return 0.0;
  return peak_of(inverse_real(respond(path.transfer, played, contact_ohm).device, size));
}

BenchSpectra node_spectra(const std::vector<Complex>& played, const BenchPath& path, double contact_ohm,
                          double peak, std::size_t size) {
  BenchSpectra nodes = respond(path.transfer, played, contact_ohm);
  if (peak <= 0.0) return nodes;
  add_emf(nodes, path.transfer, distortion_spectrum(nodes.device, size, path.load_distortion, peak),
          contact_ohm);
  return nodes;
}

double gain_to_peak(const std::vector<double>& source, std::optional<double> peak) {
  const double present = peak ? peak_of(source) : 0.0;
  return present > 0.0 ? *peak / present : 1.0;
}

}  // namespace ohmsweep
