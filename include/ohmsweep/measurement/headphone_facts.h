#pragma once
/// What is known of a headphone beside its curves, as published. Plain values; thread-safe to share.

#include <optional>
#include <string>
#include <string_view>

namespace ohmsweep {

/// What a sensitivity refers to: 1 mW into the nominal impedance, or 1 V.
enum class SensitivityPer { milliwatt, volt };

/// As published, not as measured.
struct Sensitivity {
  double db_spl = 0.0;  ///< dB re 20 µPa
  SensitivityPer per = SensitivityPer::milliwatt;
  std::optional<double> at_hz{};  ///< nothing: not stated
  friend bool operator==(const Sensitivity&, const Sensitivity&) = default;
};

/// "97dB/mW", "102 dB SPL/V", "97dB/mW at 500Hz": 40 to 160 dB, 20 Hz to 20 kHz. Throws Error(usage) with the
/// text and an example for anything else, such as a level without what it refers to, or one per watt.
[[nodiscard]] Sensitivity parse_sensitivity(std::string_view text);
/// The inverse: "97 dB/mW at 500 Hz".
[[nodiscard]] std::string to_string(const Sensitivity& sensitivity);

/// What is known of a headphone beside its curves. Nothing is what nobody stated.
struct HeadphoneFacts {
  std::string name;
  std::optional<double> nominal_ohm{};
  std::optional<Sensitivity> sensitivity{};
  std::string notes{};
  friend bool operator==(const HeadphoneFacts&, const HeadphoneFacts&) = default;
};

}  // namespace ohmsweep
