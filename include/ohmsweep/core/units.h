#pragma once
/// Strong types for physical quantities in SI base units. A bare double never crosses an interface where its
/// unit could be mistaken; bulk arrays name the unit instead (`frequency_hz`).
/// Thread rule: values, safe to share. No function here fails.

#include <compare>
#include <numbers>

namespace ohmsweep {

/// A real number of one unit. Construction from a bare number is explicit, so the unit is always written out.
template <typename Unit>
class Quantity {
 public:
  constexpr Quantity() = default;
  explicit constexpr Quantity(double value) : value_(value) {}

  /// The number, in the SI unit that the type's name says.
  [[nodiscard]] constexpr double value() const { return value_; }

  friend constexpr auto operator<=>(Quantity, Quantity) = default;
  friend constexpr Quantity operator+(Quantity a, Quantity b) { return Quantity(a.value_ + b.value_); }
  friend constexpr Quantity operator-(Quantity a, Quantity b) { return Quantity(a.value_ - b.value_); }
  friend constexpr Quantity operator-(Quantity a) { return Quantity(-a.value_); }
  friend constexpr Quantity operator*(Quantity a, double factor) { return Quantity(a.value_ * factor); }
  friend constexpr Quantity operator*(double factor, Quantity a) { return Quantity(a.value_ * factor); }
  friend constexpr Quantity operator/(Quantity a, double divisor) { return Quantity(a.value_ / divisor); }
  friend constexpr double operator/(Quantity a, Quantity b) { return a.value_ / b.value_; }

 private:
  double value_ = 0.0;
};

using Hertz = Quantity<struct HertzUnit>;
using Seconds = Quantity<struct SecondUnit>;
using Ohms = Quantity<struct OhmUnit>;
using Farads = Quantity<struct FaradUnit>;
using Henries = Quantity<struct HenryUnit>;
using Volts = Quantity<struct VoltUnit>;
using Amperes = Quantity<struct AmpereUnit>;
using Watts = Quantity<struct WattUnit>;
using Decibels = Quantity<struct DecibelUnit>;
using Kelvins = Quantity<struct KelvinUnit>;

inline namespace literals {
constexpr Hertz operator""_Hz(long double v) { return Hertz(static_cast<double>(v)); }
constexpr Hertz operator""_Hz(unsigned long long v) { return Hertz(static_cast<double>(v)); }
constexpr Hertz operator""_kHz(long double v) { return Hertz(1e3 * static_cast<double>(v)); }
constexpr Hertz operator""_kHz(unsigned long long v) { return Hertz(1e3 * static_cast<double>(v)); }
constexpr Seconds operator""_s(long double v) { return Seconds(static_cast<double>(v)); }
constexpr Seconds operator""_s(unsigned long long v) { return Seconds(static_cast<double>(v)); }
constexpr Ohms operator""_ohm(long double v) { return Ohms(static_cast<double>(v)); }
constexpr Ohms operator""_ohm(unsigned long long v) { return Ohms(static_cast<double>(v)); }
constexpr Decibels operator""_dB(long double v) { return Decibels(static_cast<double>(v)); }
constexpr Decibels operator""_dB(unsigned long long v) { return Decibels(static_cast<double>(v)); }
}  // namespace literals

/// Angular frequency 2πf, rad/s.
constexpr double angular(Hertz frequency) { return 2.0 * std::numbers::pi * frequency.value(); }
/// 20 lg of an amplitude ratio > 0.
[[nodiscard]] Decibels amplitude_to_decibels(double ratio);
/// The amplitude ratio of a level: 10^(dB/20).
[[nodiscard]] double decibels_to_amplitude(Decibels level);

}  // namespace ohmsweep
