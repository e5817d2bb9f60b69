#include "formats/toml/bench_reader.h"

#include <numbers>
#include <string>

#include "ohmsweep/core/error.h"

namespace ohmsweep {

double parse_signed_fraction(std::string_view text) {
  const bool negative = text.starts_with('-');
  const double size = parse_fraction(negative ? text.substr(1) : text);
  return negative ? -size : size;
}

void BenchReader::fraction(const char* key, double& value) const {
  value = table_.quantity(key, parse_fraction).value_or(value);
}

void BenchReader::signed_fraction(const char* key, double& value) const {
  value = table_.quantity(key, parse_signed_fraction).value_or(value);
}

void BenchReader::number(const char* key, double& value) const { value = table_.number(key).value_or(value); }

void BenchReader::decibels(const char* key, double& amplitude) const {
  const auto stated = table_.number(key);
  if (stated) amplitude = decibels_to_amplitude(Decibels(*stated));
}

void BenchReader::level(const char* key, double& value) const {
  const auto stated = table_.quantity(key, parse_level);
  if (stated) value = decibels_to_amplitude(*stated);
}

void BenchReader::full_scale(const char* key, double& peak_volts) const {
  const auto rms = table_.quantity(key, parse_voltage);
  if (rms) peak_volts = rms->value() * std::numbers::sqrt2;
}

void BenchReader::lines(Hum& hum) const {
  hertz("hum_frequency", hum.frequency_hz);
  if (!table_.has("hum_harmonics")) return;
  hum.harmonics.clear();
  for (const std::string& text : table_.texts("hum_harmonics")) {
    try {
      hum.harmonics.push_back(parse_fraction(text));
    } catch (const Error& error) {
      throw table_.fault("hum_harmonics", std::string("has a wrong value: ") + error.what());
    }
  }
}

}  // namespace ohmsweep
