#include "ohmsweep/workflow/import_curve.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "ohmsweep/audio/content_hash.h"
#include "ohmsweep/core/error.h"
#include "ohmsweep/core/name.h"
#include "ohmsweep/core/number_text.h"
#include "ohmsweep/measurement/minimum_phase.h"
#include "ohmsweep/workflow/kept_takes.h"

namespace ohmsweep {
namespace {

void reconstruct_phase(const ReadImpedance& read, const std::string& file_name, ImpedanceCurve& curve) {
  std::vector<double> magnitude;
  magnitude.reserve(read.impedance_ohm.size());
  for (const Complex& impedance : read.impedance_ohm) magnitude.push_back(std::abs(impedance));
  if (std::find(magnitude.begin(), magnitude.end(), 0.0) != magnitude.end()) {
    throw failure(
        fmt::format("{} has no phase, and an impedance of zero has none that could be computed; import it "
                    "with its phase",
                    shown(file_name)));
  }
  const std::vector<double> phase = minimum_phase_rad(read.frequency_hz, magnitude);
  for (std::size_t i = 0; i < phase.size(); ++i) curve.impedance_ohm[i] = std::polar(magnitude[i], phase[i]);
  curve.findings.push_back(
      {Severity::warning, FindingCode::phase_reconstructed,
       "the file has no phase: it is that of minimum phase, computed from the magnitude"});
}

/// Of |Z| and of the phase, each along its own direction.
Covariance polar_covariance(Complex impedance, double magnitude_u95, double phase_u95_deg) {
  constexpr double degree = std::numbers::pi / 180.0;
  const double size = std::abs(impedance);
  const Complex direction = size > 0.0 ? impedance / size : Complex(1.0, 0.0);
  const double across = size * phase_u95_deg * degree / coverage_factor;
  return Covariance::from_influence(magnitude_u95 / coverage_factor * direction) +
         Covariance::from_influence(across * direction * Complex(0.0, 1.0));
}

/// What a reconstructed phase is known to at 95 %: as minimum_phase_rad() comes to the phases of headphones.
constexpr double reconstructed_phase_u95_deg = 5.0;

/// Stated in percent or by the file; the phase's is as large as the magnitude's where nothing is said of it,
/// and at least that of the reconstruction where it was reconstructed.
void set_uncertainty(const ReadImpedance& read, const std::optional<double>& relative_u95,
                     ImpedanceCurve& curve) {
  constexpr double degree = std::numbers::pi / 180.0;
  const bool in_file = !read.magnitude_u95.empty();
  for (std::size_t i = 0; i < curve.impedance_ohm.size(); ++i) {
    const double size = std::abs(curve.impedance_ohm[i]);
    const double stated = relative_u95 ? *relative_u95 * size : (in_file ? read.magnitude_u95[i] : 0.0);
    const double as_large = size > 0.0 ? stated / size / degree : 0.0;
    const bool states_phase = !relative_u95 && !read.phase_u95_deg.empty();
    double of_phase = states_phase ? read.phase_u95_deg[i] : as_large;
    if (!read.has_phase && (relative_u95 || in_file))
      of_phase = std::max(of_phase, reconstructed_phase_u95_deg);
    curve.covariance.push_back(polar_covariance(curve.impedance_ohm[i], stated, of_phase));
  }
  if (relative_u95 || in_file) return;
  curve.findings.push_back({Severity::warning, FindingCode::uncertainty_unknown,
                            "nothing is known of its uncertainty: its values count as exact"});
}

void mark_bounds(ImpedanceCurve& curve) {
  if (!has_uncertainty(curve)) return;
  for (std::size_t i = 0; i < curve.impedance_ohm.size(); ++i) {
    curve.upper_bound.push_back(std::abs(curve.impedance_ohm[i]) <
                                magnitude_u95(curve.impedance_ohm[i], curve.covariance[i]));
  }
}

/// Our own JSON has a phase, bounds and findings already. An uncertainty that is stated on import comes
/// first.
ImpedanceCurve curve_of_document(const ReadImpedance& read, const ImportRequest& request) {
  ImpedanceCurve curve = read.document->curve;
  if (!request.relative_u95) return curve;
  std::erase_if(curve.findings,
                [](const Finding& finding) { return finding.code == FindingCode::uncertainty_unknown; });
  curve.covariance.clear();
  curve.common.clear();
  curve.upper_bound.clear();
  set_uncertainty(read, request.relative_u95, curve);
  if (request.kind == CurveKind::amplifier) mark_bounds(curve);
  return curve;
}

/// A headphone's JSON is no amplifier's.
void check_kind(const ReadImpedance& read, const ImportRequest& request) {
  const std::string kind = request.kind == CurveKind::headphone ? "headphone" : "amplifier";
  if (!read.document || read.document->kind == kind) return;
  throw usage_error(
      fmt::format("{0} holds the curve of the {1} '{2}'; write import {1} in place of import {3}",
                  shown(request.file_name), read.document->kind, shown(read.document->name), kind));
}

ImpedanceCurve curve_from(const ReadImpedance& read, const ImportRequest& request) {
  ImpedanceCurve curve;
  curve.grid = FrequencyGrid(read.frequency_hz);
  curve.impedance_ohm = read.impedance_ohm;
  curve.findings = read.findings;
  if (!read.has_phase) reconstruct_phase(read, request.file_name, curve);
  set_uncertainty(read, request.relative_u95, curve);
  curve.snr_db.assign(curve.impedance_ohm.size(), std::numeric_limits<double>::quiet_NaN());
  if (request.kind == CurveKind::amplifier) mark_bounds(curve);
  return curve;
}

Provenance provenance_from(const ReadImpedance& read, const ImportRequest& request) {
  Provenance origin;
  if (read.document) {
    const CurveDocument& document = *read.document;
    origin.stimulus = document.stimulus;
    origin.stimulus_hash = document.stimulus_sha256;
    origin.rig = document.rig;
    origin.device = document.device;
    origin.calibration = document.calibration;
    origin.recorded_at = document.recorded_at;
    origin.software = document.software;
    origin.kit = document.kit;
    origin.request = document.request;
    origin.mounting = document.mounting;
    origin.temperature_c = document.temperature_c;
    for (const DocumentTake& take : document.takes)
      origin.takes.push_back({take.state, take.name, take.sha256});
  }
  if (origin.recorded_at.empty()) origin.recorded_at = request.recorded_at;
  if (origin.device.empty()) origin.device = "file";
  origin.takes.push_back({imported_state, request.file_name, content_hash(request.text)});
  if (origin.software.empty()) origin.software = request.software;
  if (!request.mounting.empty()) origin.mounting = request.mounting;
  origin.imported_from = request.file_name;
  return origin;
}

/// Where the curve is from, and what of it was left behind.
std::string import_note(const ReadImpedance& read, const ImportRequest& request) {
  const bool own = !read.magnitude_u95.empty() || (read.document && has_uncertainty(read.document->curve));
  std::vector<std::string> unused;
  unused.reserve(read.unused_columns.size());
  for (const std::string& name : read.unused_columns) unused.push_back(shown(name));
  return fmt::format(
      "read from {}, {}{}{}", shown(request.file_name), to_string(read.format),
      unused.empty() ? "" : fmt::format(", without its columns {}", fmt::join(unused, ", ")),
      own && request.relative_u95 ? ", the uncertainty as stated in place of the file's own" : "");
}

}  // namespace

DerivedCurve derive_imported(const ImportRequest& request) {
  const ReadImpedance read = read_impedance(request.text, request.file_name, request.format);
  check_kind(read, request);
  DerivedCurve derived{{request.kind, request.name, request.part, 1, {}, {}}, provenance_from(read, request)};
  derived.result.curve = read.document ? curve_of_document(read, request) : curve_from(read, request);
  if (read.document) derived.result.traits = read.document->traits;
  derived.result.calibration = derived.origin.calibration;
  Findings& findings = derived.result.curve.findings;
  std::erase_if(findings, [](const Finding& finding) { return finding.code == FindingCode::imported; });
  findings.push_back({Severity::note, FindingCode::imported, import_note(read, request)});
  return derived;
}

MeasuredCurve import_curve(Library& library, const ImportRequest& request) {
  check_name(request.name, request.kind == CurveKind::headphone ? "headphone" : "amplifier");
  DerivedCurve derived = derive_imported(request);
  MeasuredCurve& result = derived.result;
  result.version = request.kind == CurveKind::headphone
                       ? library.add(request.kind, result.name, result.part, result.curve, derived.origin)
                       : library.add(result.name, result.part, OutputImpedance{result.curve, result.traits},
                                     derived.origin);
  return std::move(result);
}

}  // namespace ohmsweep
