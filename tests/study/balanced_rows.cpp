#include "study/balanced_rows.h"

#include "ohmsweep/signal/transfer.h"

namespace ohmsweep::study {

namespace {

constexpr std::uint64_t hot_contact = 0;
constexpr std::uint64_t cold_contact = 1;

/// The row's bench as one seed draws it, without its contacts.
Bench drawn_bench(const OutputRow& row, std::uint64_t seed) {
  Bench bench = bench_with(row, drawn_load(row, seed));
  bench.converters.seed = seed;
  bench.converters.gain_drift_per_take = drawn_drift(row, seed);
  return bench;
}

/// The player's gain drifts as much as the cold input's does against the hot one's.
void drift(std::vector<Complex>& transfer, const Bench& bench, std::size_t take) {
  for (Complex& v : transfer) {
    v *= 1.0 + bench.converters.gain_drift_per_take * static_cast<double>(take);
  }
}

BalancedRig rig_of(const OutputRow& row) {
  const Wiring wiring = bench_of(row).wiring;
  return {wiring.source_input.resistance_ohm, wiring.source_input.capacitance_f,
          wiring.dut_input.resistance_ohm,    wiring.dut_input.capacitance_f,
          row.conditions.rig.contact_ohm,     row.conditions.rig.drift_u95};
}

/// The common take comes first: the sequence's takes are 1, 2, and so on.
template <typename Take>
OutputImpedance measured_with(const OutputRow& row, const Take& take_of) {
  const BalancedTake common = take_of("common", 0, std::nullopt);
  std::vector<BalancedTake> takes;
  for (std::size_t i = 0; i < row.order.size(); ++i) {
    takes.push_back(take_of(state_of(row, i), i + 1, stated_load(row, i)));
  }
  return balanced_output_impedance(takes, common, rig_of(row));
}

}  // namespace

Complex true_leg(const OutputRow& row, Leg leg, double hz) {
  return true_leg_impedance(bench_of(row), "amp", "out", leg, Hertz(hz));
}

OutputImpedance balanced_through_whole_takes(const OutputRow& row, const RatioEstimator& estimator,
                                             std::uint64_t seed) {
  const Bench bench = drawn_bench(row, seed);
  const auto device = make_virtual_bench(bench, "study");
  AudioFormat format;
  format.sample_rate = estimator.stimulus().sweep.sample_rate;
  return measured_with(
      row, [&](const std::string& state, std::size_t index, const std::optional<Load>& load) {
        ChannelTransfers transfers = channel_transfers(
            estimator, device->play_and_record(estimator.stimulus(), format,
                                               {state, "amp", "out", static_cast<int>(index)}, {}));
        drift(transfers.source.ratio, bench, index);
        drift(transfers.dut.ratio, bench, index);
        return BalancedTake{load, std::move(transfers.source), std::move(transfers.dut)};
      });
}

OutputImpedance balanced_through_ratios(const OutputRow& row, const RatioNoise& noise, std::uint64_t seed) {
  const std::vector<double> hot = drawn_contacts(row, seed, hot_contact);
  const std::vector<double> cold = drawn_contacts(row, seed, cold_contact);
  return measured_with(
      row, [&](const std::string& state, std::size_t index, const std::optional<Load>& load) {
        Bench bench = drawn_bench(row, seed);
        if (index > 0) {
          BenchOutput& output = bench.amplifiers[0].outputs[0];
          add_contact(output.circuit, hot[index - 1]);
          add_contact(output.cold_circuit, cold[index - 1]);
        }
        SolvedInputs inputs = solved_inputs(bench, state, static_cast<int>(index), noise.grid());
        drift(inputs.source, bench, index);
        drift(inputs.dut, bench, index);
        const std::uint64_t draw = 64 * seed + 2 * index + 1;
        return BalancedTake{load, noise.transfer_of(inputs.source, draw),
                            noise.transfer_of(inputs.dut, draw + 1)};
      });
}

}  // namespace ohmsweep::study
