#pragma once
/// A whole collection, channel by channel, from the bench into the library. Whatever ends it, what was told
/// to be stored is stored, nothing is there twice, and the next run goes on where this one ended.

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "ohmsweep/workflow/batch_queue.h"
#include "ohmsweep/workflow/calibration_choice.h"
#include "ohmsweep/workflow/session.h"

namespace ohmsweep {

/// The bench is checked before the first headphone of every `every`, and after the last.
struct DriftCheck {
  int every = 10;      ///< headphones, at least 1
  std::string stated;  ///< "open", a resistance with its tolerance, or a standard of the kit
  std::vector<Standard> kit{};
};

struct BatchRequest {
  std::string collection;
  std::vector<QueuePlace> queue;
  CalibrationChoice calibration{};
  std::optional<DriftCheck> drift_check{};
  bool restart = false;             ///< a new run, whatever the last one has
  std::vector<std::string> redo{};  ///< only these, again: "NAME" or "NAME.left"
};

/// One place was handled.
struct BatchNews {
  QueuePlace place;
  BatchEntry entry;
  std::optional<ImpedanceCurve> curve{};  ///< of a measured one, and of one that its findings rejected
};

/// The bench was checked.
struct DriftNews {
  Verification verification;
  std::vector<std::string> in_doubt{};  ///< places measured since the last check, where this one fails
};

/// go: record. skip: leave it out. redo_last: the place before once more. quit: end here.
enum class BatchStep { go, skip, redo_last, quit };

/// Who stands beside the queue. Each may be empty; each is called from the thread that runs the batch, and
/// may throw: the batch then ends with everything recorded so far stored.
struct BatchHands {
  /// Before a take. While it waits it calls `meanwhile` about ten times a second: the take before may come to
  /// its end then. Empty: go.
  std::function<BatchStep(const QueuePlace& place, bool has_last, const std::function<void()>& meanwhile)>
      prepare{};
  /// Before a check of the bench; skip leaves it out. Empty: go.
  std::function<BatchStep(const std::string& stated)> prepare_check{};
  /// After the last place, when it is handled: redo_last, or go to end. Empty: go.
  std::function<BatchStep(const BatchNews& last)> end{};
  std::function<void(const BatchNews& news)> tell{};
  std::function<void(const DriftNews& news)> tell_check{};
  std::function<std::string()> now{};  ///< ISO 8601, UTC; empty: the session's recorded_at
};

/// The whole queue as the run has it.
struct BatchReport {
  std::string collection;
  bool resumed = false;                            ///< an earlier run went on
  std::vector<std::optional<BatchEntry>> entries;  ///< of each place of the queue; nothing: not handled yet
  std::vector<Verification> checks;
  /// Every place is measured, and no check of the bench failed.
  [[nodiscard]] bool complete() const;
};

/// Measures what the collection's run has still to do (still_to_do), the next take being recorded while the
/// last is analysed. Each take is kept as a file, then its curve and its place in the run are stored in one
/// transaction, then told. A take that blocks its own result, or that cannot be analysed, is noted as
/// rejected and no curve is stored. What is known of the headphones replaces what the library had. Throws
/// Error(failed) when another process runs a batch on this library, and what the device, the library and the
/// hands throw; Stopped when they quit. Everything recorded is then stored all the same.
[[nodiscard]] BatchReport run_batch(Session& session, const BatchRequest& request, const BatchHands& hands);

}  // namespace ohmsweep
