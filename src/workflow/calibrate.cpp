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
  return {solve(standard_takes, calibration_options(session.rig)), provenance(session, takes, std::string())};
}

CalibrateResult calibrate(Session& session, const CalibrateRequest& request) {
  DerivedCalibration derived = derive_calibration(session, request);
  const int version = session.library.add(request.name, derived.calibration, derived.origin);
  return {request.name, version, std::move(derived.calibration)};
}

}  // namespace ohmsweep
