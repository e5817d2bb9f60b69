#include "ohmsweep/workflow/calibration_history.h"

#include <algorithm>

namespace ohmsweep {
namespace {

bool stated_alike(const StoredCalibration& a, const StoredCalibration& b) {
  const auto states = [](const StoredCalibration& stored) {
    std::vector<std::string> all;
    for (const TakeRecord& take : stored.provenance.takes) {
      if (std::find(all.begin(), all.end(), take.state) == all.end()) all.push_back(take.state);
    }
    std::sort(all.begin(), all.end());
    return all;
  };
  return a.provenance.kit == b.provenance.kit && states(a) == states(b);
}

}  // namespace

std::optional<CalibrationDrift> drift_between(const StoredCalibration& from, const StoredCalibration& to) {
  return calibration_drift(from.calibration, to.calibration, stated_alike(from, to));
}

std::vector<CalibrationVersion> calibration_history(const Library& library, const std::string& name) {
  const int newest = library.calibration(name).version;
  std::vector<CalibrationVersion> versions;
  for (const CalibrationSummary& summary : library.list_calibrations()) {
    if (summary.name != name || summary.version > newest) continue;
    CalibrationVersion version{library.calibration(name, summary.version)};
    if (!versions.empty()) version.drift = drift_between(versions.back().stored, version.stored);
    versions.push_back(std::move(version));
  }
  for (const StoredVerification& each : library.verifications(name)) {
    for (CalibrationVersion& version : versions) {
      if (version.stored.version == each.version) version.verifications.push_back(each.verification);
    }
  }
  return versions;
}

}  // namespace ohmsweep
