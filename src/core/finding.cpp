#include "ohmsweep/core/finding.h"

#include <fmt/format.h>

#include <array>
#include <utility>

#include "ohmsweep/core/error.h"

namespace ohmsweep {

namespace {

constexpr std::array<std::pair<FindingCode, std::string_view>, 55> code_texts{{
    {FindingCode::clipping, "clipping"},
    {FindingCode::dropout, "dropout"},
    {FindingCode::signal_lost, "signal_lost"},
    {FindingCode::too_quiet, "too_quiet"},
    {FindingCode::low_snr, "low_snr"},
    {FindingCode::mains_lines, "mains_lines"},
    {FindingCode::distortion, "distortion"},
    {FindingCode::clock_offset, "clock_offset"},
    {FindingCode::channels_swapped, "channels_swapped"},
    {FindingCode::device_open, "device_open"},
    {FindingCode::device_shorted, "device_shorted"},
    {FindingCode::negative_resistance, "negative_resistance"},
    {FindingCode::unstable_device, "unstable_device"},
    {FindingCode::uncalibrated, "uncalibrated"},
    {FindingCode::gain_changed, "gain_changed"},
    {FindingCode::outside_calibration, "outside_calibration"},
    {FindingCode::standard_disagrees, "standard_disagrees"},
    {FindingCode::upper_bound, "upper_bound"},
    {FindingCode::loads_disagree, "loads_disagree"},
    {FindingCode::drift, "drift"},
    {FindingCode::band_limited, "band_limited"},
    {FindingCode::missing_cable, "missing_cable"},
    {FindingCode::mono_inputs, "mono_inputs"},
    {FindingCode::direct_monitoring, "direct_monitoring"},
    {FindingCode::automatic_gain, "automatic_gain"},
    {FindingCode::input_mismatch, "input_mismatch"},
    {FindingCode::high_pass, "high_pass"},
    {FindingCode::dc_offset, "dc_offset"},
    {FindingCode::stepped_disagrees, "stepped_disagrees"},
    {FindingCode::crosstalk, "crosstalk"},
    {FindingCode::unsteady_delay, "unsteady_delay"},
    {FindingCode::states_swapped, "states_swapped"},
    {FindingCode::wrong_channel, "wrong_channel"},
    {FindingCode::load_value, "load_value"},
    {FindingCode::level_dependent, "level_dependent"},
    {FindingCode::mono_sum, "mono_sum"},
    {FindingCode::output_capacitor, "output_capacitor"},
    {FindingCode::output_inductance, "output_inductance"},
    {FindingCode::contact_scatter, "contact_scatter"},
    {FindingCode::ground_unknown, "ground_unknown"},
    {FindingCode::lossy_stimulus, "lossy_stimulus"},
    {FindingCode::inputs_unmatched, "inputs_unmatched"},
    {FindingCode::same_device, "same_device"},
    {FindingCode::same_take, "same_take"},
    {FindingCode::sides_swapped, "sides_swapped"},
    {FindingCode::imported, "imported"},
    {FindingCode::uncertainty_unknown, "uncertainty_unknown"},
    {FindingCode::phase_reconstructed, "phase_reconstructed"},
    {FindingCode::frequencies_reordered, "frequencies_reordered"},
    {FindingCode::other_rig, "other_rig"},
    {FindingCode::calibration_old, "calibration_old"},
    {FindingCode::temperature_changed, "temperature_changed"},
    {FindingCode::other_mounting, "other_mounting"},
    {FindingCode::calibrations_differ, "calibrations_differ"},
    {FindingCode::other_headphone, "other_headphone"},
}};

constexpr std::array<std::pair<Severity, std::string_view>, 3> severity_texts{{
    {Severity::note, "note"},
    {Severity::warning, "warning"},
    {Severity::blocking, "blocking"},
}};

template <typename Table, typename Key>
std::string_view text_of(const Table& table, Key key) {
  const auto* found =
      std::find_if(table.begin(), table.end(), [&](const auto& row) { return row.first == key; });
  return found->second;
}

template <typename Table>
auto key_of(const Table& table, std::string_view text, std::string_view what) {
  const auto* found =
      std::find_if(table.begin(), table.end(), [&](const auto& row) { return row.second == text; });
  if (found == table.end()) {
    throw failure(fmt::format("'{}' is not a {} that this version knows; use a newer ohmsweep", text, what));
  }
  return found->first;
}

}  // namespace

std::string_view to_string(FindingCode code) { return text_of(code_texts, code); }
FindingCode finding_code_from(std::string_view text) { return key_of(code_texts, text, "finding"); }
std::string_view to_string(Severity severity) { return text_of(severity_texts, severity); }
Severity severity_from(std::string_view text) { return key_of(severity_texts, text, "severity"); }

}  // namespace ohmsweep
