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

/// Fits within one gate band. Immutable; holds per-bin products, so that a fit is a few sums.
class LocalFitter {
 public:
  /// `shape` is the band's gate, or a shorter one to compare it with; `empty` the band's empty stretches
  /// behind it, gated(responses, shape, band.empty_centres). Without them no variance is estimated.
  LocalFitter(const Responses& responses, const GateBand& band, const GateShape& shape,
              std::vector<GatedSpectrum> empty);

  /// Fits over f0·2^(±octaves/2), as far as the sweep's usable band reaches. The noise's own share of the
  /// normal equations is subtracted (errors in both channels: what H1 and H2 differ by below 30 dB SNR).
  [[nodiscard]] LocalFit fit(double f0_hz, double octaves) const;

  /// |change of the fitted ratio| for a stationary line of unit amplitude in the dut channel's response.
  [[nodiscard]] double line_leverage(double f0_hz, double octaves, double line_hz) const;

  /// |H_source| at the bin nearest to a frequency.
  [[nodiscard]] double source_level(double hz) const;

 private:
  struct EmptyStretch {
    double centre_s;
    GatedSpectrum spectrum;
  };
  struct FitBand;
  struct Quadratic;
  [[nodiscard]] FitBand band_around(double f0_hz, double octaves) const;
  [[nodiscard]] Quadratic solve(const FitBand& band) const;
  [[nodiscard]] bool within_take(const EmptyStretch& stretch, double f0_hz) const;

  GateShape shape_;
  GatedSpectrum linear_;
  std::vector<EmptyStretch> empty_;
  std::vector<double> log_hz_;
  std::vector<double> source_power_;  ///< (|S|² - noise) / f
  std::vector<Complex> cross_;        ///< (S* D - noise) / f
  SweepTiming timing_;
  double delay_s_;
  double take_s_;
  double period_s_;
  double line_samples_;  ///< per second of gate: rate and scale of the responses
};

}  // namespace ohmsweep
