#include "audio/bench_path.h"

#include <cmath>
#include <numbers>
#include <utility>

#include "audio/bench_amplifier.h"
#include "audio/bench_distortion.h"
#include "audio/clock_offset.h"
#include "ohmsweep/signal/clipping.h"
#include "ohmsweep/signal/fft.h"

namespace ohmsweep {

namespace {

bool has_amplifier_effects(const std::optional<BenchOutput>& output) {
  return output && (output->limits.any() || output->core || output->volume_step.change != 0.0);
}

TransferNeeds needs_of(const Bench& bench, const BenchCircuit& circuit) {
  return {bench.wiring.contact_ohm > 0.0 || circuit.load_distortion.any(), bench.wiring.plug_ohm > 0.0,
          circuit.output && circuit.output->noise.any(), has_amplifier_effects(circuit.output)};
}

}  // namespace

PathTiming path_timing(const Bench& bench, const BenchCircuit& circuit, int sample_rate) {
  const double before = std::floor(circuit.latency_s * sample_rate);
  return {bench.converters.clock_offset + circuit.clock_offset,
          bench.converters.latency_s + circuit.latency_s - before / sample_rate,
          static_cast<std::size_t>(before)};
}

BenchPath solve_path(const Bench& bench, const BenchCircuit& circuit, int sample_rate, std::size_t size) {
  const PathTiming timing = path_timing(bench, circuit, sample_rate);
  BenchTransfer transfer = solve_transfer(circuit, sample_rate, size, needs_of(bench, circuit));
  for (const auto drive : bench_drives) {
    BenchResponse& response = transfer.*drive;
    apply_linear_defects(response.source, response.dut, bench.converters, timing.latency_s, sample_rate,
                         size);
  }
  return {timing.clock_offset,     timing.latency_s, timing.samples_before,
          circuit.load_distortion, circuit.output,   std::move(transfer)};
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

BenchResponse respond(const PlayedSpectra& played, const BenchPath& path, const BenchTransfer& transfer,
                      const PathTake& take) {
  BenchResponse spectra;
  add_response(spectra, transfer.drive, played.self);
  if (!played.other_beside.empty()) add_response(spectra, transfer.other, played.other_beside);
  if (path.output) add_amplifier_effects(spectra, transfer, *path.output, take);
  return spectra;
}

double load_peak(const BenchResponse& spectra, const BenchPath& path, std::size_t size) {
  if (!path.load_distortion.any() || spectra.device.empty()) return 0.0;
  return peak_of(inverse_real(spectra.device, size));
}

void add_load_distortion(BenchResponse& spectra, const BenchPath& path, const BenchTransfer& transfer,
                         double peak, std::size_t size) {
  if (peak <= 0.0) return;
  const std::vector<Complex> emf = distortion_spectrum(spectra.device, size, path.load_distortion, peak);
  add_response(spectra, transfer.emf, emf);
}

Contacts draw_contacts(const Wiring& wiring, const TakeKey& key) {
  return {draw_contact(wiring.contact_ohm, key), draw_plug(wiring.plug_ohm, key)};
}

double gain_to_peak(const std::vector<double>& source, std::optional<double> peak) {
  const double present = peak ? peak_of(source) : 0.0;
  return present > 0.0 ? *peak / present : 1.0;
}

}  // namespace ohmsweep
