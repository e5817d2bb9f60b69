#include "measurement/switched_off.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "measurement/current_limit.h"

namespace ohmsweep {

namespace {

/// Loads whose demands differ by less are one.
constexpr double another_load = 1.01;
/// An output that never sounded: its peak over the reference's, against that of the least demanding take.
constexpr double silent_share = 0.03;

double peak_ratio(const OutputTake& take) {
  return take.ratio.quality.dut_peak / std::max(take.ratio.quality.source_peak, 1e-9);
}

/// The output fell silent in this take while the reference sounded on, or was silent all along.
bool is_silent(const OutputTake& take, const OutputTake& least) {
  if (!has_blocking(take.ratio.findings)) return false;
  return take.ratio.quality.dut_silent_s || peak_ratio(take) < silent_share * peak_ratio(least);
}

std::string load_text(const OutputTake& take) {
  return take.level_db == 0.0 ? take.load->name
                              : fmt::format("{} at {:.0f} dB", take.load->name, take.level_db);
}

/// Two takes of one state whose breaks are at one place: lost samples are not so regular.
bool breaks_alike(const OutputTake& a, const OutputTake& b) {
  constexpr double one_place_s = 0.01;
  const std::vector<double>& of_a = a.ratio.quality.dropouts_s;
  const std::vector<double>& of_b = b.ratio.quality.dropouts_s;
  return !of_a.empty() && !of_b.empty() && std::abs(of_a.front() - of_b.front()) < one_place_s;
}

/// What a limit of the current does to a short sweep looks like lost samples, and to a player's passages like
/// a gain that moves.
bool is_broken(const OutputTake& take, bool limited) {
  const Findings& own = take.ratio.findings;
  return has(own, FindingCode::dropout) ||
         (limited && has_blocking(own) && has(own, FindingCode::automatic_gain));
}

/// In every take of the load, at one place or beside the distortion of a limit.
bool breaks_every_time(const std::vector<OutputTake>& takes, const std::vector<bool>& limited,
                       std::size_t i) {
  if (!takes[i].load || !is_broken(takes[i], limited[i])) return false;
  int others = 0;
  for (std::size_t j = 0; j < takes.size(); ++j) {
    if (j == i || !takes[j].load || load_text(takes[j]) != load_text(takes[i])) continue;
    if (!is_broken(takes[j], limited[j])) return false;
    if (!limited[i] && !breaks_alike(takes[i], takes[j])) return false;
    ++others;
  }
  return others > 0;
}

bool is_whole(const OutputTake& take) { return !has_blocking(take.ratio.findings); }

std::string when_text(const OutputTake& take) {
  const auto silent_s = take.ratio.quality.dut_silent_s;
  if (silent_s) return fmt::format("falls silent {:.2f} s into the take", *silent_s);
  const std::vector<double>& breaks = take.ratio.quality.dropouts_s;
  if (breaks.empty()) return has(take.ratio.findings, FindingCode::automatic_gain) ? "distorts" : "is silent";
  return fmt::format("breaks {:.2f} s into the take", breaks.front());
}

std::string cause_text(const std::vector<OutputTake>& failed) {
  const RatioCurve& first = failed.front().ratio;
  const bool silent = first.quality.dut_silent_s.has_value();
  if (!silent &&
      (has(first.findings, FindingCode::dropout) || has(first.findings, FindingCode::automatic_gain))) {
    return "it limits its current or protects itself; use a higher load or a lower level";
  }
  if (failed.size() > 1) return "protection switches it off; use a higher load or a lower level";
  return "protection switches it off, or its cable came off; take it again, with a higher load or a lower "
         "level";
}

Finding finding_of(const std::vector<OutputTake>& silent, bool any_loaded_whole) {
  const OutputTake& first = silent.front();
  const auto alike = std::count_if(silent.begin(), silent.end(), [&](const OutputTake& take) {
    return load_text(take) == load_text(first);
  });
  const std::string seen = fmt::format(
      "under {} the output {}{}, while the reference sounds on and the {} whole", load_text(first),
      when_text(first), alike > 1 ? fmt::format(" in each of {} takes", alike) : "",
      any_loaded_whole ? "takes that ask less of it are" : "unloaded takes are");
  return {Severity::blocking, FindingCode::loads_disagree, seen + ": " + cause_text(silent)};
}

}  // namespace

std::optional<SwitchedOff> switched_off(const std::vector<OutputTake>& takes) {
  if (takes.empty()) return std::nullopt;
  const OutputTake& least = *std::min_element(takes.begin(), takes.end(), [](const auto& a, const auto& b) {
    return current_demand(a) < current_demand(b);
  });
  std::vector<OutputTake> silent;
  SwitchedOff off;
  const std::vector<bool> limited = limited_takes(takes);
  for (std::size_t i = 0; i < takes.size(); ++i) {
    const OutputTake& take = takes[i];
    if (!is_whole(take) && !is_silent(take, least) && !breaks_every_time(takes, limited, i)) {
      return std::nullopt;
    }
    (is_whole(take) ? off.whole : silent).push_back(take);
  }
  if (silent.empty() || off.whole.empty()) return std::nullopt;
  double most_played = 0.0;
  bool any_loaded_whole = false;
  for (const OutputTake& take : off.whole) {
    most_played = std::max(most_played, current_demand(take));
    any_loaded_whole = any_loaded_whole || take.load;
  }
  for (const OutputTake& take : silent) {
    if (!take.load || current_demand(take) < another_load * most_played) return std::nullopt;
  }
  off.finding = finding_of(silent, any_loaded_whole);
  return off;
}

}  // namespace ohmsweep
