#pragma once
/// One sitting at the bench: what every measuring step needs, given from outside. Nothing here reads a clock,
/// a terminal or a command line. Thread rule: one session per thread; both sinks are called from the thread
/// that runs the step.

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "ohmsweep/audio/audio_device.h"
#include "ohmsweep/calibration/calibration.h"
#include "ohmsweep/calibration/rig.h"
#include "ohmsweep/library/library.h"
#include "ohmsweep/measurement/amplifier.h"
#include "ohmsweep/measurement/headphone.h"
#include "ohmsweep/measurement/player_take.h"
#include "ohmsweep/signal/ratio.h"
#include "ohmsweep/signal/stepped_sine.h"
#include "ohmsweep/signal/transfer.h"
#include "ohmsweep/workflow/guide.h"
#include "ohmsweep/workflow/kept_takes.h"

namespace ohmsweep {

/// Who listens while a step runs. Either may be empty. A sink may throw: the step then ends, nothing stored.
struct Narrator {
  std::function<void(const std::string& sentence)> message;
  /// Fraction 0 to 1: of the whole step, or of one take where a person is asked between takes.
  std::function<void(const std::string& doing, double fraction)> progress;
};

struct CapturedTake;
/// The accepted takes of a sitting as far as it has come, those from files first.
using TakesSoFar = std::vector<std::reference_wrapper<const CapturedTake>>;

struct Session {
  AudioDevice& device;
  Library& library;
  const RatioEstimator& estimator;  ///< holds the stimulus
  Rig rig;
  std::string rig_text;     ///< the rig file's text, for provenance; empty without one
  std::string recorded_at;  ///< ISO 8601, UTC
  std::string software;     ///< "ohmsweep 0.1.0"
  Narrator narrator;
  int takes_so_far = 0;                        ///< TakeState::index of the next take
  Guide guide{};                               ///< asked and told where the device is attended
  std::filesystem::path takes_folder{};        ///< where takes are kept; empty: nowhere
  int average = 1;                             ///< takes of one connection that belong together
  KeptTakes takes{};                           ///< as far as this session has come
  std::optional<SteppedStimulus> tones{};      ///< what steps of steady tones play
  std::optional<PlayerProgramme> programme{};  ///< what a player plays in place of the estimator's stimulus
  bool against_stimulus = false;               ///< each channel is also compared with what was played
  std::optional<double> temperature_c{};       ///< of the air, °C
  std::string kit_text{};                      ///< the kit file's text, for provenance; empty without one
  bool listening = false;  ///< the device only records, what plays is out of reach: no probe can be played
  /// Called before a person is asked to wire an attended device: returns what is to be known before (empty:
  /// nothing); may have a probe played, and may throw to refuse it.
  std::function<std::string(const StepPlace& place, const TakesSoFar& so_far)> foresee{};
  /// Called before each take of an attended device, once its wiring is confirmed and before its sound; may
  /// throw to refuse it.
  std::function<void(const Step& step, const TakesSoFar& so_far)> admit{};
};

/// A take and what was derived from it.
struct CapturedTake {
  Step step;
  RatioCurve ratio;
  std::optional<PlayerTake> player{};  ///< where a programme was played; its findings are in the ratio too
  std::optional<ChannelTransfers> transfers{};  ///< where channels were compared with what was played
};

/// Records the steps in their order and derives each take's ratio: two takes at a time while nobody has to be
/// asked, else each right after it was recorded, so that its verdict can be told. An attended device's take
/// that lost samples is recorded again up to three times. Every accepted take is kept (keep_take).
/// Throws what the device, the estimator and the guide throw, Stopped when the person ends, and
/// Error(rejected) when a take stays broken; refuses a take whose clipping or absence makes it useless only
/// through its findings. Session::takes tells what is safe, then and afterwards.
[[nodiscard]] std::vector<CapturedTake> capture(Session& session, const std::vector<Step>& steps);

/// The takes' ratios with repeats of one state combined (combine_repeats), in the order of first appearance.
[[nodiscard]] std::vector<CapturedTake> combine_states(std::vector<CapturedTake> takes);

/// The same for takes that follow one another as one average; a state that comes back later stays apart.
[[nodiscard]] std::vector<CapturedTake> combine_averages(std::vector<CapturedTake> takes);

/// Where a result of these takes came from; `calibration` is "NAME@VERSION" or empty.
[[nodiscard]] Provenance provenance(const Session& session, const std::vector<CapturedTake>& takes,
                                    const std::string& calibration);

/// The rig as each step needs it. Contact and drift limits of the rig are 95 % values.
[[nodiscard]] CalibrationOptions calibration_options(const Rig& rig);
[[nodiscard]] DividerRig divider_rig(const Rig& rig);
[[nodiscard]] OutputRig output_rig(const Rig& rig);
[[nodiscard]] AudioFormat audio_format(const Rig& rig, int sample_rate);

}  // namespace ohmsweep
