#include "ohmsweep/measurement/player_take.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "ohmsweep/core/error.h"
#include "ohmsweep/core/median.h"
#include "ohmsweep/core/quantity_text.h"
#include "ohmsweep/signal/player_passages.h"

namespace ohmsweep {

namespace {

/// A passage that was cut out and estimated.
struct Estimated {
  FoundPassage passage;
  Recording take;
  RatioCurve ratio;  ///< V_dut/V_ref; V_ref/V_dut of right_alone
};

double energy(const std::vector<double>& channel) {
  double mean = 0.0;
  for (const double sample : channel) mean += sample / static_cast<double>(channel.size());
  double sum = 0.0;
  for (const double sample : channel) sum += (sample - mean) * (sample - mean);
  return sum;
}

/// What cables can be: a channel that hears nothing while both play, or the other one while one plays alone.
Findings cable_findings(const Recording& recording, const FoundProgramme& found) {
  constexpr double nothing = 1e-6;  // −60 dB
  constexpr double exchanged = 10.0;
  Findings findings;
  for (const FoundPassage& passage : found.passages) {
    if (passage.repeat > 0 || passage.kind == PassageKind::both_quiet) continue;
    const Recording take = cut_out(recording, passage);
    const double left = energy(take.source);
    const double right = energy(take.dut);
    if (passage.kind == PassageKind::both && std::min(left, right) <= nothing * std::max(left, right)) {
      findings.push_back(
          {Severity::blocking, FindingCode::missing_cable,
           fmt::format("channel {} hears nothing of the player while channel {} does; connect the "
                       "player's {} channel to it",
                       left < right ? 1 : 2, left < right ? 2 : 1, left < right ? "left" : "right")});
      return findings;
    }
    const bool swapped = (passage.kind == PassageKind::right_alone && left > exchanged * right) ||
                         (passage.kind == PassageKind::left_alone && right > exchanged * left);
    if (!swapped || has(findings, FindingCode::channels_swapped)) continue;
    findings.push_back({Severity::blocking, FindingCode::channels_swapped,
                        "channel 1 hears the player's right channel and channel 2 its left one; exchange the "
                        "cables, or the rig's channels"});
  }
  return findings;
}

/// Both of a programme's stimuli at a recording's rate.
class PassageEstimator {
 public:
  PassageEstimator(const PlayerProgramme& programme, int sample_rate)
      : loud_(passage_stimulus(programme, PassageKind::both, sample_rate)),
        quiet_(passage_stimulus(programme, PassageKind::both_quiet, sample_rate)) {}

  [[nodiscard]] const Stimulus& loud() const { return loud_.stimulus(); }
  [[nodiscard]] RatioCurve estimate(PassageKind kind, const Recording& take) const {
    if (kind == PassageKind::both_quiet) return quiet_.estimate(take);
    return loud_.estimate(kind == PassageKind::right_alone ? swap_channels(take) : take);
  }

 private:
  RatioEstimator loud_;
  RatioEstimator quiet_;
};

std::vector<Estimated> estimate_all(const Recording& recording, const FoundProgramme& found,
                                    const PassageEstimator& estimator) {
  std::vector<Estimated> all;
  for (const FoundPassage& passage : found.passages) {
    Recording take = cut_out(recording, passage);
    RatioCurve ratio = estimator.estimate(passage.kind, take);
    all.push_back({passage, std::move(take), std::move(ratio)});
  }
  return all;
}

/// The curves of one kind; of several repeats those that are whole, where any is.
std::vector<RatioCurve> curves_of(const std::vector<Estimated>& all, PassageKind kind) {
  std::vector<RatioCurve> curves;
  std::vector<RatioCurve> unblocked;
  for (const Estimated& each : all) {
    if (each.passage.kind != kind) continue;
    curves.push_back(each.ratio);
    if (!has_blocking(each.ratio.findings)) unblocked.push_back(each.ratio);
  }
  return unblocked.empty() ? curves : unblocked;
}

void remove(Findings& findings, FindingCode code) {
  std::erase_if(findings, [&](const Finding& finding) { return finding.code == code; });
}

/// One curve of all repeats, called and known as the recording.
RatioCurve combined(const std::vector<Estimated>& all, PassageKind kind, const Recording& recording,
                    const Uncertain& clock_ppm) {
  RatioCurve curve = combine_repeats(curves_of(all, kind));
  curve.take_name = recording.name;
  curve.take_hash = recording.hash;
  curve.quality.clock_offset_ppm = clock_ppm.value;
  curve.quality.clock_offset_u95_ppm = coverage_factor * clock_ppm.standard_uncertainty;
  remove(curve.findings, FindingCode::clock_offset);
  return curve;
}

void add(Findings& findings, const Findings& more) {
  for (const Finding& finding : more) {
    if (!has(findings, finding.code)) findings.push_back(finding);
  }
}

Findings clock_findings(const Uncertain& clock_ppm) {
  constexpr double of_no_interest_ppm = 5.0;
  const double u95 = coverage_factor * clock_ppm.standard_uncertainty;
  if (std::abs(clock_ppm.value) <= std::max(of_no_interest_ppm, u95)) return {};
  return {
      {Severity::note, FindingCode::clock_offset,
       fmt::format("the player's clock is {:.2f} ppm {} than the recorder's (± {:.2g} ppm); the ratio of the "
                   "two channels is not affected",
                   std::abs(clock_ppm.value), clock_ppm.value > 0.0 ? "faster" : "slower", u95)}};
}

/// A codec's low-pass looks like sound that ends too soon, and its noise like lost samples: both are looked
/// at.
CodecTrace trace_of(const std::vector<Estimated>& all, const Stimulus& stimulus) {
  std::vector<SoundingPassage> sounding;
  for (const Estimated& each : all) {
    if (each.passage.kind == PassageKind::both_quiet) continue;
    if (has(each.ratio.findings, FindingCode::clipping)) continue;
    sounding.push_back({each.take, each.passage.kind == PassageKind::right_alone, stimulus});
  }
  return codec_trace(sounding);
}

Findings broken_repeats(const std::vector<Estimated>& all) {
  for (const Estimated& each : all) {
    if (!has(each.ratio.findings, FindingCode::dropout)) continue;
    return {{Severity::note, FindingCode::dropout,
             fmt::format("'{}' is broken and was left out", each.take.name)}};
  }
  return {};
}

bool is_broken(const RatioCurve& ratio) { return has(ratio.findings, FindingCode::dropout); }

/// Seconds after a passage's sweep began.
double since_its_sweep(const Estimated& each, double t) {
  return t + static_cast<double>(each.passage.first) / each.take.sample_rate - each.passage.sweep_s;
}

/// Whether a passage breaks there, too: lost samples do not lie within a few milliseconds of one place of a
/// sweep.
bool breaks_at(const Estimated& each, double since_sweep_s) {
  constexpr double one_place_s = 0.02;
  const std::vector<double>& breaks = each.ratio.quality.dropouts_s;
  return std::any_of(breaks.begin(), breaks.end(), [&](double t) {
    return std::abs(since_its_sweep(each, t) - since_sweep_s) < one_place_s;
  });
}

/// A filter as steep as the sweep is fast looks like lost samples, but at one frequency of every sweep that
/// both channels play, loud or quiet; a limit leaves the quiet one alone. Where the band ends it is a
/// codec's.
bool is_a_filter(const std::vector<Estimated>& all, double since_sweep_s) {
  std::size_t quiet = 0;
  for (const Estimated& each : all) {
    const bool is_quiet = each.passage.kind == PassageKind::both_quiet;
    if (!is_quiet && each.passage.kind != PassageKind::both) continue;
    if (!breaks_at(each, since_sweep_s)) return false;
    quiet += is_quiet ? 1U : 0U;
  }
  return quiet > 0;
}

/// What a fixed filter, an equaliser say, does in every passage is no fault of the recording.
void excuse_filters(std::vector<Estimated>& all, const ExponentialSweep& sweep) {
  constexpr double highest_hz = 10e3;
  const double last_s = std::log(highest_hz / sweep.from.value()) * sweep.rate_constant().value();
  std::vector<std::vector<double>> left;
  for (const Estimated& each : all) {
    left.push_back(each.ratio.quality.dropouts_s);
    std::erase_if(left.back(), [&](double t) {
      const double since = since_its_sweep(each, t);
      return since < last_s && is_a_filter(all, since);
    });
  }
  for (std::size_t i = 0; i < all.size(); ++i) {
    RatioCurve& ratio = all[i].ratio;
    if (left[i].empty()) remove(ratio.findings, FindingCode::dropout);
    ratio.quality.dropouts_s = std::move(left[i]);
  }
}

/// Where a passage's sweep breaks off, as the sweep's frequency there; nothing of a passage that is whole or
/// broken in several places.
std::optional<double> break_hz(const Estimated& each, const ExponentialSweep& sweep) {
  std::vector<double> breaks = each.ratio.quality.dropouts_s;
  if (each.ratio.quality.signal_lost_s) breaks = {*each.ratio.quality.signal_lost_s};
  if (breaks.size() != 1) return std::nullopt;
  return sweep.from.value() * std::exp(since_its_sweep(each, breaks.front()) / sweep.rate_constant().value());
}

/// Where all sweeps of a recording break off.
struct CommonEnd {
  double hz = 0.0;
  bool certain = false;  ///< lost samples do not lie at one frequency of so many sweeps
};

std::optional<CommonEnd> common_end(const std::vector<Estimated>& all, const ExponentialSweep& sweep) {
  constexpr double lowest_hz = 10e3;
  constexpr double alike = 1.05;
  constexpr std::size_t no_chance = 3;
  std::vector<double> ends;
  for (const Estimated& each : all) {
    if (each.passage.kind == PassageKind::both_quiet) continue;
    const std::optional<double> hz = break_hz(each, sweep);
    if (!hz) return std::nullopt;
    ends.push_back(*hz);
  }
  if (ends.empty()) return std::nullopt;
  const auto [least, most] = std::minmax_element(ends.begin(), ends.end());
  if (*least < lowest_hz || *most > alike * *least) return std::nullopt;
  const bool certain = ends.size() >= no_chance;
  return CommonEnd{median(std::move(ends)), certain};
}

/// The codec's traces; through more noise than they stand out of, where it ends. Where the sweeps are too few
/// to tell that from lost samples, `ratio` names both.
Findings codec_of(const std::vector<Estimated>& all, const PassageEstimator& estimator, Findings& ratio) {
  Findings findings = codec_findings(trace_of(all, estimator.loud()));
  if (!findings.empty()) return findings;
  const std::optional<CommonEnd> end = common_end(all, estimator.loud().sweep);
  if (!end) return findings;
  if (end->certain) return band_end_findings(end->hz);
  for (Finding& finding : ratio) {
    if (finding.code != FindingCode::dropout && finding.code != FindingCode::signal_lost) continue;
    finding.detail += fmt::format(
        "; or the sweep ends at {}, as a lossy copy of the programme does: play the WAV "
        "or FLAC file itself",
        format_hz(end->hz));
  }
  return findings;
}

/// Of the passages that say something of levels: clipping and silence do not, and a break is judged with
/// them.
std::vector<PassageLevels> levels_of(const std::vector<Estimated>& all) {
  std::vector<PassageLevels> levels;
  for (const Estimated& each : all) {
    if (has_blocking(each.ratio.findings) && !is_broken(each.ratio)) continue;
    levels.push_back(levels_of(each.passage.kind, each.passage.repeat, each.ratio));
  }
  return levels;
}

bool moves(const Findings& player) {
  return has(player, FindingCode::automatic_gain) || has(player, FindingCode::level_dependent);
}

void remove_breaks(Findings& findings) {
  remove(findings, FindingCode::dropout);
  remove(findings, FindingCode::signal_lost);
}

/// Of a channel without a cable everything may seem wrong; that it is silent is said by which it is.
void remove_what_silence_does(Findings& findings) {
  remove_breaks(findings);
  remove(findings, FindingCode::too_quiet);
  remove(findings, FindingCode::low_snr);
}

/// A gain that moves within a sweep looks like lost samples: it is said in their place, and blocks as they
/// do.
void take_gain_for_breaks(Findings& player, Findings& ratio, const std::vector<Estimated>& all) {
  const bool broken =
      std::any_of(all.begin(), all.end(), [](const Estimated& each) { return is_broken(each.ratio); });
  if (!broken) return;
  remove(ratio, FindingCode::dropout);
  for (Finding& finding : player) {
    if (finding.code != FindingCode::automatic_gain && finding.code != FindingCode::level_dependent) continue;
    finding.severity = Severity::blocking;
    finding.detail += "; whether samples were lost cannot be told meanwhile";
  }
}

std::vector<GroundState> ground_states(const std::vector<PlayerTake>& takes) {
  std::vector<GroundState> states;
  for (const PlayerTake& take : takes) {
    const bool usable = take.right_alone && !has(take.findings, FindingCode::mono_sum) &&
                        !has_blocking(take.right_alone->findings);
    if (usable) states.push_back({take.ratio, *take.right_alone});
  }
  return states;
}

PlayerGround unknown_because(std::string why) {
  return {std::nullopt, false, {{Severity::note, FindingCode::ground_unknown, std::move(why)}}};
}

PlayerGround never_alone(const std::string& which) {
  return unknown_because(
      fmt::format("no {} has the right channel alone: the ground that the channels share is not in the "
                  "output impedance; record one with the stereo programme",
                  which));
}

PlayerGround ground_from(GroundEstimate estimate) {
  return {estimate.ground, estimate.inverted, std::move(estimate.findings)};
}

}  // namespace

PlayerTake analyse_player_take(const Recording& recording, const PlayerProgramme& programme) {
  const FoundProgramme found = find_passages(recording, programme);
  const PassageEstimator estimator(programme, recording.sample_rate);
  PlayerTake take;
  take.repeats = found.repeats;
  take.clock_offset_ppm = found.clock_offset_ppm;
  const Findings cables = cable_findings(recording, found);
  std::vector<Estimated> all = estimate_all(recording, found, estimator);
  excuse_filters(all, estimator.loud().sweep);
  take.ratio = combined(all, PassageKind::both, recording, found.clock_offset_ppm);
  if (has(cables, FindingCode::missing_cable)) remove_what_silence_does(take.ratio.findings);
  if (!has_blocking(cables)) take.levels = levels_of(all);
  Findings player = player_findings(take.levels);
  Findings codec;
  if (moves(player)) {
    take_gain_for_breaks(player, take.ratio.findings, all);
  } else if (!has_blocking(cables)) {
    codec = codec_of(all, estimator, take.ratio.findings);
    if (!codec.empty()) remove_breaks(take.ratio.findings);
  }
  take.findings = take.ratio.findings;
  add(take.findings, found.findings);
  if (!moves(player) && codec.empty() && !has_blocking(cables)) add(take.findings, broken_repeats(all));
  add(take.findings, cables);
  add(take.findings, clock_findings(found.clock_offset_ppm));
  if (has_blocking(take.findings)) return take;
  if (programme.stereo) {
    take.right_alone = combined(all, PassageKind::right_alone, recording, found.clock_offset_ppm);
  }
  add(take.findings, player);
  add(take.findings, codec);
  return take;
}

PlayerGround player_ground(const std::vector<PlayerTake>& unloaded, const std::vector<PlayerTake>& loaded,
                           const Load& load, const GroundOptions& options) {
  const std::vector<GroundState> without = ground_states(unloaded);
  const std::vector<GroundState> with = ground_states(loaded);
  if (without.empty() && !unloaded.empty()) return never_alone("unloaded take");
  if (with.empty() && !loaded.empty()) return never_alone(fmt::format("take with the load '{}'", load.name));
  return ground_from(shared_ground(without, with, load, options));
}

PlayerGround player_ground(const PlayerLoad& one, const PlayerLoad& other, const GroundOptions& options) {
  const LoadedGround first{one.load, ground_states(one.takes), one.connections};
  const LoadedGround second{other.load, ground_states(other.takes), other.connections};
  for (const auto& [given, usable] : {std::pair{&one, &first}, std::pair{&other, &second}}) {
    if (usable->takes.empty() && !given->takes.empty())
      return never_alone(fmt::format("take with the load '{}'", given->load.name));
  }
  if (too_alike(one.load, other.load)) {
    return unknown_because(fmt::format(
        "no take is unloaded, and the loads '{}' and '{}' are too much alike: the ground that the "
        "channels share is not in the output impedance; add an unloaded take",
        one.load.name, other.load.name));
  }
  return ground_from(shared_ground(first, second, options));
}

}  // namespace ohmsweep
