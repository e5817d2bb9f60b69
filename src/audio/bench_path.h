#pragma once
/// From the played samples to the recorder's converters: the part of the virtual bench that takes and
/// listening share.

#include <cstddef>
#include <optional>
#include <vector>

#include "audio/bench_amplifier.h"
#include "audio/bench_converters.h"
#include "audio/bench_transfer.h"
#include "ohmsweep/circuit/bench.h"

namespace ohmsweep {

/// One state's circuit, solved at every bin of a transform, with the inputs' linear defects.
struct BenchPath {
  double clock_offset = 0.0;
  double latency_s = 0.0;          ///< what the transfer delays by
  std::size_t samples_before = 0;  ///< of the recording, before the player starts; they come on top
  Harmonics load_distortion;
  std::optional<BenchOutput> output;
  BenchTransfer transfer;
};

/// How a circuit's player lies in time.
struct PathTiming {
  double clock_offset = 0.0;
  double latency_s = 0.0;
  std::size_t samples_before = 0;
};
/// The recorder's and the player's together: a start becomes whole samples and a rest of the latency.
[[nodiscard]] PathTiming path_timing(const Bench& bench, const BenchCircuit& circuit, int sample_rate);
[[nodiscard]] BenchPath solve_path(const Bench& bench, const BenchCircuit& circuit, int sample_rate,
                                   std::size_t size);

/// The converter's distortion of a spectrum as played, relative to `peak`; then its volts.
/// `clock_offset`: resampled to the recorder's clock, `late` samples of the player's after the first.
[[nodiscard]] std::vector<Complex> played_spectrum(const std::vector<double>& samples, double peak,
                                                   const Converters& converters, double clock_offset,
                                                   double late = 0.0);

/// What the playing converter delivers, volts.
struct PlayedSpectra {
  std::vector<Complex> self;  ///< as BenchCircuit::drive has it
  /// What a player's other channel plays beside that; empty where nothing.
  std::vector<Complex> other_beside;
};

/// What a circuit with its contacts makes of it: every quantity that the transfer knows, the output's limits
/// and its core included, the load's distortion not yet. Throws Error(failed) for a core that saturates too
/// far.
[[nodiscard]] BenchResponse respond(const PlayedSpectra& played, const BenchPath& path,
                                    const BenchTransfer& transfer, const PathTake& take);

/// The device's largest voltage, to which its distortion is relative; 0 where nothing distorts.
[[nodiscard]] double load_peak(const BenchResponse& spectra, const BenchPath& path, std::size_t size);
/// Adds the load's distortion. `peak` is load_peak().
void add_load_distortion(BenchResponse& spectra, const BenchPath& path, const BenchTransfer& transfer,
                         double peak, std::size_t size);

/// The resistances of a take's contacts.
[[nodiscard]] Contacts draw_contacts(const Wiring& wiring, const TakeKey& key);

/// The gain that makes a channel of this peak reach the stated one.
[[nodiscard]] double gain_to_peak(const std::vector<double>& source, std::optional<double> peak);

}  // namespace ohmsweep
