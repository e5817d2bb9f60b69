#include "ohmsweep/workflow/gather_report.h"

#include <algorithm>
#include <utility>

#include "ohmsweep/core/error.h"
#include "ohmsweep/workflow/calibration_history.h"
#include "ohmsweep/workflow/match_sides.h"
#include "workflow/report_ratings.h"

namespace ohmsweep {
namespace {

ReportedCurve reported(StoredCurve&& stored) {
  const Provenance& origin = stored.provenance;
  return {stored.part,
          stored.version,
          origin.recorded_at,
          origin.imported_from.empty() ? origin.device : origin.imported_from,
          origin.calibration,
          origin.mounting,
          std::move(stored.curve)};
}

/// Curves come ordered by name, so that a headphone's channels stand together.
std::vector<ReportedHeadphone> headphones_of(const Library& library, const std::optional<std::string>& name) {
  std::vector<ReportedHeadphone> headphones;
  for (StoredCurve& stored : library.curves(CurveKind::headphone, name)) {
    if (headphones.empty() || headphones.back().name != stored.name) headphones.push_back({stored.name, {}});
    headphones.back().channels.push_back(reported(std::move(stored)));
  }
  for (ReportedHeadphone& headphone : headphones) {
    headphone.facts = library.facts(headphone.name);
    if (std::optional<MatchedSides> sides = match_sides(library, headphone.name)) {
      headphone.sides = std::move(sides->mismatch);
    }
  }
  return headphones;
}

bool has_name(const std::vector<ReportedHeadphone>& headphones, const std::string& name) {
  return std::any_of(headphones.begin(), headphones.end(),
                     [&](const ReportedHeadphone& headphone) { return headphone.name == name; });
}

/// The output that a level is of.
template <typename Outputs>
auto find_output(Outputs& outputs, const StoredLevel& level) {
  return std::find_if(outputs.begin(), outputs.end(), [&](const ReportedOutput& output) {
    return output.name == level.amplifier && output.output.part == level.output;
  });
}

std::vector<ReportedOutput> outputs_of(const Library& library, const std::optional<std::string>& name) {
  std::vector<ReportedOutput> outputs;
  for (StoredCurve& stored : library.curves(CurveKind::amplifier, name)) {
    ReportedOutput output{stored.name, {}, std::move(stored.traits)};
    output.output = reported(std::move(stored));
    outputs.push_back(std::move(output));
  }
  for (const StoredLevel& stored : library.levels(name)) {
    const auto found = find_output(outputs, stored);
    if (found != outputs.end()) found->levels.push_back(stored.level);
  }
  return outputs;
}

/// Headphones that were described and outputs that were levelled, without a curve that could be paired.
std::vector<UnpairedThing> unpaired_of(const Library& library, const ReportRequest& request,
                                       const ReportContent& content) {
  std::vector<UnpairedThing> unpaired;
  for (const HeadphoneFacts& facts : library.all_facts()) {
    if (request.headphone || has_name(content.headphones, facts.name)) continue;
    unpaired.push_back({facts.name});
  }
  for (const StoredLevel& stored : library.levels()) {
    if (request.amplifier || find_output(content.outputs, stored) != content.outputs.end()) continue;
    const bool listed = !unpaired.empty() && unpaired.back().name == stored.amplifier &&
                        unpaired.back().output == stored.output;
    if (!listed) unpaired.push_back({stored.amplifier, stored.output});  // once for all gain settings
  }
  return unpaired;
}

ReportedVersion reported(const CalibrationVersion& version) {
  const Provenance& origin = version.stored.provenance;
  ReportedVersion told{version.stored.version, origin.recorded_at, origin.device, origin.temperature_c,
                       version.drift};
  for (const Verification& check : version.verifications) {
    told.checks.push_back({check.standard, check.recorded_at, check.agrees, check.deviation,
                           check.deviation_hz, check.normalised_error});
  }
  return told;
}

std::vector<ReportedCalibration> calibrations_of(const Library& library) {
  std::vector<ReportedCalibration> calibrations;
  for (const CalibrationSummary& summary : library.list_calibrations()) {
    if (!calibrations.empty() && calibrations.back().name == summary.name) continue;
    std::vector<CalibrationVersion> history = calibration_history(library, summary.name);
    ReportedCalibration calibration{summary.name, {}, {}};
    for (const CalibrationVersion& version : history) calibration.versions.push_back(reported(version));
    calibration.newest = std::move(history.back().stored.calibration);
    calibrations.push_back(std::move(calibration));
  }
  return calibrations;
}

}  // namespace

ReportContent gather_report(const Library& library, const ReportRequest& request) {
  ReportContent content;
  content.software = request.software;
  content.rule = request.rule;
  content.headphones = headphones_of(library, request.headphone);
  content.outputs = outputs_of(library, request.amplifier);
  if (content.headphones.empty() && content.outputs.empty()) {
    throw failure(
        "There is nothing in the library to report; run 'ohmsweep measure headphone NAME' or 'ohmsweep "
        "measure amplifier NAME' first.");
  }
  content.further_ratios = request.further_ratios;
  content.loudness = request.loudness;
  add_ratings(content);
  content.unpaired = unpaired_of(library, request, content);
  content.calibrations = calibrations_of(library);
  return content;
}

}  // namespace ohmsweep
