#include "ohmsweep/measurement/headphone_facts.h"

#include <fmt/format.h>

#include <charconv>

#include "ohmsweep/core/error.h"
#include "ohmsweep/core/frequency_grid.h"
#include "ohmsweep/core/name.h"
#include "ohmsweep/core/quantity_text.h"

namespace ohmsweep {
namespace {

constexpr double lowest_db = 40.0;
constexpr double highest_db = 160.0;

Error not_a_sensitivity(std::string_view text) {
  return usage_error(fmt::format(
      "'{}' is not a sensitivity: write its level and what it refers to, like 97dB/mW or 102dB/V at 1kHz.",
      shown(std::string(text))));
}

/// A level per something that a headphone's is never stated for, like a loudspeaker's watt.
Error wrong_reference(std::string_view text, std::string_view reference) {
  return usage_error(
      fmt::format("'{}' is stated per '{}': a headphone's sensitivity is per mW or per V, like 97dB/mW or "
                  "102dB/V at 1kHz.",
                  shown(std::string(text)), shown(std::string(reference))));
}

void skip_spaces(std::string_view& text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
}

/// Takes `word` off the front; whether it was there.
bool take(std::string_view& text, std::string_view word) {
  skip_spaces(text);
  if (!text.starts_with(word)) return false;
  text.remove_prefix(word.size());
  return true;
}

std::optional<double> take_number(std::string_view& text) {
  skip_spaces(text);
  double value = 0.0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (problem != std::errc{}) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return value;
}

std::optional<SensitivityPer> take_reference(std::string_view& text) {
  if (take(text, "mW")) return SensitivityPer::milliwatt;
  if (take(text, "Vrms") || take(text, "V")) return SensitivityPer::volt;
  return std::nullopt;
}

double audible_hz(std::string_view text, std::string_view whole) {
  try {
    const double hz = parse_frequency(text).value();
    if (hz >= audible_from.value() && hz <= audible_to.value()) return hz;
  } catch (const Error&) {
    // What follows is said of the whole text.
  }
  throw usage_error(fmt::format(
      "'{}' does not say at which frequency, 20 Hz to 20 kHz: write it like 97dB/mW at 1kHz, or leave "
      "it out.",
      shown(std::string(whole))));
}

}  // namespace

Sensitivity parse_sensitivity(std::string_view text) {
  std::string_view rest = text;
  Sensitivity sensitivity;
  const std::optional<double> level = take_number(rest);
  if (!level || !take(rest, "dB")) throw not_a_sensitivity(text);
  (void)take(rest, "SPL");
  if (!take(rest, "/")) throw not_a_sensitivity(text);
  skip_spaces(rest);
  const std::string_view reference = rest;
  (void)take(rest, "1");
  const std::optional<SensitivityPer> per = take_reference(rest);
  if (!per && reference.empty()) throw not_a_sensitivity(text);
  if (!per) throw wrong_reference(text, reference);
  if (!(*level >= lowest_db && *level <= highest_db)) {
    throw usage_error(fmt::format(
        "'{}' is no sensitivity of a headphone, which is {:g} to {:g} dB: write it like 97dB/mW or "
        "102dB/V at 1kHz.",
        shown(std::string(text)), lowest_db, highest_db));
  }
  sensitivity.db_spl = *level;
  sensitivity.per = *per;
  if (take(rest, "at") || take(rest, "@")) {
    skip_spaces(rest);
    sensitivity.at_hz = audible_hz(rest, text);
    return sensitivity;
  }
  skip_spaces(rest);
  if (!rest.empty()) throw not_a_sensitivity(text);
  return sensitivity;
}

std::string to_string(const Sensitivity& sensitivity) {
  const std::string level =
      fmt::format("{:g} dB/{}", sensitivity.db_spl, sensitivity.per == SensitivityPer::volt ? "V" : "mW");
  return sensitivity.at_hz ? fmt::format("{} at {}", level, format_hz(*sensitivity.at_hz)) : level;
}

}  // namespace ohmsweep
