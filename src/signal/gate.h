#pragma once
// Gates on the impulse response: the linear response in one, empty stretches of the same shape as samples of
// its noise.

#include <vector>

#include "signal/deconvolution.h"

namespace ohmsweep {

/// Flat between -left_flat and +right_flat, raised-cosine flanks out to -left and +right; seconds around τ =
/// 0.
struct GateShape {
  double left;
  double left_flat;
  double right_flat;
  double right;

  [[nodiscard]] double length() const { return left + right; }
  [[nodiscard]] double weight(double tau) const;
  [[nodiscard]] GateShape scaled(double factor) const;
};

/// Both channels behind one gate, as spectra.
struct GatedSpectrum {
  double bin_hz = 0.0;
  std::vector<Complex> source;
  std::vector<Complex> dut;
};

/// The gate moved to each of `centres` (seconds of τ), transformed with τ = centre as phase zero.
[[nodiscard]] std::vector<GatedSpectrum> gated(const Responses& responses, const GateShape& shape,
                                               const std::vector<double>& centres);

/// The same at one place.
[[nodiscard]] GatedSpectrum gated(const Responses& responses, const GateShape& shape, double centre);

/// A frequency range with the gate that suits it: long for low frequencies, short above, where a short gate
/// rejects more noise and distortion and leaves more empty stretches to learn the noise from.
struct GateBand {
  double from_hz;
  double to_hz;
  GateShape shape;
  std::vector<double> empty_centres;  ///< seconds of τ at which the response holds noise alone
};

/// The gates of one take. Three ranges: below 200 Hz, to 2 kHz, above.
[[nodiscard]] std::vector<GateBand> gate_bands(const Responses& responses);

}  // namespace ohmsweep
