#include "measurement/device_checks.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

namespace ohmsweep {

namespace {

constexpr Hertz judged_from{100.0};
constexpr Hertz judged_to{5000.0};
constexpr std::size_t enough_points = 5;
/// Beyond these a sentence gives no number.
constexpr double most_stated_ohm = 10e6;
constexpr double least_stated_ohm = 1e-3;

/// The points that a device is judged by.
std::vector<std::size_t> judged_points(const FrequencyGrid& grid) {
  std::vector<std::size_t> inside;
  std::vector<std::size_t> all;
  for (std::size_t i = 0; i < grid.size(); ++i) {
    all.push_back(i);
    if (grid[i] >= judged_from.value() && grid[i] <= judged_to.value()) inside.push_back(i);
  }
  return inside.size() >= enough_points ? inside : all;
}

template <typename Predicate>
bool most(const std::vector<std::size_t>& points, Predicate holds) {
  const auto count = static_cast<std::size_t>(std::count_if(points.begin(), points.end(), holds));
  return !points.empty() && 5 * count >= 4 * points.size();
}

template <typename Value>
double median(const std::vector<std::size_t>& points, Value value) {
  std::vector<double> values;
  std::transform(points.begin(), points.end(), std::back_inserter(values), value);
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

class DeviceCheck {
 public:
  DeviceCheck(const SeenDevice& device, const DeviceLimits& limits)
      : device_(device), limits_(limits), points_(judged_points(device.curve.grid)) {}

  [[nodiscard]] std::optional<Finding> wrong_state() const {
    if (auto swapped = channels_swapped()) return swapped;
    if (auto open = device_open()) return open;
    return device_shorted();
  }

  [[nodiscard]] std::optional<Finding> negative_resistance() const {
    int run = 0;
    for (std::size_t i = 0; i < device_.curve.grid.size(); ++i) {
      const double sigma = std::sqrt(device_.curve.covariance[i].re_re);
      const double resistance = device_.curve.impedance_ohm[i].real();
      run = resistance < -limits_.negative_in_sigma * sigma ? run + 1 : 0;
      if (run < limits_.negative_points) continue;
      return Finding{
          Severity::blocking, FindingCode::negative_resistance,
          fmt::format("the resistance is {:.3g} ohm at {:.0f} Hz, {:.0f} times its standard uncertainty "
                      "below zero; this is no passive device, or the bench has changed since it was "
                      "calibrated",
                      resistance, device_.curve.grid[i], -resistance / sigma)};
    }
    return std::nullopt;
  }

 private:
  /// |Z|. An exact open divides by zero and counts as infinite.
  [[nodiscard]] double magnitude(std::size_t i) const {
    const double magnitude = std::abs(device_.curve.impedance_ohm[i]);
    return std::isnan(magnitude) ? std::numeric_limits<double>::infinity() : magnitude;
  }
  /// U95, along the impedance itself.
  [[nodiscard]] double u95(std::size_t i) const {
    return magnitude_u95(device_.curve.impedance_ohm[i], device_.curve.covariance[i]);
  }

  /// Whether this fraction Z/(Z + R) belongs to a passive device, to 2 % of R.
  [[nodiscard]] static bool is_passive(Complex fraction) {
    return (fraction / (1.0 - fraction)).real() > -0.02;
  }

  [[nodiscard]] std::optional<Finding> channels_swapped() const {
    const double limit = std::max(limits_.swapped_ratio, 1.0 + 3.0 * device_.open_ratio_uncertainty);
    if (!most(points_, [&](std::size_t i) { return std::abs(device_.relative_ratio[i]) > limit; })) return {};
    // Exchanged plugs leave the gains where they were, exchanged channel numbers take them along.
    const bool plugs =
        most(points_, [&](std::size_t i) { return is_passive(1.0 / device_.relative_ratio[i]); });
    const bool numbers = most(points_, [&](std::size_t i) {
      return is_passive(1.0 / (device_.relative_ratio[i] * device_.open_ratio[i] * device_.open_ratio[i]));
    });
    if (!plugs && !numbers) return {};
    const double ratio = median(points_, [&](std::size_t i) { return std::abs(device_.relative_ratio[i]); });
    return Finding{
        Severity::blocking, FindingCode::channels_swapped,
        fmt::format("the dut channel carries {:.3g} times what it would with nothing connected, and no "
                    "passive device does that; exchange the two inputs, or the channels in the rig",
                    ratio)};
  }

  [[nodiscard]] bool looks_open(std::size_t i) const {
    if (!(magnitude(i) < limits_.open_ohm)) return true;
    if (magnitude(i) < limits_.open_if_uncertain_ohm) return false;
    return device_.curve.impedance_ohm[i].real() < 0.0 || magnitude(i) < u95(i);
  }

  [[nodiscard]] std::optional<Finding> device_open() const {
    if (!most(points_, [&](std::size_t i) { return looks_open(i); })) return {};
    const double seen = median(points_, [&](std::size_t i) { return magnitude(i); });
    return Finding{
        Severity::blocking, FindingCode::device_open,
        fmt::format("nothing is connected: the device looks like {} from 100 Hz to 5 kHz, where it cannot "
                    "be told from an open; check the plug, the cable and the switch",
                    seen < most_stated_ohm ? fmt::format("{:.3g} kohm", seen / 1e3)
                                           : std::string("more than 10 Mohm"))};
  }

  [[nodiscard]] bool looks_shorted(std::size_t i) const {
    const double within_u95 = std::min(u95(i), limits_.shorted_uncalibrated_ohm);
    return magnitude(i) < std::max(device_.shorted_ohm, within_u95);
  }

  [[nodiscard]] std::optional<Finding> device_shorted() const {
    if (!most(points_, [&](std::size_t i) { return looks_shorted(i); })) return {};
    const double seen = median(points_, [&](std::size_t i) { return magnitude(i); });
    return Finding{
        Severity::blocking, FindingCode::device_shorted,
        fmt::format(
            "the device is a short circuit of {}; check the plug, the cable and the switch",
            seen > least_stated_ohm ? fmt::format("{:.2g} ohm", seen) : std::string("less than 1 mohm"))};
  }

  const SeenDevice& device_;
  const DeviceLimits& limits_;
  std::vector<std::size_t> points_;
};

/// With an empty or exchanged dut channel these say nothing of the device.
bool is_consequence(const Finding& finding) {
  return finding.code == FindingCode::low_snr || finding.code == FindingCode::distortion;
}

}  // namespace

Findings with_device_findings(const Findings& take, const SeenDevice& device, const DeviceLimits& limits) {
  if (has_blocking(take)) return take;
  const DeviceCheck check(device, limits);
  Findings findings = take;
  if (const auto wrong = check.wrong_state()) {
    findings.erase(std::remove_if(findings.begin(), findings.end(), is_consequence), findings.end());
    findings.push_back(*wrong);
  } else if (const auto negative = check.negative_resistance()) {
    findings.push_back(*negative);
  }
  return findings;
}

}  // namespace ohmsweep
