#pragma once
/// A batch that needs no keyboard: a quiet tone tells when something is plugged in and when it is unplugged.

#include <functional>
#include <memory>
#include <optional>

#include "ohmsweep/workflow/batch.h"

namespace ohmsweep {

/// What is heard, to be told to a person who looks elsewhere.
enum class HandsFreeEvent {
  waiting,      ///< for the place to be plugged in
  connected,    ///< it is, and the take begins
  shorted,      ///< a short circuit: the plug may be half in
  still_there,  ///< what was measured has to be unplugged first
  silent,       ///< the tone does not arrive at the source channel
  bad_take,     ///< the take is no good, and is made again while it is plugged in
};

struct HandsFreeOptions {
  Decibels probe_level{-50.0};  ///< peak of the tone
  int retries = 1;              ///< of a bad take, before the place is left rejected
  /// Told each event once; `impedance_ohm` is |Z| at the tone where something is connected, else 0.
  std::function<void(HandsFreeEvent event, const QueuePlace& place, double impedance_ohm)> tell{};
  /// What was typed since the last call, if anything. Called about ten times a second; may throw.
  std::function<std::optional<BatchStep>()> typed{};
};

/// The hands of a batch that listen: before each take they wait until the last device is unplugged and the
/// next one's contact has settled. `hands` gives tell, tell_check, end and now; its prepare is replaced. The
/// session must outlive them. Throws, when they are called, what the device throws.
[[nodiscard]] BatchHands hands_free(Session& session, const CalibrationChoice& calibration, BatchHands hands,
                                    HandsFreeOptions options);

}  // namespace ohmsweep
