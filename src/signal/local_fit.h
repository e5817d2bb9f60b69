#pragma once
// Local-quadratic estimate of the ratio: at each frequency f0, H_dut = p(log f) H_source over a band around
// f0, with p a complex quadratic, weights 1/f (uniform in log f). The noise of the estimate is the same
// functional applied to empty stretches of the same two responses.

#include <vector>

#include "signal/gate.h"

namespace ohmsweep {

/// p(0) at one frequency and one width.
struct LocalFit {
  Complex ratio;
  double variance = 0.0;  ///< E|δ ratio|², from the empty stretches; 0 when there are none
};

/// Fits over f0·2^(±width/2), `width` in octaves, on bins inside [lowest_hz, highest_hz]. The noise's own
/// share of the normal equations is subtracted (errors in both channels: what H1 and H2 differ by below 30 dB
/// SNR).
[[nodiscard]] LocalFit fit_ratio(const GatedSpectrum& linear, const std::vector<GatedSpectrum>& empty,
                                 double f0_hz, double width_octaves, double lowest_hz, double highest_hz);

/// How a stationary line of unit amplitude in the dut channel, minus `ratio` times one in the source channel,
/// would move the fitted ratio: used for the uncertainty that a removed line leaves.
[[nodiscard]] double line_leverage(const GatedSpectrum& linear, const GateShape& shape, double f0_hz,
                                   double width_octaves, double lowest_hz, double highest_hz, double line_hz);

}  // namespace ohmsweep
