#include "ohmsweep/rating/loudness.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "ohmsweep/core/name.h"
#include "ohmsweep/core/quantity_text.h"
#include "rating/amplifier_need.h"
#include "rating/available_emf.h"
#include "rating/bounded_sum.h"
#include "rating/missing_facts.h"
#include "rating/sound_chain.h"

namespace ohmsweep {
namespace {

constexpr double conversion_hz = 1000.0;
/// The two frequencies that sensitivities are stated at.
constexpr double lower_usual_hz = 500.0;
/// A headphone whose reactance takes the output's away may ask for less than any resistor can be.
constexpr double least_load_ohm = 1.0;

/// A curve that a value may be built on: there, and without a blocking finding.
const ImpedanceCurve* usable(const std::optional<ImpedanceCurve>& curve) {
  return curve && !curve->grid.empty() && !has_blocking(curve->findings) ? &*curve : nullptr;
}

bool covers(const ImpedanceCurve& curve, double hz) {
  return curve.grid.lowest().value() <= hz && hz <= curve.grid.highest().value();
}

void add_findings(Findings& findings, const Findings& more, const char* whose) {
  for (const Finding& f : more)
    findings.push_back({f.severity, f.code, fmt::format("{}: {}", whose, f.detail)});
}

double log10_magnitude(const ImpedanceCurve& curve, double hz) {
  return std::log10(std::abs(at(curve, Hertz(hz)).impedance_ohm));
}

/// Where nobody says at which of both usual frequencies: halfway, with what they differ by.
SoundReference between_usual_frequencies(const ImpedanceCurve& curve) {
  const double hz = std::sqrt(lower_usual_hz * conversion_hz);
  const ImpedancePoint point = at(curve, Hertz(hz));
  const double apart = log10_magnitude(curve, lower_usual_hz) - log10_magnitude(curve, conversion_hz);
  return {hz, point.impedance_ohm, point.covariance, 5.0 * std::abs(apart)};
}

/// The loudness as it is put together, step by step.
class Sum {
 public:
  Sum(const LoudHeadphone& headphone, const LoudOutput& output, const LoudnessSettings& settings)
      : headphone_(headphone),
        output_(output),
        settings_(settings),
        curve_(usable(headphone.curve)),
        impedance_(usable(output.impedance)),
        level_(output.level && !has_blocking(output.level->findings) ? &*output.level : nullptr),
        missing_(headphone.facts.name, output.amplifier, output.output) {}

  Loudness total() {
    if (headphone_.curve) add_findings(sum_.findings, headphone_.curve->findings, "headphone");
    if (output_.impedance) add_findings(sum_.findings, output_.impedance->findings, "output");
    if (output_.level) add_findings(sum_.findings, output_.level->findings, "level");
    set_reference();
    if (reference_) set_needed();
    if (has_output()) {
      set_output();
    } else {
      missing_.amplifier();
    }
    sum_.need = amplifier_need(sum_, settings_);
    sum_.missing = missing_.facts();
    return std::move(sum_);
  }

 private:
  [[nodiscard]] bool has_output() const { return !output_.amplifier.empty(); }
  [[nodiscard]] double sensitivity_u() const { return settings_.sensitivity_u95_db / coverage_factor; }

  void set_reference() {
    const std::optional<Sensitivity>& sensitivity = headphone_.facts.sensitivity;
    if (!sensitivity) {
      missing_.sensitivity();
    } else if (settings_.sensitivity_u95_db <= 0.0) {
      sum_.remarks.emplace_back("The sensitivity is published without an interval and counts as exact.");
    }
    if (curve_ == nullptr) missing_.curve();
    if (sensitivity) reference_ = reference_of(*sensitivity);
  }

  std::optional<SoundReference> reference_of(const Sensitivity& sensitivity) {
    if (sensitivity.at_hz) sum_.at_hz = sensitivity.at_hz;
    if (curve_ != nullptr && sensitivity.at_hz && covers(*curve_, *sensitivity.at_hz)) {
      const ImpedancePoint point = at(*curve_, Hertz(*sensitivity.at_hz));
      return SoundReference{*sensitivity.at_hz, point.impedance_ohm, point.covariance};
    }
    const bool has_usual =
        curve_ != nullptr && covers(*curve_, lower_usual_hz) && covers(*curve_, conversion_hz);
    if (has_usual && !sensitivity.at_hz) {
      missing_.frequency();
      sum_.remarks.emplace_back(
          "Nobody says at which frequency the sensitivity holds: the interval covers 500 Hz and 1 kHz.");
      return between_usual_frequencies(*curve_);
    }
    return nominal_reference(sensitivity);
  }

  /// The published nominal impedance, as a resistance, where the curve says nothing.
  std::optional<SoundReference> nominal_reference(const Sensitivity& sensitivity) {
    if (curve_ != nullptr) missing_.curve_at(sensitivity.at_hz.value_or(conversion_hz));
    if (!headphone_.facts.nominal_ohm) {
      missing_.nominal();
      return std::nullopt;
    }
    sum_.remarks.push_back(fmt::format("The published nominal impedance of {} stands in for a measured one.",
                                       format_ohms(*headphone_.facts.nominal_ohm)));
    return SoundReference{sensitivity.at_hz.value_or(conversion_hz), *headphone_.facts.nominal_ohm, {}};
  }

  /// 20 lg of the smallest |Z| in the band, or of the reference's where there is no curve.
  [[nodiscard]] Uncertain smallest_db() const {
    ImpedancePoint smallest{reference_->impedance_ohm, reference_->covariance};
    if (curve_ != nullptr) {
      for (const double hz : curve_->grid.within(audible_from, audible_to)) {
        const ImpedancePoint point = at(*curve_, Hertz(hz));
        if (std::abs(point.impedance_ohm) < std::abs(smallest.impedance_ohm)) smallest = point;
      }
    }
    const double size = std::abs(smallest.impedance_ohm);
    return {20.0 * std::log10(size), in_db(smallest.covariance.along(smallest.impedance_ohm) / size)};
  }

  void set_needed() {
    const BothSensitivities both =
        both_sensitivities(*headphone_.facts.sensitivity, sensitivity_u(), *reference_);
    sum_.sensitivity_db_mw = Bounded{both.db_mw};
    sum_.sensitivity_db_v = Bounded{both.db_v};
    const Uncertain volts{settings_.peak_db - both.db_v.value, both.db_v.standard_uncertainty};
    const Uncertain milliwatts{settings_.peak_db - both.db_mw.value, both.db_mw.standard_uncertainty};
    const Uncertain ohms = smallest_db();
    const Uncertain amperes{volts.value - ohms.value,
                            std::hypot(volts.standard_uncertainty, ohms.standard_uncertainty)};
    sum_.needed_vrms = amplitude_of(volts);
    sum_.needed_a = amplitude_of(amperes);
    sum_.needed_w = milliwatts_of(milliwatts);
  }

  void set_output() {
    if (impedance_ == nullptr) missing_.output_impedance();
    if (level_ == nullptr) missing_.level();
    if (!reference_) return;
    per_volt_ = sound_per_volt(*headphone_.facts.sensitivity, sensitivity_u(), *reference_, output_point());
    if (level_ == nullptr) return;
    set_highest();
    set_hiss();
    set_spare_gain();
  }

  [[nodiscard]] std::optional<ImpedancePoint> output_point() const {
    if (impedance_ == nullptr || !covers(*impedance_, reference_->hz)) return std::nullopt;
    return at(*impedance_, Hertz(reference_->hz));
  }

  /// Zo, nothing of it where a bound is all that is known: the current is then at most too large.
  [[nodiscard]] Complex output_ohm(double hz) const {
    if (impedance_ == nullptr || !covers(*impedance_, hz)) return {};
    const ImpedancePoint point = at(*impedance_, Hertz(hz));
    return point.upper_bound ? Complex{} : point.impedance_ohm;
  }

  /// The smallest |Z + Zo| in the band.
  [[nodiscard]] double smallest_total_ohm() const {
    double smallest = std::abs(reference_->impedance_ohm + output_ohm(reference_->hz));
    if (curve_ == nullptr) return smallest;
    const FrequencyGrid band = curve_->grid.within(audible_from, audible_to);
    for (const double hz : band) {
      smallest = std::min(smallest, std::abs(at(*curve_, Hertz(hz)).impedance_ohm + output_ohm(hz)));
    }
    return smallest;
  }

  void set_highest() {
    if (level_->clean.empty()) {
      missing_.clean_voltage();
      return;
    }
    const double total = smallest_total_ohm();
    const double own_ohm = std::abs(output_ohm(conversion_hz));
    const AvailableEmf emf = available_emf(*level_, total, own_ohm);
    if (emf.unloaded_missing) missing_.clean_voltage();
    // A load whose own ohms and the output's together are no more than the headphone's and the output's.
    if (emf.load_missing) missing_.loaded_voltage(std::max(total - own_ohm, least_load_ohm));
    if (!emf.vrms) return;
    sum_.ended_by = emf.ended_by;
    sum_.highest_db = plus(in_decibels(*emf.vrms), per_volt_);
    if (sum_.highest_db) sum_.headroom_db = plus(*sum_.highest_db, {{-settings_.peak_db}});
  }

  void set_hiss() {
    if (!level_->noise) {
      missing_.noise();
      return;
    }
    if (level_->noise->a_weighted_vrms.value.value <= 0.0) return;
    sum_.hiss_db = plus(in_decibels(level_->noise->a_weighted_vrms), per_volt_);
    if (!sum_.hiss_db) return;
    const std::optional<bool> below = is_below(*sum_.hiss_db, settings_.hiss_threshold_db);
    sum_.hiss = !below ? Audibility::undecided : (*below ? Audibility::silent : Audibility::audible);
  }

  void set_spare_gain() {
    if (!level_->gain_db) missing_.gain();
    if (!settings_.source_vrms) missing_.source();
    if (!level_->gain_db || !settings_.source_vrms) return;
    const double source_db = 20.0 * std::log10(*settings_.source_vrms);
    const Bounded driven{
        {level_->gain_db->value + source_db - settings_.peak_db, level_->gain_db->standard_uncertainty}};
    sum_.spare_gain_db = plus(driven, per_volt_);
  }

  const LoudHeadphone& headphone_;
  const LoudOutput& output_;
  const LoudnessSettings& settings_;
  const ImpedanceCurve* curve_;
  const ImpedanceCurve* impedance_;
  const OutputLevel* level_;
  MissingFacts missing_;
  std::optional<SoundReference> reference_;
  Bounded per_volt_;  ///< dB SPL at an EMF of 1 V
  Loudness sum_;
};

}  // namespace

std::string_view to_string(Audibility audibility) {
  switch (audibility) {
    case Audibility::silent:
      return "silent";
    case Audibility::audible:
      return "audible";
    case Audibility::undecided:
      break;
  }
  return "undecided";
}

std::string_view to_string(Need need) {
  switch (need) {
    case Need::yes:
      return "yes";
    case Need::no:
      return "no";
    case Need::undecided:
      return "undecided";
    case Need::unknown:
      break;
  }
  return "unknown";
}

Loudness loudness(const LoudHeadphone& headphone, const LoudOutput& output,
                  const LoudnessSettings& settings) {
  return Sum(headphone, output, settings).total();
}

Loudness loudness(const LoudHeadphone& headphone, const LoudnessSettings& settings) {
  return Sum(headphone, {}, settings).total();  // the temporary outlives the expression
}

}  // namespace ohmsweep
