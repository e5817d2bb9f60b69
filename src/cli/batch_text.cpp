#include <fmt/format.h>

#include "cli/batch_talk.h"
#include "cli/drift_text.h"
#include "cli/json_text.h"
#include "ohmsweep/core/error.h"
#include "ohmsweep/core/name.h"
#include "ohmsweep/report/batch_table.h"

namespace ohmsweep::cli {
namespace {

std::string outcome_text(const std::optional<BatchEntry>& entry) {
  return entry ? std::string(to_string(entry->outcome)) : "to do";
}

/// The curve that the run stored, if it is held still.
std::optional<ImpedanceCurve> curve_of(const Library& library, const std::optional<BatchEntry>& entry) {
  if (!entry || entry->outcome != BatchOutcome::measured || !entry->version) return std::nullopt;
  try {
    return library.curve(CurveKind::headphone, entry->headphone, entry->channel, entry->version).curve;
  } catch (const Error&) {
    return std::nullopt;  // removed since
  }
}

std::string place_json(const Library& library, const QueuePlace& place,
                       const std::optional<BatchEntry>& entry) {
  const std::optional<ImpedanceCurve> curve = curve_of(library, entry);
  return json_object({{"headphone", json_string(place.facts.name)},
                      {"channel", json_string(place.channel)},
                      {"outcome", json_string(outcome_text(entry))},
                      {"version", entry && entry->version ? json_number(*entry->version) : "null"},
                      {"remark", entry && !entry->remark.empty() ? json_string(entry->remark) : "null"},
                      {"recorded_at", entry ? json_string(entry->recorded_at) : "null"},
                      {"findings", curve ? json_findings(curve->findings) : json_array({})}});
}

}  // namespace

std::string batch_text(const Library& library, const std::vector<QueuePlace>& queue,
                       const BatchReport& report, TableFormat format) {
  std::vector<BatchRow> rows;
  rows.reserve(queue.size());
  for (std::size_t i = 0; i < queue.size(); ++i) {
    const std::optional<BatchEntry>& entry = report.entries[i];
    rows.push_back({queue[i].facts.name, queue[i].channel, outcome_text(entry), curve_of(library, entry),
                    entry ? entry->remark : "", entry ? entry->version : std::nullopt,
                    entry ? entry->recorded_at : ""});
  }
  return format == TableFormat::csv ? batch_csv(rows) : batch_table(rows, format);
}

std::string batch_json(const Library& library, const std::vector<QueuePlace>& queue,
                       const BatchReport& report) {
  std::vector<std::string> places;
  places.reserve(queue.size());
  for (std::size_t i = 0; i < queue.size(); ++i) {
    places.push_back(place_json(library, queue[i], report.entries[i]));
  }
  std::vector<std::string> checks;
  checks.reserve(report.checks.size());
  for (const Verification& check : report.checks) checks.push_back(verification_json(check));
  return json_object({{"collection", json_string(report.collection)},
                      {"resumed", json_bool(report.resumed)},
                      {"complete", json_bool(report.complete())},
                      {"places", json_array(places)},
                      {"checks", json_array(checks)}});
}

}  // namespace ohmsweep::cli
