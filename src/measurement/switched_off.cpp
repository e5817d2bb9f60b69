#include "measurement/switched_off.h"

#include <fmt/format.h>

#include <algorithm>
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

bool is_whole(const OutputTake& take) { return !has_blocking(take.ratio.findings); }

std::string load_text(const OutputTake& take) {
  return take.level_db == 0.0 ? take.load->name
                              : fmt::format("{} at {:.0f} dB", take.load->name, take.level_db);
}

std::string when_text(const OutputTake& take) {
  const auto silent_s = take.ratio.quality.dut_silent_s;
  return silent_s ? fmt::format("falls silent {:.2f} s into the take", *silent_s) : "is silent";
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
  const std::string cause = silent.size() > 1
                                ? ": protection switches it off; use a higher load or a lower level"
                                : ": protection switches it off, or its cable came off; take it "
                                  "again, with a higher load or a lower level";
  return {Severity::blocking, FindingCode::loads_disagree, seen + cause};
}

}  // namespace

std::optional<SwitchedOff> switched_off(const std::vector<OutputTake>& takes) {
  if (takes.empty()) return std::nullopt;
  const OutputTake& least = *std::min_element(takes.begin(), takes.end(), [](const auto& a, const auto& b) {
    return current_demand(a) < current_demand(b);
  });
  std::vector<OutputTake> silent;
  SwitchedOff off;
  for (const OutputTake& take : takes) {
    if (!is_silent(take, least) && !is_whole(take)) return std::nullopt;
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
