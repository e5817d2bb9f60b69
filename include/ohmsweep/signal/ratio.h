#pragma once
/// From two channels of one converter to their complex ratio m(f) = V_dut / V_source.
/// Method: docs/method.md, "From two channels to the ratio". Thread rule: pure; FFT plans are shared behind a
/// lock.

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "ohmsweep/core/covariance.h"
#include "ohmsweep/core/finding.h"
#include "ohmsweep/core/frequency_grid.h"
#include "ohmsweep/signal/recording.h"
#include "ohmsweep/signal/sweep.h"

namespace ohmsweep {

/// A stationary spectral line that was fitted on one channel: hum, its harmonics, converter or USB tones.
struct Line {
  double frequency_hz = 0.0;
  double amplitude = 0.0;  ///< peak, full scale 1.0, the larger of the two channels
  bool removed = false;    ///< false: it stays in the curve and widens the interval around it
};

/// One order of harmonic distortion over the fundamental's frequency.
struct HarmonicCurve {
  int order = 2;
  FrequencyGrid fundamental;         ///< Hz of the fundamental
  std::vector<double> source_ratio;  ///< |H_k| / |H_1| on the source channel
  std::vector<double> dut_ratio;     ///< the same on the dut channel
};

/// The largest total of all orders on the worse channel; a single point that its neighbour does not bear out
/// is left aside. 0 where no harmonic rises above the noise.
struct WorstDistortion {
  double ratio = 0.0;  ///< relative to the fundamental
  double at_hz = 0.0;  ///< of the fundamental
};
[[nodiscard]] WorstDistortion worst_distortion(const std::vector<HarmonicCurve>& harmonics);

/// What a take looks like before anything is derived from it.
struct TakeQuality {
  double source_peak = 0.0;  ///< largest absolute sample, full scale 1.0
  double dut_peak = 0.0;
  double source_noise_rms = 0.0;  ///< broadband noise within the sweep's band, full scale 1.0
  double dut_noise_rms = 0.0;
  double delay_s = 0.0;   ///< of the sweep's start in the take against the stimulus
  double mains_hz = 0.0;  ///< refined mains frequency, 0 when none was found
  std::vector<Line> lines;
  std::vector<double> dropouts_s;       ///< times in the take at which samples are lost, repeated or zeroed
  std::optional<double> signal_lost_s;  ///< from which time in the take on the sweep is missing for good
  /// From which time in the take on the dut channel is silent, at once, while the source channel sounds on.
  std::optional<double> dut_silent_s;
  /// The playing clock is faster than the recording one by this much (10⁻⁶), and its 95 % interval; both are
  /// 0 where the take is broken or too short to tell.
  double clock_offset_ppm = 0.0;
  double clock_offset_u95_ppm = 0.0;
  std::size_t clipped_samples = 0;
};

/// The ratio over frequency with what is known about its error.
struct RatioCurve {
  FrequencyGrid grid;
  std::vector<Complex> ratio;          ///< m = V_dut / V_source, dimensionless
  std::vector<double> noise_variance;  ///< E|δm|² from noise, circular, of this take alone (type A)
  std::vector<Complex>
      resolution_bias;         ///< standard uncertainty of the estimator's own bias, as an influence (type B)
  std::vector<double> snr_db;  ///< of the noisier channel relative to the source channel's sweep, per point
  std::vector<double> source_level;  ///< |V_source| relative to the stimulus
  std::vector<HarmonicCurve> harmonics;
  TakeQuality quality;
  Findings findings;  ///< clipping, dropout, signal_lost, too_quiet, low_snr, mains_lines, distortion,
                      ///< clock_offset
  int sample_rate = 0;
  std::string stimulus_hash;  ///< identifies the stimulus's samples
  std::string take_name;
  std::string take_hash;
};

/// A stimulus prepared once and used for many takes: its spectrum, its band and its harmonic arrival times.
class RatioEstimator {
 public:
  /// Throws Error(usage) when the stimulus is not a usable sweep (see check()).
  explicit RatioEstimator(Stimulus stimulus);
  ~RatioEstimator();
  RatioEstimator(RatioEstimator&&) noexcept;
  RatioEstimator& operator=(RatioEstimator&&) noexcept;

  /// Throws Error(failed) when the take's rate differs from the stimulus's, the channels differ in length, a
  /// sample is not finite, or the take is shorter than the sweep. Everything else questionable is a finding.
  [[nodiscard]] RatioCurve estimate(const Recording& take) const;

  [[nodiscard]] const Stimulus& stimulus() const;
  /// SHA-like identity of the stimulus's samples; equal for equal samples.
  [[nodiscard]] const std::string& stimulus_hash() const;

 private:
  struct Prepared;
  std::unique_ptr<const Prepared> prepared_;
};

/// Combines repeats of one state, weighted by their own variances. Adds the finding unstable_device, and the
/// scatter to noise_variance, when they disagree by more than their noise. All must share grid and stimulus,
/// else Error(rejected). Takes of equal samples count once; under one name too they are an Error(rejected).
[[nodiscard]] RatioCurve combine_repeats(const std::vector<RatioCurve>& takes);

}  // namespace ohmsweep
