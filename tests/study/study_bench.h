#pragma once
// The bench that the studies share: the shipped circuits behind an interface whose defects each study states.

#include <memory>
#include <string>
#include <vector>

#include "ohmsweep/audio/virtual_bench.h"
#include "ohmsweep/calibration/calibration.h"
#include "ohmsweep/formats/bench_file.h"
#include "ohmsweep/measurement/headphone.h"
#include "ohmsweep/signal/ratio.h"

namespace ohmsweep::study {

inline const std::vector<std::string> devices{"dynamic300", "inear8", "armature10", "planar32"};

/// 100 kΩ inputs, -6 dBFS peak at the source input in every state, 35 ms latency, ideal standards, no other
/// defect.
Bench quiet_bench();

/// Plays states on one virtual bench and estimates their ratios.
class Table {
 public:
  Table(const Bench& bench, const RatioEstimator& estimator);
  /// A new draw of everything random.
  void reseed(std::uint64_t seed) { bench_->reseed(seed); }
  /// `index`: of the take in its sitting, which drift depends on.
  RatioCurve ratio(const std::string& state, const std::string& device = "", int index = 0) const;
  /// Open, short and 100 Ω, all taken as exact: what is left is noise.
  Calibration ideal_calibration() const;
  const Bench& bench() const { return bench_->bench(); }

 private:
  const RatioEstimator& estimator_;
  std::unique_ptr<VirtualBench> bench_;
};

/// True impedance over a grid, left channel.
std::vector<Complex> truth(const Bench& bench, const std::string& device, const FrequencyGrid& grid);

/// 20 Hz to 20 kHz.
inline bool audible(double hz) { return hz >= 20.0 * (1 - 1e-9) && hz <= 20e3 * (1 + 1e-9); }

}  // namespace ohmsweep::study
