#include "ohmsweep/measurement/player_checks.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>

#include "ohmsweep/core/median.h"
#include "ohmsweep/core/quantity_text.h"

namespace ohmsweep {

namespace {

/// Bands over which levels are compared: third octaves from 40 Hz to 12.7 kHz.
constexpr double first_hz = 40.0;
constexpr int bands = 25;
/// Less than this no player does by mistake, and nothing follows from it.
constexpr double of_no_interest_db = 0.15;
constexpr double certain = 5.0;
/// Of a channel that is silent: a third of a player's sum, and more than a ground can do.
constexpr double sum_leak = 0.25;

double decibels(double ratio) { return 20.0 * std::log10(std::max(ratio, 1e-12)); }

/// One level over another in a third of an octave.
struct Change {
  double hz = 0.0;
  double db = 0.0;
  double u_db = 0.0;
};
using Changes = std::vector<Change>;

using Level = std::vector<double> PassageLevels::*;

/// `after` over `before` on one channel.
Changes changes(const PassageLevels& before, const PassageLevels& after, Level channel) {
  Changes found;
  if ((before.*channel).empty() || (after.*channel).empty()) return found;
  const double third = std::exp2(1.0 / 3.0);
  for (int band = 0; band < bands; ++band) {
    const double hz = first_hz * std::exp2(band / 3.0);
    double sum = 0.0;
    double variance = 0.0;
    double count = 0.0;
    for (std::size_t i = 0; i < before.grid.size(); ++i) {
      if (before.grid[i] < hz || before.grid[i] >= hz * third) continue;
      const auto j = after.grid.find(before.grid[i]);
      if (!j) continue;
      sum += decibels((after.*channel)[*j] / std::max((before.*channel)[i], 1e-12));
      variance += before.variance[i] + after.variance[*j];
      count += 1.0;
    }
    if (count == 0.0) continue;
    // Points of a third of an octave share most of their noise.
    found.push_back({hz * std::sqrt(third), sum / count, 8.686 * std::sqrt(0.5 * variance / count)});
  }
  return found;
}

/// The largest change in a run of bands that all change the same way, beyond chance and `allowed_db`. A gain
/// or a filter reaches over five thirds of an octave; what samples lost in one place do is narrower.
std::optional<Change> largest(const Changes& all, double allowed_db) {
  constexpr std::size_t broad = 5;
  std::optional<Change> found;
  std::size_t run = 0;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const bool stands = std::abs(all[i].db) > allowed_db + certain * all[i].u_db;
    const bool goes_on = run > 0 && all[i].db * all[i - 1].db > 0.0;
    run = stands ? (goes_on ? run + 1 : 1) : 0;
    if (run < broad) continue;
    for (std::size_t j = i + 1 - run; j <= i; ++j) {
      if (!found || std::abs(all[j].db) > std::abs(found->db)) found = all[j];
    }
  }
  return found;
}

const PassageLevels* first_of(const std::vector<PassageLevels>& levels, PassageKind kind, int repeat) {
  const auto found = std::find_if(levels.begin(), levels.end(), [&](const PassageLevels& each) {
    return each.kind == kind && each.repeat == repeat;
  });
  return found == levels.end() ? nullptr : &*found;
}

double median_leak(const PassageLevels& passage) {
  std::vector<double> middle;
  for (std::size_t i = 0; i < passage.leak.size(); ++i) {
    if (passage.grid[i] > 200.0 && passage.grid[i] < 5000.0) middle.push_back(passage.leak[i]);
  }
  return middle.empty() ? 0.0 : median(std::move(middle));
}

double worst_leak(const std::vector<PassageLevels>& levels) {
  double worst = 0.0;
  for (const PassageLevels& passage : levels) worst = std::max(worst, median_leak(passage));
  return worst;
}

/// The largest change between passages that should be equally loud, and the earlier of the two.
std::optional<Change> moving_gain(const std::vector<PassageLevels>& levels, double leak) {
  std::optional<Change> worst;
  const auto compare = [&](const PassageLevels& before, const PassageLevels& after, Level channel,
                           double allowed_db) {
    const auto change = largest(changes(before, after, channel), allowed_db);
    if (change && (!worst || std::abs(change->db) > std::abs(worst->db))) worst = change;
  };
  // What leaks adds to the channel's own sound while both sound.
  const double with_leak = of_no_interest_db + decibels(1.0 + leak);
  for (const PassageLevels& passage : levels) {
    if (passage.repeat > 0) {
      const PassageLevels* first = first_of(levels, passage.kind, 0);
      if (first == nullptr) continue;
      compare(*first, passage, &PassageLevels::left, of_no_interest_db);
      compare(*first, passage, &PassageLevels::right, of_no_interest_db);
    }
    const PassageLevels* both = first_of(levels, PassageKind::both, passage.repeat);
    if (both == nullptr || leak > sum_leak) continue;
    // The left channel hears the ground of a load while the right one sounds; the right hears nothing.
    if (passage.kind == PassageKind::right_alone) {
      compare(*both, passage, &PassageLevels::right, with_leak);
    }
    if (passage.kind == PassageKind::left_alone) {
      compare(*both, passage, &PassageLevels::left, with_leak);
    }
  }
  return worst;
}

/// What the quiet passage's level does, on the channel where it does most.
struct LevelEffect {
  Changes changes;
  Change worst;
};

std::optional<LevelEffect> level_effect(const std::vector<PassageLevels>& levels) {
  std::optional<LevelEffect> found;
  for (const PassageLevels& quiet : levels) {
    const PassageLevels* both = first_of(levels, PassageKind::both, quiet.repeat);
    if (quiet.kind != PassageKind::both_quiet || both == nullptr) continue;
    for (const Level channel : {&PassageLevels::left, &PassageLevels::right}) {
      const Changes all = changes(*both, quiet, channel);
      const auto worst = largest(all, of_no_interest_db);
      if (worst && (!found || std::abs(worst->db) > std::abs(found->worst.db))) found = {all, *worst};
    }
  }
  return found;
}

/// Alike at every frequency, or growing through the sweep as a gain does that recovers: a gain and no filter.
bool is_gain(const Changes& all) {
  std::vector<double> values;
  for (const Change& change : all) values.push_back(change.db);
  const auto [least, most] = std::minmax_element(values.begin(), values.end());
  const double spread = *most - *least;
  if (spread < std::max(0.3, 0.25 * std::abs(median(values)))) return true;
  const auto same_way = [&](double sign) {
    for (std::size_t i = 0; i + 1 < values.size(); ++i) {
      if (sign * (values[i + 1] - values[i]) < -0.05 * spread) return false;
    }
    return true;
  };
  return same_way(1.0);
}

void add_level_findings(Findings& findings, const std::vector<PassageLevels>& levels, double leak) {
  if (const auto moves = moving_gain(levels, leak)) {
    findings.push_back(
        {Severity::warning, FindingCode::automatic_gain,
         fmt::format("the level moves by {:+.1f} dB at {} between passages that are equally loud: automatic "
                     "gain, a limiter, or a volume that was touched; switch it off and record again",
                     moves->db, format_hz(moves->hz))});
    return;
  }
  const auto effect = level_effect(levels);
  if (!effect) return;
  if (is_gain(effect->changes)) {
    findings.push_back(
        {Severity::warning, FindingCode::automatic_gain,
         fmt::format(
             "the quiet passage comes {:+.1f} dB louder than it was written: a compressor, limiter or "
             "volume leveller; switch it off and record again",
             effect->worst.db)});
    return;
  }
  findings.push_back(
      {Severity::warning, FindingCode::level_dependent,
       fmt::format("the frequency response changes with the level, by {:+.1f} dB at {} in the quiet passage: "
                   "loudness or a dynamic equaliser; switch it off and record again",
                   effect->worst.db, format_hz(effect->worst.hz))});
}

}  // namespace

PassageLevels levels_of(PassageKind kind, int repeat, const RatioCurve& ratio) {
  PassageLevels levels;
  levels.kind = kind;
  levels.repeat = repeat;
  levels.grid = ratio.grid;
  std::vector<double> other;
  for (std::size_t i = 0; i < ratio.grid.size(); ++i) {
    other.push_back(ratio.source_level[i] * std::abs(ratio.ratio[i]));
    levels.variance.push_back(ratio.noise_variance[i]);
    if (kind == PassageKind::right_alone || kind == PassageKind::left_alone)
      levels.leak.push_back(std::abs(ratio.ratio[i]));
  }
  switch (kind) {
    case PassageKind::right_alone:
      levels.right = ratio.source_level;
      break;
    case PassageKind::left_alone:
      levels.left = ratio.source_level;
      break;
    default:
      levels.left = ratio.source_level;
      levels.right = std::move(other);
  }
  return levels;
}

Findings player_findings(const std::vector<PassageLevels>& levels) {
  Findings findings;
  const double leak = worst_leak(levels);
  const bool any_alone =
      std::any_of(levels.begin(), levels.end(), [](const PassageLevels& each) { return !each.leak.empty(); });
  if (!levels.empty() && !any_alone) {
    findings.push_back({Severity::note, FindingCode::ground_unknown,
                        "the programme is mono: the ground that the channels share is not in the output "
                        "impedance; a stereo programme would show it"});
  }
  if (leak > sum_leak) {
    findings.push_back(
        {Severity::warning, FindingCode::mono_sum,
         fmt::format(
             "the silent channel carries {:.0f} % of the other one's sound: the player plays the sum of "
             "both on each; switch mono off, or the shared ground stays unknown",
             100.0 * leak)});
  }
  add_level_findings(findings, levels, leak);
  return findings;
}

Findings codec_findings(const CodecTrace& trace) {
  if (!trace.follows && !trace.ends_hz) return {};
  const std::string end =
      trace.ends_hz ? fmt::format("nothing is played above {}", format_hz(*trace.ends_hz)) : "";
  const std::string noise = trace.follows ? fmt::format("noise follows the sweep, {:.0f} dB below it",
                                                        -10.0 * std::log10(std::max(trace.following, 1e-13)))
                                          : "";
  return {
      {Severity::blocking, FindingCode::lossy_stimulus,
       fmt::format("what was played went through a lossy codec: {}{}{}; copy the file as it is, as WAV or "
                   "FLAC, and use a cable, not Bluetooth",
                   noise, !noise.empty() && !end.empty() ? ", and " : "", end)}};
}

Findings band_end_findings(double hz) {
  return {
      {Severity::blocking, FindingCode::lossy_stimulus,
       fmt::format("every sweep breaks off at {}, as a lossy copy does (lost samples would lie elsewhere in "
                   "each, and a conversion to a low sample rate ends there too); copy the file as it is, as "
                   "WAV or FLAC, and use a cable, not Bluetooth",
                   format_hz(hz))}};
}

}  // namespace ohmsweep
