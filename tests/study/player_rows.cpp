#include "study/player_rows.h"

#include <cmath>
#include <random>

#include "ohmsweep/measurement/player_output.h"
#include "signal/simulated_player.h"

namespace ohmsweep::study {

namespace {

constexpr std::uint64_t tip_contact = 0;
constexpr std::uint64_t sleeve_contact = 1;
/// Of a player's channels into one another, -96 dB.
const double player_crosstalk = std::pow(10.0, -96.0 / 20.0);

/// How much louder the right channel plays.
double drawn_balance_db(const OutputRow& row, std::uint64_t seed) {
  std::mt19937_64 random(seed ^ 0xba1aU);
  const Conditions& conditions = row.conditions;
  const double normal = std::normal_distribution<double>(0.0, 1.0)(random);
  return (seed % 2 == 0 ? 1.0 : -1.0) * conditions.imbalance_db + conditions.imbalance_deviation_db * normal;
}

/// What the takes of a row tell, as the workflow puts it together.
struct Passages {
  std::vector<OutputTake> takes;
  std::vector<GroundState> unloaded;
  std::vector<GroundState> loaded;

  void add(const std::optional<Load>& load, RatioCurve both, RatioCurve alone) {
    takes.push_back({load, both});
    (load ? loaded : unloaded).push_back({std::move(both), std::move(alone)});
  }
  [[nodiscard]] OutputImpedance measured(OutputRig rig) const {
    rig.wiring = OutputWiring::player;
    GroundOptions options;
    options.contact_ohm = rig.contact_ohm;
    const Load& load = takes[1].load.value();
    const GroundEstimate ground = shared_ground(unloaded, loaded, load, options);
    return with_shared_ground(output_impedance(takes, rig), ground.ground, options.balance_u);
  }
};

test::PlayerBench player_of(const OutputRow& row, std::uint64_t seed, std::size_t take) {
  test::PlayerBench player;
  player.tip_ohm = row.circuit.elements.front().value;
  player.ground_ohm = row.ground_ohm;
  player.load_ohm = row.order[take] == 'L' ? drawn_load(row, seed) : 0.0;
  player.balance = std::pow(10.0, drawn_balance_db(row, seed) / 20.0);
  player.left_gain = 1.0;
  player.right_gain = (1.0 + bench_of(row).converters.gain_mismatch) *
                      (1.0 + drawn_drift(row, seed) * static_cast<double>(take));
  player.crosstalk = player_crosstalk;
  player.noise_rms = row.conditions.noise_rms;
  player.seed = static_cast<unsigned>(64 * seed + take);
  return player;
}

}  // namespace

OutputImpedance player_through_programmes(const OutputRow& row, const PlayerProgramme& programme,
                                          std::uint64_t seed) {
  Passages passages;
  for (std::size_t i = 0; i < row.order.size(); ++i) {
    PlayerTake take = analyse_player_take(test::record(programme, player_of(row, seed, i)), programme);
    passages.add(stated_load(row, i), std::move(take.ratio), take.right_alone.value());
  }
  OutputRig rig = row.conditions.rig;
  rig.dut_input_ohm = 1e9;  // the simulated player's inputs draw nothing
  rig.dut_input_farad = 0.0;
  return passages.measured(rig);
}

OutputImpedance player_through_ratios(const OutputRow& row, const RatioNoise& noise, std::uint64_t seed) {
  const double load_ohm = drawn_load(row, seed);
  const std::vector<double> tip = drawn_contacts(row, seed, tip_contact);
  const std::vector<double> sleeve = drawn_contacts(row, seed, sleeve_contact);
  Passages passages;
  for (std::size_t i = 0; i < row.order.size(); ++i) {
    Bench bench = bench_with(row, load_ohm);
    bench.converters.gain_drift_per_take = drawn_drift(row, seed);
    BenchOutput& output = bench.amplifiers[0].outputs[0];
    add_contact(output.circuit, tip[i]);
    output.ground_ohm += sleeve[i];
    output.crosstalk = player_crosstalk;
    output.imbalance_db = -drawn_balance_db(row, seed);  // of the other channel, which is the left one
    const int index = static_cast<int>(i);
    const SolvedInputs both = solved_inputs(bench, state_of(row, i), index, noise.grid());
    output.reference_silent = true;
    const SolvedInputs alone = solved_inputs(bench, state_of(row, i), index, noise.grid());
    const std::uint64_t draw = 64 * seed + 2 * i + 1;
    passages.add(stated_load(row, i), noise.take_of(quotient(both.dut, both.source), both.source, draw),
                 noise.take_of(quotient(alone.source, alone.dut), alone.dut, draw + 1));
  }
  return passages.measured(row.conditions.rig);
}

}  // namespace ohmsweep::study
