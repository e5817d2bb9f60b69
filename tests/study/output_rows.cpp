#include "study/output_rows.h"

#include <fmt/format.h>

#include <cmath>
#include <numbers>
#include <random>

#include "study/over_seeds.h"

namespace ohmsweep::study {

namespace {

constexpr double mismatch = -0.025;

std::string load_name(const OutputRow& row) { return fmt::format("{}ohm", row.load_ohm); }

RatioCurve whole_take(VirtualBench& bench, const RatioEstimator& estimator, const std::string& state,
                      int index) {
  AudioFormat format;
  format.sample_rate = estimator.stimulus().sweep.sample_rate;
  return estimator.estimate(
      bench.play_and_record(estimator.stimulus(), format, {state, "amp", "out", index}, {}));
}

OutputRow noise_row(const Conditions& conditions) {
  OutputRow row;
  row.circuit = {{resistor("R", "source", "tip", Ohms(0.1))}};
  row.conditions = conditions;
  row.conditions.drift_per_take = 0.0;
  row.conditions.drift_deviation = 0.0;
  row.conditions.plug_ohm = 0.0;
  return row;
}

}  // namespace

std::string state_of(const OutputRow& row, std::size_t take) {
  return row.order[take] == 'L' ? load_name(row) : "unloaded";
}

std::optional<Load> stated_load(const OutputRow& row, std::size_t take) {
  if (row.order[take] != 'L') return std::nullopt;
  Load load;
  load.name = load_name(row);
  load.resistance_ohm = from_tolerance(row.load_ohm, row.conditions.load_tolerance * row.load_ohm);
  return load;
}

double drawn_load(const OutputRow& row, std::uint64_t seed) {
  std::mt19937_64 random(seed ^ 0x10adU);
  const double t = row.conditions.load_tolerance;
  return row.load_ohm * (1.0 + std::uniform_real_distribution<double>(-t, t)(random));
}

double drawn_drift(const OutputRow& row, std::uint64_t seed) {
  std::mt19937_64 random(seed ^ 0xd21f7U);
  const Conditions& conditions = row.conditions;
  const double normal = std::normal_distribution<double>(0.0, 1.0)(random);
  return conditions.drift_per_take + conditions.drift_deviation * normal;
}

std::vector<double> drawn_contacts(const OutputRow& row, std::uint64_t seed, std::uint64_t which) {
  std::mt19937_64 random(seed ^ (0x9106U + (which << 32U)));
  std::normal_distribution<double> normal(0.0, 1.0);
  std::vector<double> contacts;
  for (std::size_t take = 0; take < row.order.size(); ++take) {
    const bool goes_on = take > 0 && row.order[take] == row.order[take - 1];
    const bool anew = !goes_on || !row.conditions.plug_per_connection;
    contacts.push_back(anew ? row.conditions.plug_ohm * normal(random) : contacts.back());
  }
  return contacts;
}

Bench bench_with(const OutputRow& row, double load_ohm) {
  Bench bench = bench_of(row);
  bench.standards = {{load_name(row), {{resistor("R", "+", "-", Ohms(load_ohm))}}}};
  return bench;
}

void add_contact(Netlist& circuit, double ohm) {
  if (ohm == 0.0) return;
  for (Element& element : circuit.elements) {
    for (std::string* node : {&element.from, &element.to}) {
      if (*node == "tip") *node = "plug";
    }
  }
  circuit.elements.push_back(resistor("a plug", "plug", "tip", Ohms(ohm)));
}

SolvedInputs solved_inputs(const Bench& bench, const std::string& state, int take,
                           const FrequencyGrid& grid) {
  const BenchCircuit circuit = connect(bench, {state, "amp", "out"});
  TransferSolver solver(circuit.netlist, {circuit.drive},
                        {voltage_probe(circuit.source_node), voltage_probe(circuit.dut_node)});
  const Converters& converters = bench.converters;
  const double gain = (1.0 + converters.gain_mismatch) * (1.0 + converters.gain_drift_per_take * take);
  SolvedInputs inputs;
  std::vector<Complex> volts;
  for (const double hz : grid) {
    solver.evaluate(Hertz(hz), volts);
    inputs.source.push_back(volts[0] + converters.crosstalk * volts[1]);
    inputs.dut.push_back(gain * (volts[1] + converters.crosstalk * volts[0]));
  }
  return inputs;
}

std::vector<Complex> quotient(const std::vector<Complex>& numerator,
                              const std::vector<Complex>& denominator) {
  std::vector<Complex> ratio;
  for (std::size_t i = 0; i < numerator.size(); ++i) ratio.push_back(numerator[i] / denominator[i]);
  return ratio;
}

Bench bench_of(const OutputRow& row) {
  Bench bench;
  Converters& converters = bench.converters;
  converters.noise_rms = row.conditions.noise_rms;
  converters.gain_drift_per_take = row.conditions.drift_per_take;
  converters.gain_mismatch = mismatch;
  converters.crosstalk = decibels_to_amplitude(Decibels(row.conditions.crosstalk_db));
  converters.latency_s = 0.035;
  bench.wiring.source_input = {20e3, 150e-12};
  bench.wiring.dut_input = {21e3, 170e-12};
  bench.wiring.plug_ohm = row.conditions.plug_ohm;
  bench.wiring.contact_per_connection = row.conditions.plug_per_connection;
  BenchOutput output;
  output.name = "out";
  output.kind = row.wiring;
  output.circuit = row.circuit;
  output.cold_circuit = row.cold_circuit;
  output.ground_ohm = row.ground_ohm;
  bench.amplifiers.push_back({"amp", {output}});
  return bench;
}

Complex truth_of(const OutputRow& row, double hz) {
  return true_output_impedance(bench_of(row), "amp", "out", Hertz(hz));
}

OutputImpedance measured(const OutputRow& row, const std::vector<RatioCurve>& ratios) {
  std::vector<OutputTake> takes;
  for (std::size_t i = 0; i < ratios.size(); ++i) takes.push_back({stated_load(row, i), ratios[i]});
  return output_impedance(takes, row.conditions.rig);
}

OutputImpedance through_whole_takes(const OutputRow& row, const RatioEstimator& estimator,
                                    std::uint64_t seed) {
  Bench bench = bench_with(row, drawn_load(row, seed));
  bench.converters.seed = seed;
  bench.converters.gain_drift_per_take = drawn_drift(row, seed);
  const auto device = make_virtual_bench(bench, "study");
  std::vector<RatioCurve> ratios;
  for (std::size_t i = 0; i < row.order.size(); ++i) {
    ratios.push_back(whole_take(*device, estimator, state_of(row, i), static_cast<int>(i)));
  }
  return measured(row, ratios);
}

RatioNoise::RatioNoise(const RatioEstimator& estimator, const Conditions& conditions, int takes, int threads)
    : takes_(static_cast<std::size_t>(takes)) {
  const OutputRow row = noise_row(conditions);
  over_seeds({takes, threads}, [&](int, int from, int to) {
    const auto device = make_virtual_bench(bench_of(row), "study");
    for (int take = from; take < to; ++take) {
      takes_[static_cast<std::size_t>(take)] = whole_take(*device, estimator, "unloaded", take);
    }
  });
  OutputRow quiet = row;
  quiet.conditions.noise_rms = 0.0;
  clean_ = whole_take(*make_virtual_bench(bench_of(quiet), "study"), estimator, "unloaded", 0).ratio;
}

RatioCurve RatioNoise::drawn(const std::vector<Complex>& ratio, const std::vector<double>& inputs,
                             std::uint64_t draw) const {
  std::mt19937_64 random(draw);
  RatioCurve curve = takes_[std::uniform_int_distribution<std::size_t>(0, takes_.size() - 1)(random)];
  const double turn = 2.0 * std::numbers::pi;
  const Complex turned = std::polar(1.0, std::uniform_real_distribution<double>(0.0, turn)(random));
  for (std::size_t i = 0; i < ratio.size(); ++i) {
    const double louder = inputs[i] / (1.0 + std::norm(clean_[i]));
    curve.ratio[i] = ratio[i] + turned * std::sqrt(louder) * (curve.ratio[i] - clean_[i]);
    curve.noise_variance[i] *= louder;
  }
  curve.take_hash = fmt::format("{:x}", draw);
  return curve;
}

RatioCurve RatioNoise::take_of(const std::vector<Complex>& ratio, const std::vector<Complex>& level,
                               std::uint64_t draw) const {
  std::vector<double> inputs;
  for (std::size_t i = 0; i < ratio.size(); ++i) {
    inputs.push_back((1.0 + std::norm(ratio[i])) / std::norm(level[i]));
  }
  return drawn(ratio, inputs, draw);
}

RatioCurve RatioNoise::transfer_of(const std::vector<Complex>& transfer, std::uint64_t draw) const {
  return drawn(transfer, std::vector<double>(transfer.size(), 1.0), draw);
}

OutputImpedance through_ratios(const OutputRow& row, const RatioNoise& noise, std::uint64_t seed) {
  const double load_ohm = drawn_load(row, seed);
  const std::vector<double> plugs = drawn_contacts(row, seed);
  std::vector<RatioCurve> ratios;
  for (std::size_t i = 0; i < row.order.size(); ++i) {
    Bench bench = bench_with(row, load_ohm);
    add_contact(bench.amplifiers[0].outputs[0].circuit, plugs[i]);
    bench.converters.gain_drift_per_take = drawn_drift(row, seed);
    const SolvedInputs inputs = solved_inputs(bench, state_of(row, i), static_cast<int>(i), noise.grid());
    ratios.push_back(noise.take_of(quotient(inputs.dut, inputs.source), inputs.source, 64 * seed + i + 1));
  }
  return measured(row, ratios);
}

}  // namespace ohmsweep::study
