#include "ohmsweep/workflow/calibration_choice.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "ohmsweep/core/error.h"

namespace ohmsweep {
namespace {

/// Recorded takes say nothing of the device that recorded them.
constexpr std::string_view unknown_device = "takes";

bool same_device(const StoredCalibration& stored, const std::string& device) {
  const std::string& made_on = stored.provenance.device;
  return made_on == device || made_on == unknown_device || device == unknown_device;
}

bool same_stimulus(const StoredCalibration& stored, const RatioEstimator& estimator) {
  return stored.calibration.sample_rate == estimator.stimulus().sweep.sample_rate &&
         stored.calibration.stimulus_hash == estimator.stimulus_hash();
}

/// What a sweep reaches of the rating band lies within the calibration. Both ends of a sweep are left to its
/// fades: a sixth of an octave covers them.
bool covers(const FrequencyGrid& grid, const ExponentialSweep& sweep) {
  if (grid.empty()) return false;
  constexpr double fades = 1.13;
  const double from = std::max(audible_from.value(), fades * sweep.from.value());
  const double to = std::min(audible_to.value(), sweep.to.value() / fades);
  return grid.lowest().value() <= from && grid.highest().value() >= to;
}

/// Of those that this accepts; nothing where there is none.
template <typename Accepts>
std::optional<StoredCalibration> newest_of(const Library& library, int sample_rate, const Accepts& accepts) {
  std::vector<CalibrationSummary> all = library.list_calibrations();
  std::stable_sort(all.begin(), all.end(), [](const CalibrationSummary& a, const CalibrationSummary& b) {
    return a.recorded_at > b.recorded_at;
  });
  for (const CalibrationSummary& candidate : all) {
    if (candidate.sample_rate != sample_rate) continue;
    StoredCalibration stored = library.calibration(candidate.name, candidate.version);
    if (accepts(stored)) return stored;
  }
  return std::nullopt;
}

std::optional<StoredCalibration> newest_with_stimulus(const Library& library, const RatioEstimator& estimator,
                                                      const std::string& device) {
  const int sample_rate = estimator.stimulus().sweep.sample_rate;
  std::optional<StoredCalibration> newest =
      library.newest_calibration(sample_rate, estimator.stimulus_hash());
  if (!newest || same_device(*newest, device)) return newest;
  return newest_of(library, sample_rate, [&](const StoredCalibration& stored) {
    return same_stimulus(stored, estimator) && same_device(stored, device);
  });
}

}  // namespace

CalibrationChoice parse_calibration_choice(std::string_view text) {
  CalibrationChoice choice;
  if (text == "none") {
    choice.none = true;
    return choice;
  }
  const std::size_t at = text.rfind('@');
  choice.name = std::string(text.substr(0, at));
  if (choice.name.empty()) {
    throw usage_error(fmt::format("'{}' names no calibration: write NAME, NAME@VERSION or none.", text));
  }
  if (at == std::string_view::npos) return choice;
  const std::string_view digits = text.substr(at + 1);
  int version = 0;
  const auto [end, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), version);
  if (problem != std::errc{} || end != digits.data() + digits.size() || version < 1) {
    throw usage_error(fmt::format("'{}' in '{}' is not a version: write a whole number from 1, like {}@1.",
                                  digits, text, choice.name));
  }
  choice.version = version;
  return choice;
}

std::string reference_text(const StoredCalibration& stored) {
  return fmt::format("{}@{}", stored.name, stored.version);
}

bool serves(const StoredCalibration& stored, const RatioEstimator& estimator, const std::string& device) {
  if (same_stimulus(stored, estimator)) return same_device(stored, device);
  const ExponentialSweep& sweep = estimator.stimulus().sweep;
  return device != unknown_device && stored.provenance.device == device &&
         stored.calibration.sample_rate == sweep.sample_rate && covers(stored.calibration.grid, sweep);
}

Calibration bound_to(const StoredCalibration& stored, const RatioEstimator& estimator,
                     const std::string& device) {
  Calibration calibration = stored.calibration;
  if (serves(stored, estimator, device)) calibration.stimulus_hash = estimator.stimulus_hash();
  return calibration;
}

std::optional<StoredCalibration> choose_calibration(const Library& library, const CalibrationChoice& choice,
                                                    const RatioEstimator& estimator,
                                                    const std::string& device) {
  if (choice.none) return std::nullopt;
  if (!choice.name.empty()) return library.calibration(choice.name, choice.version);
  std::optional<StoredCalibration> own = newest_with_stimulus(library, estimator, device);
  if (device == unknown_device) return own;
  std::optional<StoredCalibration> any =
      newest_of(library, estimator.stimulus().sweep.sample_rate,
                [&](const StoredCalibration& stored) { return serves(stored, estimator, device); });
  const bool newer = any && (!own || any->provenance.recorded_at > own->provenance.recorded_at);
  return newer ? any : own;
}

}  // namespace ohmsweep
