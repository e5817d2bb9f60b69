#include "measurement/output_diagnosis.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "measurement/current_limit.h"
#include "measurement/load_trouble.h"
#include "measurement/output_faults.h"
#include "measurement/output_levels.h"
#include "ohmsweep/core/median.h"
#include "ohmsweep/core/quantity_text.h"

namespace ohmsweep {

namespace {

/// Re Zo is negative beyond doubt at this many standard uncertainties, over more than half of the band.
constexpr double beyond_doubt = 3.0;
constexpr double most_of_the_band = 0.5;
/// From here on a negative resistance is taken for exchanged takes: what leads and grounds do is smaller.
constexpr double gross_negative_ohm = 0.05;
/// A contact's scale is above the rig's with this probability before it is named.
constexpr double contact_certain = 0.995;
/// And by this factor, where the finding turns from a note into a warning.
constexpr double contact_noted = 1.3;
constexpr double contact_warned = 4.0;
/// A factor this near ten is a slip of a decade.
constexpr double decade = 0.05;

double percent(double fraction) { return 100.0 * fraction; }

std::string take_text(const std::vector<OutputTake>& takes, std::size_t i) {
  return fmt::format("take {} ({})", i + 1, takes[i].load ? takes[i].load->name : "unloaded");
}

std::string step_text(const std::vector<OutputTake>& takes, std::size_t before, std::size_t after) {
  return fmt::format("{} and {}", take_text(takes, before), take_text(takes, after));
}

double decibels(double factor) { return amplitude_to_decibels(factor).value(); }

/// Share of the audible points (of all points where none is audible) at which Re Zo is below zero.
double negative_share(const ImpedanceCurve& curve) {
  std::size_t count = 0;
  std::size_t negative = 0;
  for (std::size_t i = 0; i < curve.grid.size(); ++i) {
    if (curve.grid[i] < audible_from.value() * (1 - 1e-9) || curve.grid[i] > audible_to.value() * (1 + 1e-9))
      continue;
    ++count;
    if (curve.impedance_ohm[i].real() < -beyond_doubt * std::sqrt(curve.covariance[i].re_re)) ++negative;
  }
  return count == 0 ? 0.0 : static_cast<double>(negative) / static_cast<double>(count);
}

double median_resistance(const ImpedanceCurve& curve) {
  std::vector<double> resistance;
  for (const Complex z : curve.impedance_ohm) resistance.push_back(z.real());
  return median(std::move(resistance));
}

std::string falls_text(double reference, double output) {
  const double falls = percent(-std::expm1(output));
  return fmt::format(
      "the reference channel falls by {:.3g} %, which no load may touch, and the output "
      "channel {}",
      percent(-std::expm1(reference)), falls > 0.0 ? fmt::format("by {:.3g} %", falls) : "does not");
}

Finding wrong_channel(const std::string& with, double reference, double output) {
  return {Severity::blocking, FindingCode::wrong_channel,
          fmt::format("{} {}: put the load on the channel that the dut input listens to", with,
                      falls_text(reference, output))};
}

std::string list_text(const std::vector<OutputTake>& takes, const std::vector<std::size_t>& which) {
  std::string text;
  for (std::size_t i = 0; i < which.size(); ++i) {
    if (i > 0) text += i + 1 == which.size() ? " and " : ", ";
    text += take_text(takes, which[i]);
  }
  return text;
}

/// The load may be on the wrong channel, or the reference hear the output: only the channels' own levels
/// tell.
std::optional<Finding> channel_trouble(const std::vector<OutputTake>& takes, const OutputRig& rig,
                                       const OutputStates& states) {
  const std::optional<LoadEffect> effect = load_effect(takes, states);
  if (!effect) return std::nullopt;
  if (loads_the_reference(*effect, rig.wiring))
    return wrong_channel("with the load", effect->reference, effect->output);
  const LoadOnReference found = load_on_reference(takes, states, rig);
  if (!found.takes.empty())
    return wrong_channel("in " + list_text(takes, found.takes), found.reference, found.output);
  if (!hears_the_output(*effect, rig.wiring)) return std::nullopt;
  return Finding{Severity::blocking, FindingCode::mono_sum,
                 fmt::format("with the load {}: the reference's input hears the output too, as in a mono "
                             "mix; give each channel an input of its own",
                             falls_text(effect->reference, effect->output))};
}

/// The takes of both states may be exchanged: loading then seems to raise the voltage.
std::optional<Finding> sign_trouble(const std::vector<OutputTake>& takes, const OutputSolution& solution) {
  const double share = negative_share(solution.curve);
  if (share <= most_of_the_band) return std::nullopt;
  const double resistance = median_resistance(solution.curve);
  if (std::none_of(takes.begin(), takes.end(), [](const OutputTake& take) { return !take.load; })) {
    return Finding{
        Severity::blocking, FindingCode::load_value,
        fmt::format(
            "the voltage rises with the load, as of an output of {} over {:.0f} % of the band: the "
            "loads are exchanged, or one of them has another value than stated; measure the resistors "
            "and state their values again",
            format_ohms(resistance), percent(share))};
  }
  if (-resistance < gross_negative_ohm) {
    return Finding{
        Severity::warning, FindingCode::negative_resistance,
        fmt::format("the output resistance is negative, {}, over {:.0f} % of the band: positive current "
                    "feedback, a lead that the load's current shares with the reference, or unloaded "
                    "and loaded takes that are exchanged",
                    format_ohms(resistance), percent(share))};
  }
  return Finding{
      Severity::blocking, FindingCode::states_swapped,
      fmt::format("the voltage rises with the load, as of an output of {} over {:.0f} % of the band: the "
                  "takes called unloaded and loaded are exchanged; should the amplifier have positive "
                  "current feedback its output really is negative, and no rating is made of that",
                  format_ohms(resistance), percent(share))};
}

bool slip_of_a_decade(const Fault& fault) {
  const double nearest = fault.factor > 1.0 ? 10.0 : 0.1;
  return fault.kind == FaultKind::load_value && std::abs(fault.factor / nearest - 1.0) < decade;
}

std::string load_text(const Fault& fault, const OutputStates& stated) {
  const Load& load = stated.loads[fault.first].load;
  return fmt::format("{} is {} instead{}", load.name, format_ohms(fault.factor * load.resistance_ohm.value),
                     slip_of_a_decade(fault) ? ", a slip of a decade" : "");
}

Finding wrong_load(const std::vector<Fault>& faults, const OutputStates& states) {
  std::string which = load_text(faults.front(), states);
  for (std::size_t i = 1; i < faults.size(); ++i) which += ", or " + load_text(faults[i], states);
  return {Severity::blocking, FindingCode::load_value,
          fmt::format("the takes agree only if {}{}; measure the resistor and state its value again", which,
                      faults.size() > 1 ? " (another load would tell which)" : "")};
}

/// Whether all explanations give one impedance: a step between two takes of one state is resolved, one beside
/// the only take of a state is not.
bool agree(const std::vector<Fault>& faults) {
  std::vector<double> values;
  for (const Fault& fault : faults) {
    std::vector<double> resistance;
    for (std::size_t f = 0; f < fault.states.points.size(); ++f) {
      const auto y = inverse_ratios(fault.states.points[f]);
      resistance.push_back(impedance_of(fit_at(fault.states, f).line(y), 0.0).real());
    }
    values.push_back(median(std::move(resistance)));
  }
  const auto [low, high] = std::minmax_element(values.begin(), values.end());
  return *high - *low <= 0.01 * std::abs(*high);
}

Diagnosis gain_changed(const std::vector<Fault>& faults, const std::vector<OutputTake>& takes,
                       const OutputSolution& solution) {
  Diagnosis diagnosis;
  std::string where = step_text(takes, faults.front().first - 1, faults.front().first);
  for (std::size_t i = 1; i < faults.size(); ++i) {
    where += ", or between " + step_text(takes, faults[i].first - 1, faults[i].first);
  }
  const bool resolved = agree(faults);
  diagnosis.findings.push_back(
      {resolved ? Severity::warning : Severity::blocking, FindingCode::gain_changed,
       fmt::format("the gain changed by {:+.2f} dB between {}: {}", decibels(faults.front().factor), where,
                   resolved
                       ? "the takes around it show by how much, and it is taken out; leave the volume alone "
                         "while measuring"
                       : "that cannot be told from the output impedance; leave the volume alone and record "
                         "these takes again")});
  if (resolved) {
    const Fault& best = faults.front();
    const OutputStates& from = best.drift_left ? solution.stated : solution.states;
    diagnosis.corrected = without_gain_step(from, best.first, best.factor);
  }
  return diagnosis;
}

Finding exchanged(const std::vector<Fault>& faults, const std::vector<OutputTake>& takes) {
  std::string which = step_text(takes, faults.front().first, faults.front().second);
  for (std::size_t i = 1; i < faults.size(); ++i) {
    which += ", or " + step_text(takes, faults[i].first, faults[i].second);
  }
  return {Severity::blocking, FindingCode::states_swapped,
          fmt::format("the takes agree only if {} are exchanged; give each take its own state", which)};
}

bool all_are(const std::vector<Fault>& faults, FaultKind kind) {
  return std::all_of(faults.begin(), faults.end(), [&](const Fault& f) { return f.kind == kind; });
}

/// A turn of the knob, which takes out of line what protection and exchanged takes do, and more.
bool is_turn_of_a_knob(const std::vector<Fault>& faults) {
  constexpr double no_turn = 0.002;
  const double step = std::abs(std::log(faults.front().factor));
  return all_are(faults, FaultKind::gain_step) && step > no_turn && step < turn_of_a_knob;
}

/// Where the voltage seems to rise with the load: a knob that was turned may do that, too.
std::optional<Diagnosis> turned_knob(const std::vector<OutputTake>& takes, const OutputRig& rig,
                                     const OutputSolution& solution) {
  if (!suspicious(solution, rig)) return std::nullopt;
  const std::vector<Fault> faults = explanations(solution, rig);
  if (!is_turn_of_a_knob(faults)) return std::nullopt;
  return gain_changed(faults, takes, solution);
}

/// A knob turned by that much between two rounds looks like takes of a high output that are exchanged, too.
std::optional<Diagnosis> knob_or_exchange(const std::vector<Fault>& faults,
                                          const std::vector<OutputTake>& takes) {
  std::vector<Fault> steps;
  std::string exchanges;
  for (const Fault& fault : faults) {
    if (fault.kind == FaultKind::gain_step) steps.push_back(fault);
    if (fault.kind == FaultKind::exchanged)
      exchanges += fmt::format(", or {} are exchanged", step_text(takes, fault.first, fault.second));
  }
  const bool only_these = std::none_of(faults.begin(), faults.end(),
                                       [](const Fault& f) { return f.kind == FaultKind::load_value; });
  if (!only_these || steps.empty() || !is_turn_of_a_knob(steps)) return std::nullopt;
  // Few outputs lose so much under a load that exchanged takes look like a large turn.
  constexpr double large_turn = 0.2;
  const bool large = std::abs(std::log(steps.front().factor)) > large_turn;
  if (faults.front().kind != FaultKind::gain_step && !large) return std::nullopt;
  return Diagnosis{{{Severity::blocking, FindingCode::gain_changed,
                     fmt::format("the gain changed by {:+.2f} dB between {}{}; leave the volume alone and "
                                 "record these takes again",
                                 decibels(steps.front().factor),
                                 step_text(takes, steps.front().first - 1, steps.front().first), exchanges)}},
                   std::nullopt};
}

/// The mishap that makes the takes agree, if there is one beyond doubt.
std::optional<Diagnosis> explained(const std::vector<OutputTake>& takes, const OutputRig& rig,
                                   const OutputSolution& solution) {
  const std::vector<Fault> faults = explanations(solution, rig);
  const FaultKind kind = faults.front().kind;
  if (is_turn_of_a_knob(faults)) return gain_changed(faults, takes, solution);
  if (std::none_of(faults.begin(), faults.end(), slip_of_a_decade)) {
    if (const auto finding = collapse_under_load(takes, solution)) return Diagnosis{{*finding}, std::nullopt};
  }
  if (kind == FaultKind::none) return std::nullopt;
  if (!all_are(faults, kind)) {
    if (auto found = knob_or_exchange(faults, takes)) return found;
    return Diagnosis{{undecided_takes(solution)}, std::nullopt};
  }
  if (kind == FaultKind::gain_step) return gain_changed(faults, takes, solution);
  if (kind == FaultKind::load_value) return Diagnosis{{wrong_load(faults, solution.states)}, std::nullopt};
  return Diagnosis{{exchanged(faults, takes)}, std::nullopt};
}

std::optional<Finding> contact_scatter(const OutputRig& rig, const EffectEstimate& effects) {
  const ContactFloor& contact = effects.contact;
  if (!contact.estimated || effects.contact_excess < contact_certain) return std::nullopt;
  if (contact.ohm < contact_noted * rig.contact_ohm) return std::nullopt;
  const bool bad = contact.ohm > contact_warned * rig.contact_ohm;
  return Finding{
      bad ? Severity::warning : Severity::note, FindingCode::contact_scatter,
      fmt::format("plugging the load in {} times scatters by {} (one standard deviation), more than the "
                  "{} that the rig states; clean the socket or use a better plug",
                  contact.connections, format_ohms(contact.ohm), format_ohms(rig.contact_ohm))};
}

std::optional<Finding> drift(const OutputRig& rig, const EffectEstimate& effects) {
  const double drift = std::abs(effects.drift_per_take);
  if (drift <= rig.drift_u95 || drift <= effects.drift_per_take_u95) return std::nullopt;
  return Finding{
      Severity::warning, FindingCode::drift,
      fmt::format("the gain drifted by {:.3g} % from each take to the next, more than the {:.3g} % that "
                  "is allowed for; let the amplifier and the interface warm up",
                  percent(drift), percent(rig.drift_u95))};
}

void add_volume(Findings& findings, const std::vector<OutputTake>& takes, const OutputStates& states) {
  const std::optional<VolumeStep> step = volume_step(takes, states);
  if (!step) return;
  findings.push_back(
      {Severity::note, FindingCode::gain_changed,
       fmt::format("the level played changed by {:+.2f} dB between {}; it is on both channels, and "
                   "the ratio does not mind",
                   decibels(step->factor), step_text(takes, step->before, step->after))});
}

Diagnosis unlimited_diagnosis(const std::vector<OutputTake>& takes, const OutputRig& rig,
                              const OutputSolution& solution) {
  if (const auto finding = transformer_trouble(takes, solution))
    return {{*finding}, std::nullopt, {}, Cause::core};
  if (suspicious(solution, rig)) {
    if (auto found = explained(takes, rig, solution)) return std::move(*found);
    if (takes_disagree(rig, solution)) return {{undecided_takes(solution)}, std::nullopt};
  }
  Diagnosis diagnosis;
  if (const auto contact = contact_scatter(rig, solution.estimate)) diagnosis.findings.push_back(*contact);
  if (const auto drifting = drift(rig, solution.estimate)) diagnosis.findings.push_back(*drifting);
  if (diagnosis.findings.empty()) add_volume(diagnosis.findings, takes, solution.states);
  return diagnosis;
}

}  // namespace

Diagnosis diagnose(const std::vector<OutputTake>& takes, const OutputRig& rig,
                   const OutputSolution& solution) {
  if (const auto finding = channel_trouble(takes, rig, solution.states)) return {{*finding}, std::nullopt};
  if (auto finding = sign_trouble(takes, solution)) {
    if (auto turned = turned_knob(takes, rig, solution)) return std::move(*turned);
    return {{std::move(*finding)}, std::nullopt};
  }
  std::optional<CurrentLimit> limit = current_limit(takes, solution);
  if (!limit) return unlimited_diagnosis(takes, rig, solution);
  if (limit->finding) {
    return {{std::move(*limit->finding)}, std::nullopt, std::move(limit->bias), Cause::current_limit};
  }
  Diagnosis diagnosis = unlimited_diagnosis(takes, rig, solution);
  diagnosis.limit_bias = std::move(limit->bias);
  return diagnosis;
}

}  // namespace ohmsweep
