#include "rating/amplifier_need.h"

#include <fmt/format.h>

#include "ohmsweep/core/number_text.h"
#include "rating/bounded_sum.h"

namespace ohmsweep {
namespace {

Need need_if(const std::optional<bool>& below) {
  if (!below) return Need::undecided;
  return *below ? Need::yes : Need::no;
}

std::string in_tenths(double decibels) { return without_negative_zero(fmt::format("{:.1f}", decibels)); }

std::string sensitivity_text(const Loudness& loudness, const LoudnessSettings& settings) {
  return fmt::format("{} dB/mW, the threshold being {:g}", in_tenths(loudness.sensitivity_db_mw->value.value),
                     settings.low_sensitivity_db_mw);
}

AmplifierNeed by_sensitivity(const Loudness& loudness, const LoudnessSettings& settings) {
  AmplifierNeed need;
  if (!loudness.sensitivity_db_mw) {
    need.because = "The headphone's sensitivity per milliwatt is not known.";
    return need;
  }
  need.answer = need_if(is_below(*loudness.sensitivity_db_mw, settings.low_sensitivity_db_mw));
  need.low_sensitivity = need.answer == Need::yes;
  const char* verdict = need.answer == Need::yes  ? "Low sensitivity"
                        : need.answer == Need::no ? "No low sensitivity"
                                                  : "Too near to tell";
  need.because = fmt::format("{}: {}.", verdict, sensitivity_text(loudness, settings));
  return need;
}

/// Whether the output would fall short even of a headphone of this impedance with the threshold's
/// sensitivity.
bool impedance_is_high(const Loudness& loudness, const LoudnessSettings& settings) {
  if (loudness.ended_by == LevelEnd::current) return false;
  const double more = settings.low_sensitivity_db_mw - loudness.sensitivity_db_mw->value.value;
  return loudness.headroom_db->value.value + more < 0.0;
}

std::string reasons_of(const AmplifierNeed& need, const Loudness& loudness,
                       const LoudnessSettings& settings) {
  const std::string sensitivity = sensitivity_text(loudness, settings);
  if (need.low_sensitivity && need.high_impedance) {
    return fmt::format("low sensitivity ({}) and high impedance", sensitivity);
  }
  if (need.low_sensitivity) return fmt::format("low sensitivity ({})", sensitivity);
  if (need.high_impedance) return "high impedance, which asks for more volts than the output has";
  return "neither low sensitivity nor high impedance; the output's current ends it";
}

std::string headroom_text(const Bounded& headroom, const LoudnessSettings& settings) {
  const double decibels = headroom.value.value;
  const char* at = headroom.bound == Bound::none    ? ""
                   : headroom.bound == Bound::upper ? (decibels < 0.0 ? "at least " : "at most ")
                                                    : (decibels < 0.0 ? "at most " : "at least ");
  return decibels < 0.0 ? fmt::format("{}{} dB short of {:g} dB", at, in_tenths(-decibels), settings.peak_db)
                        : fmt::format("{}{} dB above {:g} dB", at, in_tenths(decibels), settings.peak_db);
}

AmplifierNeed by_level(const Loudness& loudness, const LoudnessSettings& settings) {
  AmplifierNeed need;
  if (!loudness.headroom_db || !loudness.sensitivity_db_mw) {
    need.because = "It is not known how loud this gets.";
    return need;
  }
  need.answer = need_if(is_below(*loudness.headroom_db, 0.0));
  const std::string headroom = headroom_text(*loudness.headroom_db, settings);
  if (need.answer == Need::no) {
    need.because = fmt::format("It gets {}.", headroom);
    return need;
  }
  need.low_sensitivity = loudness.sensitivity_db_mw->value.value < settings.low_sensitivity_db_mw;
  need.high_impedance = impedance_is_high(loudness, settings);
  need.because = need.answer == Need::yes
                     ? fmt::format("It ends {}: {}.", headroom, reasons_of(need, loudness, settings))
                     : fmt::format("Too near or too little known to tell: it ends {}.", headroom);
  return need;
}

}  // namespace

AmplifierNeed amplifier_need(const Loudness& loudness, const LoudnessSettings& settings) {
  return settings.need == NeedRule::sensitivity ? by_sensitivity(loudness, settings)
                                                : by_level(loudness, settings);
}

}  // namespace ohmsweep
