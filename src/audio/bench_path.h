#pragma once
/// From the played samples to the recorder's converters: the part of the virtual bench that takes and
/// listening share.

#include <cstddef>
#include <optional>
#include <vector>

#include "audio/bench_transfer.h"
#include "ohmsweep/circuit/bench.h"

namespace ohmsweep {

/// One state's circuit, solved at every bin of a transform, with the inputs' linear defects.
struct BenchPath {
  double clock_offset = 0.0;
  double latency_s = 0.0;
  Harmonics load_distortion;
  BenchTransfer transfer;
};
/// Of playback and recording and of the circuit's player together.
[[nodiscard]] double path_latency_s(const Bench& bench, const BenchCircuit& circuit);
[[nodiscard]] BenchPath solve_path(const Bench& bench, const BenchCircuit& circuit, int sample_rate,
                                   std::size_t size);

/// The converter's distortion of a spectrum as played, relative to `peak`; then its volts.
/// `clock_offset`: resampled to the recorder's clock, `late` samples of the player's after the first.
[[nodiscard]] std::vector<Complex> played_spectrum(const std::vector<double>& samples, double peak,
                                                   const Converters& converters, double clock_offset,
                                                   double late = 0.0);

/// The device's largest voltage, to which its distortion is relative; 0 where nothing distorts.
[[nodiscard]] double load_peak(const std::vector<Complex>& played, const BenchPath& path, double contact_ohm,
                               std::size_t size);

/// What the recorder's converters see, the load's distortion included. `peak` is load_peak().
[[nodiscard]] BenchSpectra node_spectra(const std::vector<Complex>& played, const BenchPath& path,
                                        double contact_ohm, double peak, std::size_t size);

/// The gain that makes a channel of this peak reach the stated one.
[[nodiscard]] double gain_to_peak(const std::vector<double>& source, std::optional<double> peak);

}  // namespace ohmsweep
