#include "ohmsweep/workflow/match_sides.h"

#include <fmt/format.h>

#include "ohmsweep/core/name.h"

namespace ohmsweep {
namespace {

std::string mounting_text(const std::string& mounting) { return mounting.empty() ? "not stated" : shown(mounting); }

}  // namespace

std::optional<MatchedSides> match_sides(const Library& library, const std::string& headphone, double limit) {
  const std::vector<StoredCurve> curves = library.curves(CurveKind::headphone, headphone);
  const StoredCurve* left = nullptr;
  const StoredCurve* right = nullptr;
  for (const StoredCurve& curve : curves) {
    if (curve.part == "left") left = &curve;
    if (curve.part == "right") right = &curve;
  }
  if (left == nullptr || right == nullptr) return std::nullopt;
  const Provenance& of_left = left->provenance;
  const Provenance& of_right = right->provenance;
  const bool one = !of_left.calibration.empty() && of_left.calibration == of_right.calibration;
  MatchedSides sides{headphone, left->version, right->version, one ? of_left.calibration : "",
                     compare_sides(left->curve, right->curve, one, limit)};
  if (of_left.mounting != of_right.mounting) {
    sides.mismatch.findings.push_back(
        {Severity::warning, FindingCode::other_mounting,
         fmt::format("left was measured {}, right {}: a difference may be that of how it is worn",
                     mounting_text(of_left.mounting), mounting_text(of_right.mounting))});
  }
  return sides;
}

}  // namespace ohmsweep
