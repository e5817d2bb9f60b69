#include "ohmsweep/formats/bench_file.h"

#include <fmt/format.h>

#include <fstream>
#include <iterator>
#include <set>
#include <utility>

#include "formats/circuit_text.h"
#include "formats/toml/bench_interface.h"
#include "formats/toml/checked_table.h"
#include "ohmsweep/core/error.h"
#include "ohmsweep/core/quantity_text.h"

namespace ohmsweep {

namespace {

constexpr Hertz probe_frequency{1000.0};

/// Distinct names, so that a state means one thing.
class NamesSeen {
 public:
  std::string take(const CheckedTable& table) {
    std::string name = table.required_text("name");
    if (name.empty() || !seen_.insert(name).second) {
      throw table.fault("name", fmt::format("is '{}', which is empty or taken; give it its own name", name));
    }
    return name;
  }

 private:
  std::set<std::string> seen_;
};

Netlist read_elements(const CheckedTable& table, const std::string& key) {
  Netlist netlist;
  for (const std::string& line : table.texts(key)) {
    try {
      netlist.elements.push_back(parse_element(line));
    } catch (const Error& error) {
      throw table.fault(key, fmt::format("has a wrong element: {}", error.what()));
    }
  }
  return netlist;
}

void check_circuit(const CheckedTable& table, const std::string& key, const Netlist& netlist,
                   const std::string& plus, const std::string& minus) {
  if (!netlist.has_node(plus)) {
    throw table.fault(key, fmt::format("has no node '{}'; connect an element to it", plus));
  }
  try {
    (void)input_impedance(netlist, plus, minus, probe_frequency);
  } catch (const Error& error) {
    throw table.fault(key, fmt::format("cannot be solved: {}", error.what()));
  }
}

/// A device between its terminals "+" and "-".
Netlist read_one_port(const CheckedTable& table, const std::string& key) {
  Netlist netlist = read_elements(table, key);
  if (netlist.has_node(ground_node)) {
    throw table.fault(key, "uses the ground node '0'; a device has the terminals '+' and '-'");
  }
  check_circuit(table, key, netlist, "+", "-");
  return netlist;
}

BenchStandard read_standard(const CheckedTable& table, NamesSeen& names) {
  table.allow({"name", "resistance", "inductance", "capacitance"});
  BenchStandard standard{names.take(table), {}};
  const auto resistance = table.quantity("resistance", parse_resistance);
  const auto inductance = table.quantity("inductance", parse_inductance);
  const auto capacitance = table.quantity("capacitance", parse_capacitance);
  auto& elements = standard.one_port.elements;
  if (inductance && !resistance) {
    throw table.fault("inductance", "needs a resistance in series with it; add the key resistance");
  }
  if (resistance && inductance) {
    elements.push_back(inductor("L", "+", "-", *inductance, *resistance));
  } else if (resistance) {
    elements.push_back(resistor("R", "+", "-", *resistance));
  }
  if (capacitance && capacitance->value() > 0.0) elements.push_back(capacitor("C", "+", "-", *capacitance));
  return standard;
}

BenchHeadphone read_headphone(const CheckedTable& table, NamesSeen& names) {
  table.allow({"name", "left", "right", "second_harmonic", "third_harmonic"});
  BenchHeadphone headphone;
  headphone.name = names.take(table);
  headphone.left = read_one_port(table, "left");
  headphone.right = table.has("right") ? read_one_port(table, "right") : headphone.left;
  headphone.distortion.second = table.quantity("second_harmonic", parse_fraction).value_or(0.0);
  headphone.distortion.third = table.quantity("third_harmonic", parse_fraction).value_or(0.0);
  return headphone;
}

BenchOutput read_output(const CheckedTable& table, NamesSeen& names) {
  table.allow({"name", "wiring", "circuit", "gain", "input_impedance", "ground_resistance", "clock_offset",
               "start", "reference_silent"});
  BenchOutput output;
  output.name = names.take(table);
  output.kind = table
                    .choice<OutputKind>("wiring", {{"looped", OutputKind::looped},
                                                   {"player", OutputKind::player},
                                                   {"balanced", OutputKind::balanced}})
                    .value_or(OutputKind::looped);
  output.circuit = read_elements(table, "circuit");
  Netlist driven = output.circuit;
  driven.elements.push_back(resistor("an ideal amplifier", "source", ground_node, Ohms(0.0)));
  check_circuit(table, "circuit", driven, "tip", ground_node);
  output.gain = table.number("gain").value_or(output.gain);
  output.input_ohm = table.quantity("input_impedance", parse_resistance).value_or(Ohms(0.0)).value();
  output.ground_ohm = table.quantity("ground_resistance", parse_resistance).value_or(Ohms(0.0)).value();
  output.clock_offset = table.quantity("clock_offset", parse_signed_fraction).value_or(0.0);
  output.start_s = table.quantity("start", parse_duration).value_or(Seconds(0.0)).value();
  output.reference_silent = table.flag("reference_silent").value_or(false);
  return output;
}

BenchAmplifier read_amplifier(const CheckedTable& table, NamesSeen& names) {
  table.allow({"name", "output"});
  BenchAmplifier amplifier{names.take(table), {}};
  NamesSeen outputs;
  for (const CheckedTable& output : table.tables("output")) {
    amplifier.outputs.push_back(read_output(output, outputs));
  }
  if (amplifier.outputs.empty()) throw table.fault("the amplifier has no [[amplifier.output]]; add one");
  return amplifier;
}

}  // namespace

Bench parse_bench(std::string_view text, const std::string& file_name) {
  const CheckedTable file = CheckedTable::parse(std::string(text), file_name);
  file.allow({"converters", "inputs", "wiring", "reference", "standard", "headphone", "amplifier"});
  Bench bench;
  bench.converters = read_converters(file.table("converters"));
  bench.wiring = read_wiring(file.table("wiring"), file.table("inputs"));
  bench.reference = read_reference(file.table("reference"));
  NamesSeen standards;
  for (const CheckedTable& table : file.tables("standard")) {
    bench.standards.push_back(read_standard(table, standards));
  }
  NamesSeen headphones;
  for (const CheckedTable& table : file.tables("headphone")) {
    bench.headphones.push_back(read_headphone(table, headphones));
  }
  NamesSeen amplifiers;
  for (const CheckedTable& table : file.tables("amplifier")) {
    bench.amplifiers.push_back(read_amplifier(table, amplifiers));
  }
  return bench;
}

Bench read_bench(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  std::error_code ignored;
  if (!stream.is_open() || std::filesystem::is_directory(file, ignored)) {
    throw failure(fmt::format("The bench {} cannot be read; check its path and permissions.", file.string()));
  }
  const std::string text{std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
  return parse_bench(text, file.string());
}

}  // namespace ohmsweep
