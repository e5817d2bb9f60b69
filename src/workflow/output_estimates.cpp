#include "workflow/output_estimates.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "ohmsweep/core/error.h"
#include "ohmsweep/measurement/balanced_output.h"
#include "ohmsweep/measurement/player_output.h"
#include "ohmsweep/measurement/repeated_findings.h"

namespace ohmsweep {
namespace {

/// The level of a take relative to the stimulus, dB.
double level_over(const Session& session, const Step& step) {
  const ExponentialSweep& sweep = session.estimator.stimulus().sweep;
  return step.level ? (*step.level - amplitude_to_decibels(sweep.amplitude)).value() : 0.0;
}

OutputRig rig_for(const Session& session, OutputWiring wiring) {
  OutputRig rig = output_rig(session.rig);
  rig.wiring = wiring;
  return rig;
}

std::vector<OutputTake> output_takes(const Session& session, const OutputSteps& steps,
                                     const std::vector<CapturedTake>& takes) {
  std::vector<OutputTake> result;
  result.reserve(takes.size());
  for (const CapturedTake& take : takes) {
    result.push_back({steps.state_of(take.step).load, take.ratio, level_over(session, take.step)});
  }
  return result;
}

OutputImpedance joined_output(const std::vector<OutputTake>& takes, const OutputRig& rig) {
  OutputImpedance output = output_impedance(takes, rig);
  join_repeated(output.curve.findings, takes);
  return output;
}

/// A finding that several takes share is said once, as the first or the gravest of them has it.
void keep_gravest(Findings& findings) {
  Findings kept;
  for (const Finding& finding : findings) {
    const auto same = std::find_if(kept.begin(), kept.end(),
                                   [&](const Finding& each) { return each.code == finding.code; });
    if (same == kept.end()) {
      kept.push_back(finding);
    } else if (finding.severity > same->severity) {
      *same = finding;
    }
  }
  findings = std::move(kept);
}

Uncertain clock_of(const CapturedTake& take) {
  if (take.player) return take.player->clock_offset_ppm;
  return {take.ratio.quality.clock_offset_ppm, take.ratio.quality.clock_offset_u95_ppm / coverage_factor};
}

/// Programmes by state: unloaded, and each load. Connections are runs of takes without another state in
/// between.
struct ProgrammesByState {
  std::vector<PlayerTake> unloaded;
  std::vector<PlayerLoad> loaded;
};

ProgrammesByState by_state(const OutputSteps& steps, const std::vector<CapturedTake>& takes) {
  ProgrammesByState sorted;
  std::string before;
  for (const CapturedTake& take : takes) {
    if (!take.player) continue;
    const std::optional<Load>& load = steps.state_of(take.step).load;
    const std::string state = load ? load->name : std::string();
    const int another = state == before ? 0 : 1;
    before = state;
    if (!load) {
      sorted.unloaded.push_back(*take.player);
      continue;
    }
    const auto same = std::find_if(sorted.loaded.begin(), sorted.loaded.end(),
                                   [&](const PlayerLoad& each) { return each.load.name == load->name; });
    if (same == sorted.loaded.end()) {
      sorted.loaded.push_back({*load, {*take.player}, 1});
    } else {
      same->takes.push_back(*take.player);
      same->connections += another;
    }
  }
  return sorted;
}

void keep_better(PlayerGround& best, PlayerGround found) {
  const bool better = found.ground && (!best.ground || found.ground->resistance_ohm.standard_uncertainty <
                                                           best.ground->resistance_ohm.standard_uncertainty);
  if (better || !best.ground) best = std::move(found);
}

/// From two loads, where no take is unloaded.
PlayerGround ground_between_loads(const std::vector<PlayerLoad>& loads, const GroundOptions& options) {
  PlayerGround best;
  for (std::size_t i = 0; i < loads.size(); ++i) {
    for (std::size_t j = i + 1; j < loads.size(); ++j) {
      keep_better(best, player_ground(loads[i], loads[j], options));
    }
  }
  return best;
}

/// The ground as the load shows it that shows it best.
PlayerGround best_ground(const ProgrammesByState& programmes, GroundOptions options) {
  if (programmes.unloaded.empty()) return ground_between_loads(programmes.loaded, options);
  PlayerGround best;
  for (const PlayerLoad& loaded : programmes.loaded) {
    options.connections = loaded.connections;
    keep_better(best, player_ground(programmes.unloaded, loaded.takes, loaded.load, options));
  }
  return best;
}

OutputImpedance player_output(const Session& session, const OutputSteps& steps,
                              const std::vector<CapturedTake>& takes) {
  const OutputRig rig = rig_for(session, OutputWiring::player);
  OutputImpedance output = joined_output(output_takes(session, steps, takes), rig);
  GroundOptions options;
  options.contact_ohm = rig.contact_ohm;
  PlayerGround ground = best_ground(by_state(steps, takes), options);
  output.curve.findings.insert(output.curve.findings.end(), ground.findings.begin(), ground.findings.end());
  if (ground.ground) {
    output = with_shared_ground(std::move(output), *ground.ground, options.balance_u, ground.inverted);
  } else if (has(output.curve.findings, FindingCode::mono_sum)) {
    // That no channel sounds alone is the mono mix's doing, which its own finding says.
    std::erase_if(output.curve.findings,
                  [](const Finding& finding) { return finding.code == FindingCode::ground_unknown; });
  } else if (!has(output.curve.findings, FindingCode::ground_unknown)) {
    output.curve.findings.push_back(unknown_ground());
  }
  std::vector<Uncertain> clocks;
  std::transform(takes.begin(), takes.end(), std::back_inserter(clocks), clock_of);
  output.traits.clock_offset_ppm = mean_clock_offset(clocks);
  // Each take's own note has its own number; the result has one.
  std::erase_if(output.curve.findings,
                [](const Finding& finding) { return finding.code == FindingCode::clock_offset; });
  if (auto clock = clock_finding(clocks)) output.curve.findings.push_back(std::move(*clock));
  keep_gravest(output.curve.findings);
  return output;
}

/// What was played can be a reference only where it was played by the recorder's clock.
void refuse_two_clocks(const CapturedTake& take) {
  if (!has(take.ratio.findings, FindingCode::clock_offset)) return;
  throw rejection(
      fmt::format("The balanced wiring compares with what was played, and in the take '{}' player and "
                  "recorder run on two clocks, "
                  "{:.1f} ppm apart; let one device play and record.",
                  take.ratio.take_name, std::abs(take.ratio.quality.clock_offset_ppm)));
}

BalancedRig balanced_rig(const Session& session) {
  const OutputRig rig = output_rig(session.rig);
  return {session.rig.source_input.resistance_ohm,
          session.rig.source_input.capacitance_f,
          session.rig.dut_input.resistance_ohm,
          session.rig.dut_input.capacitance_f,
          rig.contact_ohm,
          rig.drift_u95};
}

OutputImpedance balanced_output(const Session& session, const OutputSteps& steps,
                                const std::vector<CapturedTake>& takes) {
  std::vector<BalancedTake> sequence;
  std::optional<BalancedTake> common;
  for (const CapturedTake& take : takes) {
    refuse_two_clocks(take);
    const OutputState& state = steps.state_of(take.step);
    BalancedTake balanced{state.load, take.transfers.value().source, take.transfers.value().dut};
    if (state.state == common_state) {
      common = std::move(balanced);
    } else {
      sequence.push_back(std::move(balanced));
    }
  }
  OutputImpedance output = balanced_output_impedance(sequence, common, balanced_rig(session));
  keep_gravest(output.curve.findings);
  return output;
}

}  // namespace

OutputImpedance estimate_output(const Session& session, const OutputSteps& steps, OutputWiring wiring,
                                const std::vector<CapturedTake>& takes) {
  switch (wiring) {
    case OutputWiring::player:
      return player_output(session, steps, session.programme ? takes : combine_averages(takes));
    case OutputWiring::balanced:
      return balanced_output(session, steps, takes);
    case OutputWiring::looped:
      break;
  }
  return joined_output(output_takes(session, steps, combine_averages(takes)),
                       rig_for(session, OutputWiring::looped));
}

}  // namespace ohmsweep
