#pragma once
/// A short sound that shows whether a level is played and recorded cleanly.
///
/// Three tones one after another, each with the peak of a sweep of that level and with raised-cosine fades:
/// 85 Hz, where headphones resonate, 997 Hz and 6.1 kHz. One after another, because a sweep also plays one
/// frequency at a time: what clips at the level of a tone clips at the level of the sweep, and no
/// intermodulation falls on a harmonic. No harmonic that is looked at falls on a multiple of 50 or 60 Hz.
/// Silence before the tones shows what noise and hum make of the same frequencies. Thread rule: pure
/// functions.

#include <cstddef>
#include <optional>
#include <vector>

#include "ohmsweep/core/covariance.h"
#include "ohmsweep/core/units.h"
#include "ohmsweep/signal/recording.h"
#include "ohmsweep/signal/sweep.h"

namespace ohmsweep {

/// One tone of the probe; times in samples of its stimulus.
struct ProbeTone {
  double frequency_hz = 0.0;
  std::size_t steady_from = 0;  ///< fades and what a circuit needs to settle left out
  std::size_t steady_to = 0;
};

struct LevelProbe {
  Stimulus stimulus;  ///< its sweep states rate, peak and times; the sound is not a sweep
  std::vector<ProbeTone> tones;
};

/// Tones above 0.22 of the rate are left out, so that each keeps its second harmonic. `level` is the peak.
[[nodiscard]] LevelProbe level_probe(Decibels level, int sample_rate);

/// One tone as one input heard it.
struct ToneReading {
  double frequency_hz = 0.0;
  Complex amplitude;       ///< peak, full scale 1.0; both inputs share one time
  double floor = 0.0;      ///< by how much noise and hum may change the amplitude
  double harmonics = 0.0;  ///< amplitude of the orders 2 to 5 together, as far as they stand above the floor
  [[nodiscard]] double size() const { return std::abs(amplitude); }
};

struct ProbedInput {
  double peak_dbfs = 0.0;
  std::size_t clipped_samples = 0;
  std::vector<ToneReading> tones;
};

/// What came back of one probe.
struct ProbeReading {
  ProbedInput source;
  ProbedInput dut;
  double delay_s = 0.0;
};

/// Finds the probe on the source channel, whatever its delay, and reads it. Throws Error(failed) for a take
/// of another rate or one that is shorter than the probe.
[[nodiscard]] ProbeReading read_probe(const Recording& take, const LevelProbe& probe);

/// Whether the source channel hears the tones at all.
[[nodiscard]] bool heard(const ProbedInput& input);

/// The smallest |Z| that the tones show behind a reference resistor, Z = R m/(1 - m), if inputs have equal
/// gain; nothing where the device takes no current that could be seen.
[[nodiscard]] std::optional<double> apparent_impedance_ohm(const ProbeReading& reading, double reference_ohm);

}  // namespace ohmsweep
