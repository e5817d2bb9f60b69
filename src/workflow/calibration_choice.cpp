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

std::optional<StoredCalibration> newest_on_device(const Library& library, int sample_rate,
                                                  const std::string& stimulus_hash,
                                                  const std::string& device) {
  std::vector<CalibrationSummary> all = library.list_calibrations();
  std::stable_sort(all.begin(), all.end(), [](const CalibrationSummary& a, const CalibrationSummary& b) {
    return a.recorded_at > b.recorded_at;
  });
  for (const CalibrationSummary& candidate : all) {
    if (candidate.sample_rate != sample_rate) continue;
    StoredCalibration stored = library.calibration(candidate.name, candidate.version);
    if (stored.calibration.stimulus_hash == stimulus_hash && same_device(stored, device)) return stored;
  }
  return std::nullopt;
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

std::optional<StoredCalibration> choose_calibration(const Library& library, const CalibrationChoice& choice,
                                                    int sample_rate, const std::string& stimulus_hash,
                                                    const std::string& device) {
  if (choice.none) return std::nullopt;
  if (!choice.name.empty()) return library.calibration(choice.name, choice.version);
  std::optional<StoredCalibration> newest = library.newest_calibration(sample_rate, stimulus_hash);
  if (!newest || same_device(*newest, device)) return newest;
  return newest_on_device(library, sample_rate, stimulus_hash, device);
}

}  // namespace ohmsweep
