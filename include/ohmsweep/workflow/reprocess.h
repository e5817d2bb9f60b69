#pragma once
/// Every result again from its kept takes.

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "ohmsweep/workflow/calibration_choice.h"
#include "ohmsweep/workflow/session.h"

namespace ohmsweep {

/// Which calibration corrects the takes: each curve's own, or one chosen now.
struct ReprocessCalibration {
  bool own = true;
  CalibrationChoice choice{};  ///< where it is not its own; empty: the newest valid
};

struct ReprocessRequest {
  std::optional<std::string> headphone{};  ///< only these; with neither, all
  std::optional<std::string> amplifier{};
  bool calibrations = false;  ///< calibrations too, before the curves
  ReprocessCalibration calibration{};
  bool dry_run = false;  ///< nothing is stored
  int threads = 1;       ///< results computed at once, at least 1
  std::string software;  ///< "ohmsweep 0.1.0"
};

/// unchanged: every bit is as stored, and nothing is stored. changed: a new version is stored, unless it was
/// a dry run. impossible: left as it is. imported: has no takes by its nature.
enum class ReprocessOutcome { unchanged, changed, impossible, imported };

struct Reprocessed {
  std::string kind;  ///< "calibration", "headphone", "amplifier"
  std::string name;
  std::string part;
  int version = 1;  ///< that was computed again: the current one
  ReprocessOutcome outcome = ReprocessOutcome::unchanged;
  std::optional<int> new_version{};
  double difference = 0.0;  ///< largest |ΔZ|/|Z|; of a calibration that of a device as large as its reference
  double difference_hz = 0.0;
  double difference_in_u95 = 0.0;  ///< |ΔZ| over the stored U95 there; of a calibration 0
  std::string reason{};            ///< why it is impossible or has no takes
};

/// Computes the current version of each result from its kept takes as it was computed then: with its rig,
/// kit, stimulus and what was asked for. Several at once; stored and told in the order of the listing. A new
/// version keeps the takes' recorded_at, and an output's headphone loads the version of their curves that was
/// used. What got another version meanwhile is left alone. Levels are none of its business. Throws
/// Error(failed) for a name or a calibration that the library does not hold, and what the library throws;
/// `tell` may throw: the rest is then left as it is.
[[nodiscard]] std::vector<Reprocessed> reprocess(
    Library& library, const ReprocessRequest& request,
    const std::function<void(const Reprocessed& one, std::size_t done, std::size_t total)>& tell);

}  // namespace ohmsweep
