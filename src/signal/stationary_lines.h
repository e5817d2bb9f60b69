#pragma once
// Hum and other stationary lines: found, fitted and removed where the response holds neither the linear
// response nor a harmonic of it, so that the fit can take neither for hum.

#include <vector>

#include "signal/gate.h"

namespace ohmsweep {

/// One line in the response, A e^{2πi f τ} + its conjugate, on the time axis of Responses.
struct FittedLine {
  double hz = 0.0;
  Complex source;
  Complex dut;
  double source_variance = 0.0;  ///< E|δA|² of the fit
  double dut_variance = 0.0;
  bool removed = false;
};

struct StationaryLines {
  double mains_hz = 0.0;  ///< refined; 0 when no mains line rises above the noise
  std::vector<FittedLine> lines;
};

/// Peak amplitude of a line in the take, full scale 1.0, the larger of the two channels.
[[nodiscard]] double take_amplitude(const FittedLine& line, const Deconvolution& deconvolution);

/// Mains at k f0 up to 2 kHz, f0 near 50 or 60 Hz, and any other line that stands out of the empty stretches.
/// Lines below `smallest_amplitude` (of the take) are rounding and left alone. `empty` are the empty
/// stretches behind the longest gate: they resolve lines best.
[[nodiscard]] StationaryLines find_lines(const Responses& responses, const std::vector<GatedSpectrum>& empty,
                                         const Deconvolution& deconvolution, double smallest_amplitude);

/// The responses without these lines, within the stretches that `bands` look at.
[[nodiscard]] Responses without_lines(Responses responses, const StationaryLines& lines);

}  // namespace ohmsweep
