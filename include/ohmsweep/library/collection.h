#pragma once
/// What a library keeps of a collection beside its curves: runs through a queue, and checks of a calibration.
/// Plain values; thread-safe to share.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ohmsweep {

/// measured: a curve is stored, whatever its findings. rejected: tried, and no curve could be had.
enum class BatchOutcome { measured, rejected, skipped };

/// "measured", "rejected", "skipped": part of the JSON and database contract.
[[nodiscard]] std::string_view to_string(BatchOutcome outcome);

/// What a run has of one channel of one headphone.
struct BatchEntry {
  std::string headphone;
  std::string channel;
  BatchOutcome outcome = BatchOutcome::measured;
  std::optional<int> version{};  ///< of the curve that was stored
  std::string remark{};          ///< why it was rejected or skipped
  std::string recorded_at{};     ///< ISO 8601, UTC
  friend bool operator==(const BatchEntry&, const BatchEntry&) = default;
};

/// One run through a collection's queue.
struct Batch {
  std::int64_t id = 0;
  std::string collection;
  std::string started_at;
  std::optional<std::string> ended_at{};  ///< nothing: it can be resumed
  std::vector<BatchEntry> entries{};
};

/// A check standard against its stated value (see Agreement).
struct Verification {
  std::string standard;
  std::string recorded_at;  ///< ISO 8601, UTC
  bool agrees = false;
  double deviation = 0.0;  ///< of |Z| from the stated |Z|, relative, where it is largest
  double deviation_hz = 0.0;
  double normalised_error = 0.0;  ///< E_n where it is largest; 1 is the edge of agreement
  double normalised_error_hz = 0.0;
  double share_within = 0.0;  ///< of the points, those whose E_n is at most 1
  friend bool operator==(const Verification&, const Verification&) = default;
};
struct StoredVerification {
  int version = 1;  ///< of the calibration
  Verification verification;
};

}  // namespace ohmsweep
