#pragma once
/// Quantities of a bench file read in place: a key that is absent leaves the default. Errors as CheckedTable.

#include <string_view>

#include "formats/toml/checked_table.h"
#include "ohmsweep/circuit/bench_interface.h"
#include "ohmsweep/core/quantity_text.h"

namespace ohmsweep {

/// A fraction with a sign: "-2.5%", "52ppm". Throws Error(usage).
[[nodiscard]] double parse_signed_fraction(std::string_view text);

class BenchReader {
 public:
  explicit BenchReader(const CheckedTable& table) : table_(table) {}

  void ohms(const char* key, double& value) const { unit(key, parse_resistance, value); }
  void farads(const char* key, double& value) const { unit(key, parse_capacitance, value); }
  void henries(const char* key, double& value) const { unit(key, parse_inductance, value); }
  void hertz(const char* key, double& value) const { unit(key, parse_frequency, value); }
  void seconds(const char* key, double& value) const { unit(key, parse_duration, value); }
  void volts(const char* key, double& value) const { unit(key, parse_voltage, value); }
  void amperes(const char* key, double& value) const { unit(key, parse_current, value); }
  void fraction(const char* key, double& value) const;
  void signed_fraction(const char* key, double& value) const;
  void number(const char* key, double& value) const;
  /// A number of decibels as an amplitude.
  void decibels(const char* key, double& amplitude) const;
  /// A level in dBFS as a linear amplitude or rms.
  void level(const char* key, double& value) const;
  /// The rms of a full-scale sinusoid as its peak.
  void full_scale(const char* key, double& peak_volts) const;
  /// Frequency and harmonics of a hum.
  void lines(Hum& hum) const;

 private:
  template <typename Parser>
  void unit(const char* key, Parser parser, double& value) const {
    const auto quantity = table_.quantity(key, parser);
    if (quantity) value = quantity->value();
  }

  const CheckedTable& table_;
};

}  // namespace ohmsweep
