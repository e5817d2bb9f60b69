#include "ohmsweep/workflow/calibrate.h"

#include <fmt/format.h>

#include <algorithm>

#include "ohmsweep/core/error.h"
#include "ohmsweep/core/name.h"
#include "ohmsweep/workflow/take_state.h"
#include "workflow/narration.h"

namespace ohmsweep {
namespace {

/// Says each resistance without a tolerance once, however often it is repeated.
std::vector<StandardState> standards_of(const Session& session, const CalibrateRequest& request) {
  std::vector<StandardState> standards;
  for (std::size_t i = 0; i < request.states.size(); ++i) {
    standards.push_back(parse_standard_state(request.states[i], request.kit));
    const auto here = request.states.begin() + static_cast<std::ptrdiff_t>(i);
    const bool first = std::find(request.states.begin(), here, *here) == here;
    if (first && !standards.back().tolerance_stated) say_unstated_tolerance(session, standards.back().state);
  }
  return standards;
}

}  // namespace

void check_calibration_name(const std::string& name) {
  check_name(name, "calibration");
  if (name == "none") {
    throw usage_error("A calibration cannot be named 'none': --calibration none means to use none.");
  }
  if (name.find('@') != std::string::npos) {
    throw usage_error(fmt::format(
        "A calibration's name cannot hold '@', as '{}' does: NAME@VERSION picks a version.", shown(name)));
  }
}

namespace {

std::optional<StoredCalibration> last_version(const Library& library, const std::string& name) {
  for (const CalibrationSummary& each : library.list_calibrations()) {
    if (each.name == name) return library.calibration(name);
  }
  return std::nullopt;
}

}  // namespace

DerivedCalibration derive_calibration(Session& session, const CalibrateRequest& request) {
  check_calibration_name(request.name);
  const std::vector<StandardState> standards = standards_of(session, request);
  std::vector<Step> steps;
  for (std::size_t i = 0; i < standards.size(); ++i) {
    TakeState state;
    state.state = standards[i].state;
    steps.push_back({std::move(state), request.states[i]});
  }
  const std::vector<CapturedTake> takes = capture(session, steps);
  std::vector<StandardTake> standard_takes;
  for (const CapturedTake& take : combine_states(takes)) {
    standard_takes.push_back({parse_standard_state(take.step.stated, request.kit).standard, take.ratio});
  }
  CalibrationOptions options = calibration_options(session.rig);
  if (session.temperature_c) options.above_23_celsius = Kelvins(*session.temperature_c - 23.0);
  return {solve(standard_takes, options), provenance(session, takes, std::string())};
}

CalibrateResult calibrate(Session& session, const CalibrateRequest& request) {
  const std::optional<StoredCalibration> last = last_version(session.library, request.name);
  DerivedCalibration derived = derive_calibration(session, request);
  const int version = session.library.add(request.name, derived.calibration, derived.origin);
  CalibrateResult result{request.name, version, std::move(derived.calibration)};
  if (last) {
    result.drift = drift_between(*last, {request.name, version, result.calibration, derived.origin});
  }
  return result;
}

}  // namespace ohmsweep
