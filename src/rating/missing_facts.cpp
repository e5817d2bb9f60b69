#include "rating/missing_facts.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "ohmsweep/core/name.h"
#include "ohmsweep/core/number_text.h"
#include "ohmsweep/core/quantity_text.h"

namespace ohmsweep {
namespace {

bool is_plain(char c) {
  const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  return letter || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
}

/// As a shell takes it for one word.
std::string word(const std::string& name) {
  if (!name.empty() && name.front() != '-' && std::ranges::all_of(name, is_plain)) return name;
  std::string quoted = "'";
  for (const char c : name) quoted += c == '\'' ? std::string(R"('\'')") : std::string(1, c);
  return quoted + "'";
}

}  // namespace

MissingFacts::MissingFacts(const std::string& headphone, const std::string& amplifier,
                           const std::string& output)
    : headphone_(shown(headphone)),
      output_(fmt::format("{} {}", shown(amplifier), shown(output))),
      describe_("ohmsweep describe " + word(headphone)),
      measure_("ohmsweep measure headphone " + word(headphone)),
      measure_output_(
          fmt::format("ohmsweep measure amplifier {} --output {}", word(amplifier), word(output))),
      measure_level_(fmt::format("ohmsweep measure level {} --output {}", word(amplifier), word(output))) {}

void MissingFacts::add(std::string what, std::string command) {
  MissingFact fact{std::move(what), std::move(command)};
  if (std::ranges::find(facts_, fact) == facts_.end()) facts_.push_back(std::move(fact));
}

void MissingFacts::sensitivity() {
  add("the sensitivity of " + headphone_,
      describe_ + " --sensitivity 97dB/mW@1kHz (what its maker publishes)");
}
void MissingFacts::frequency() {
  add("the frequency at which the sensitivity of " + headphone_ + " holds",
      describe_ + " --sensitivity LEVEL@FREQUENCY");
}
void MissingFacts::nominal() {
  add("an impedance of " + headphone_ + ", measured or published", describe_ + " --nominal 300ohm");
}
void MissingFacts::curve() { add("a usable impedance curve of " + headphone_, measure_); }
void MissingFacts::curve_at(double hz) {
  add(fmt::format("the impedance of {} at {}", headphone_, format_hz(hz)), measure_);
}
void MissingFacts::amplifier() {
  add("an output and its level", "ohmsweep measure level AMPLIFIER --output OUTPUT --load 33ohm");
}
void MissingFacts::output_impedance() { add("the output impedance of " + output_, measure_output_); }
void MissingFacts::level() { add("the level of " + output_, measure_level_ + " --load 33ohm"); }
void MissingFacts::clean_voltage() { add("the unloaded clean voltage of " + output_, measure_level_); }
void MissingFacts::loaded_voltage(double load_ohm) {
  add(fmt::format("the clean voltage of {} into a load of at most {} Ω", output_, rounded_down(load_ohm)),
      fmt::format("{} --load {}ohm", measure_level_, rounded_down(load_ohm)));
}
void MissingFacts::noise() { add("the noise of " + output_, measure_level_); }
void MissingFacts::gain() {
  add("the gain of " + output_ + ", for the spare gain", measure_level_ + " --wiring looped");
}
void MissingFacts::source() {
  add("the voltage that the source gives at full scale, for the spare gain", "--source 2Vrms");
}

}  // namespace ohmsweep
