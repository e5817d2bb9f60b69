#include "ohmsweep/circuit/bench.h"

#include <fmt/format.h>

#include <algorithm>

#include "circuit/bench_wiring.h"
#include "ohmsweep/core/error.h"

namespace ohmsweep {

namespace {

template <typename Named>
std::string names_of(const std::vector<Named>& all) {
  std::vector<std::string> names;
  names.reserve(all.size());
  for (const Named& each : all) names.push_back(each.name);
  return names.empty() ? "none" : fmt::format("{}", fmt::join(names, ", "));
}

template <typename Named>
const Named& find_named(const std::vector<Named>& all, const std::string& name, const std::string& what) {
  const auto found = std::ranges::find_if(all, [&](const Named& each) { return each.name == name; });
  if (found != all.end()) return *found;
  throw failure(fmt::format("The bench has no {} named \"{}\"; it has: {}.", what, name, names_of(all)));
}

BenchOutput as_set(BenchOutput output, const GainSetting& setting) {
  output.name += setting_mark + setting.name;
  output.gain = setting.gain;
  output.noise.rms_volts = setting.noise_volts;
  output.limits.clip_volts = setting.clip_volts;
  output.imbalance_db = setting.imbalance_db;
  return output;
}

BenchCircuit connect_headphone_rig(const Bench& bench, const Netlist& device) {
  BenchCircuit circuit;
  const Wiring& wiring = bench.wiring;
  add_interface_output(circuit, wiring);
  Netlist& netlist = circuit.netlist;
  const ReferenceResistor& reference = bench.reference;
  add_lead(netlist, "Rref", "source", "dut", {reference.resistance_ohm, reference.inductance_h});
  if (reference.capacitance_f > 0.0) {
    netlist.elements.push_back(capacitor("Cref", "source", "dut", Farads(reference.capacitance_f)));
  }
  add_input(netlist, "source input", "source", wiring.source_input);
  add_input(netlist, "dut input", "dut", wiring.dut_input);
  add_lead(netlist, "device lead", "dut", "plus", wiring.device_lead);
  add_lead(netlist, "ground return", "minus", ground_node, wiring.ground_return);
  add_load(circuit, device, "plus", "minus");
  circuit.source_node = "source";
  circuit.dut_node = "dut";
  return circuit;
}

/// A cable from the output to one input or, forked, to both; an input without it is shorted.
BenchCircuit connect_cable(const Bench& bench, bool to_source, bool to_dut) {
  BenchCircuit circuit;
  add_interface_output(circuit, bench.wiring);
  Netlist& netlist = circuit.netlist;
  add_shorting_plug(netlist);
  if (to_source) add_input(netlist, "source input", "source", bench.wiring.source_input);
  if (to_dut) add_input(netlist, "dut input", "source", bench.wiring.dut_input);
  circuit.source_node = to_source ? "source" : "shorted";
  circuit.dut_node = to_dut ? "source" : "shorted";
  return circuit;
}

}  // namespace

const BenchHeadphone& find_headphone(const Bench& bench, const std::string& name) {
  return find_named(bench.headphones, name, "headphone");
}

const Netlist& find_channel(const BenchHeadphone& headphone, const std::string& channel) {
  if (channel == "left") return headphone.left;
  if (channel == "right") return headphone.right;
  throw failure(
      fmt::format(R"(Headphone "{}" has no channel "{}"; it has left and right.)", headphone.name, channel));
}

BenchOutput find_output(const Bench& bench, const std::string& amplifier, const std::string& output) {
  const BenchAmplifier& found = find_named(bench.amplifiers, amplifier, "amplifier");
  const auto plain =
      std::ranges::find_if(found.outputs, [&](const auto& each) { return each.name == output; });
  const std::size_t mark = output.rfind(setting_mark);
  if (plain != found.outputs.end() || mark == std::string::npos) {
    return find_named(found.outputs, output, fmt::format("output of {}", amplifier));
  }
  const BenchOutput& switched =
      find_named(found.outputs, output.substr(0, mark), fmt::format("output of {}", amplifier));
  return as_set(switched, find_named(switched.settings, output.substr(mark + 1),
                                     fmt::format("setting of {} {}", amplifier, switched.name)));
}

BenchCircuit connect(const Bench& bench, const BenchState& state) {
  if (!state.output.empty()) {
    return connect_amplifier(bench, find_output(bench, state.device, state.output), state.state);
  }
  if (state.state == "cable-both") return connect_cable(bench, true, true);
  if (state.state == "cable-1") return connect_cable(bench, true, false);
  if (state.state == "cable-2") return connect_cable(bench, false, true);
  if (state.state == "shorted") return connect_cable(bench, false, false);
  if (state.state != "left" && state.state != "right") {
    return connect_headphone_rig(bench, standard_of(bench, state.state));
  }
  const BenchHeadphone& headphone = find_headphone(bench, state.device);
  BenchCircuit circuit = connect_headphone_rig(bench, find_channel(headphone, state.state));
  circuit.load_distortion = headphone.distortion;
  return circuit;
}

}  // namespace ohmsweep
