#include "ohmsweep/workflow/match_sides.h"

#include <fmt/format.h>

#include <utility>

#include "ohmsweep/core/name.h"

namespace ohmsweep {
namespace {

std::string mounting_text(const std::string& mounting) {
  return mounting.empty() ? "not stated" : shown(mounting);
}

bool is_measured(const Provenance& origin) { return origin.imported_from.empty(); }

/// One calibration, or one rig without any: what it does to a curve it does to both.
bool is_common(const Provenance& left, const Provenance& right) {
  if (!is_measured(left) || !is_measured(right) || left.calibration != right.calibration) return false;
  return !left.calibration.empty() || (left.device == right.device && left.rig == right.rig);
}

std::string correction_text(const Provenance& origin) {
  return origin.calibration.empty() ? fmt::format("on {} without calibration", shown(origin.device))
                                    : fmt::format("with {}", shown(origin.calibration));
}

Finding counted_in_full(const Provenance& left, const Provenance& right) {
  return {Severity::warning, FindingCode::calibrations_differ,
          fmt::format(
              "left was measured {}, right {}: the uncertainty of both counts in full; measure both with one "
              "calibration for a narrower interval",
              correction_text(left), correction_text(right))};
}

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
  const bool common = is_common(of_left, of_right);
  MatchedSides sides{headphone, left->version, right->version, common ? of_left.calibration : "",
                     compare_sides(left->curve, right->curve, common, limit)};
  if (!common && is_measured(of_left) && is_measured(of_right)) {
    sides.mismatch.findings.push_back(counted_in_full(of_left, of_right));
  }
  if (of_left.mounting != of_right.mounting) {
    sides.mismatch = worn_differently(
        std::move(sides.mismatch),
        fmt::format("left was measured {}, right {}: a difference may be that of how it is worn",
                    mounting_text(of_left.mounting), mounting_text(of_right.mounting)));
  }
  return sides;
}

}  // namespace ohmsweep
