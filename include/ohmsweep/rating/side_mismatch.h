#pragma once
/// Left against right: how far the two sides of a headphone differ, with an interval from which the calibration's common
/// part is gone. Thread rule: pure.

#include <optional>
#include <string_view>
#include <vector>

#include "ohmsweep/measurement/impedance_curve.h"

namespace ohmsweep {

enum class SideVerdict { matched, mismatched, undecided };
[[nodiscard]] std::string_view to_string(SideVerdict verdict);

/// One frequency. Signs are left minus right; the dB are 20 lg(|Zl|/|Zr|), which is also what an ideal current source
/// would make of it, and a voltage source nothing.
struct SidePoint {
  double hz = 0.0;
  double difference_ohm = 0.0;  ///< |Zl| - |Zr|
  double difference_ohm_u95 = 0.0;
  double difference_db = 0.0;
  double difference_db_u95 = 0.0;
};

struct SideMismatch {
  std::vector<SidePoint> points;  ///< of left's grid between 20 Hz and 20 kHz, where both sides have values
  double limit = 0.05;            ///< relative
  /// Largest of |Zl|/|Zr| - 1 or |Zr|/|Zl| - 1, whichever is above zero, and its 95 % interval. It holds for the largest
  /// of many noisy points, not for one of them.
  double largest = 0.0;
  double largest_hz = 0.0;
  double lower95 = 0.0;
  double upper95 = 0.0;
  /// matched exactly when upper95 <= limit, mismatched when lower95 > limit. Nothing where a blocking finding of either
  /// side suppresses it.
  std::optional<SideVerdict> verdict;
  Findings findings;  ///< of both sides, prefixed "left: " and "right: ", then band_limited
};

/// `one_calibration`: both sides were corrected with the same one. What it gives to both alike then cancels but for their
/// difference itself, and is left out; else it is counted twice, as if independent. `limit` is above zero. Throws
/// Error(failed) where the two share no point between 20 Hz and 20 kHz.
[[nodiscard]] SideMismatch compare_sides(const ImpedanceCurve& left, const ImpedanceCurve& right, bool one_calibration,
                                         double limit = 0.05);

}  // namespace ohmsweep
