#pragma once
/// One sitting at the bench: what every measuring step needs, given from outside. Nothing here reads a clock,
/// a terminal or a command line. Thread rule: one session per thread; both sinks are called from the thread
/// that runs the step.

#include <functional>
#include <string>
#include <vector>

#include "ohmsweep/audio/audio_device.h"
#include "ohmsweep/calibration/calibration.h"
#include "ohmsweep/calibration/rig.h"
#include "ohmsweep/library/library.h"
#include "ohmsweep/measurement/amplifier.h"
#include "ohmsweep/measurement/headphone.h"
#include "ohmsweep/signal/ratio.h"

namespace ohmsweep {

/// Who listens while a step runs. Either may be empty. A sink may throw: the step then ends, nothing stored.
struct Narrator {
  std::function<void(const std::string& sentence)> message;
  std::function<void(const std::string& doing, double fraction)> progress;  ///< fraction 0 to 1
};

struct Session {
  AudioDevice& device;
  Library& library;
  const RatioEstimator& estimator;  ///< holds the stimulus
  Rig rig;
  std::string rig_text;     ///< the rig file's text, for provenance; empty without one
  std::string recorded_at;  ///< ISO 8601, UTC
  std::string software;     ///< "ohmsweep 0.1.0"
  Narrator narrator;
  int takes_so_far = 0;  ///< TakeState::index of the next take
};

/// One thing to record: what the device is asked for, and how the person stated it ("100ohm+-0.1%").
struct Step {
  TakeState state;
  std::string stated;
};

struct CapturedTake {
  Step step;
  RatioCurve ratio;
};

/// Records the steps in their order and derives each take's ratio, two takes at a time. Throws what the
/// device and the estimator throw; refuses a take whose clipping or absence makes it useless only through its
/// findings.
[[nodiscard]] std::vector<CapturedTake> capture(Session& session, const std::vector<Step>& steps);

/// The takes' ratios with repeats of one state combined (combine_repeats), in the order of first appearance.
[[nodiscard]] std::vector<CapturedTake> combine_states(std::vector<CapturedTake> takes);

/// Where a result of these takes came from; `calibration` is "NAME@VERSION" or empty.
[[nodiscard]] Provenance provenance(const Session& session, const std::vector<CapturedTake>& takes,
                                    const std::string& calibration);

/// The rig as each step needs it. Contact and drift limits of the rig are 95 % values.
[[nodiscard]] CalibrationOptions calibration_options(const Rig& rig);
[[nodiscard]] DividerRig divider_rig(const Rig& rig);
[[nodiscard]] OutputRig output_rig(const Rig& rig);
[[nodiscard]] AudioFormat audio_format(const Rig& rig, int sample_rate);

}  // namespace ohmsweep
