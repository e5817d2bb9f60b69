#include "ohmsweep/formats/bench_file.h"

#include <fmt/format.h>

#include <fstream>
#include <iterator>

#include "formats/toml/bench_amplifier.h"
#include "formats/toml/bench_circuit.h"
#include "formats/toml/bench_interface.h"
#include "formats/toml/checked_table.h"
#include "ohmsweep/core/error.h"
#include "ohmsweep/core/quantity_text.h"

namespace ohmsweep {

namespace {

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

/// "open", "short", "100ohm", or "NAME.left" of a headphone that the bench has.
BenchState read_plug(const CheckedTable& table, const Bench& bench) {
  const std::string plug = table.required_text("plug");
  for (const char* channel : {"left", "right"}) {
    const std::string ending = std::string(".") + channel;
    if (!plug.ends_with(ending)) continue;
    const std::string name = plug.substr(0, plug.size() - ending.size());
    try {
      (void)find_headphone(bench, name);
    } catch (const Error& error) {
      throw table.fault("plug", std::string("has a wrong value: ") + error.what());
    }
    return {channel, name, ""};
  }
  return {plug, "", ""};
}

BenchHand read_hand(const CheckedTable& table, const Bench& bench) {
  table.allow({"plug", "after"});
  BenchHand hand;
  hand.plug = read_plug(table, bench);
  if (const auto after = table.quantity("after", parse_duration)) hand.after_s = after->value();
  return hand;
}

}  // namespace

Bench parse_bench(std::string_view text, const std::string& file_name) {
  const CheckedTable file = CheckedTable::parse(std::string(text), file_name);
  file.allow({"converters", "inputs", "wiring", "reference", "standard", "headphone", "amplifier", "hand"});
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
  for (const CheckedTable& table : file.tables("hand")) bench.hands.push_back(read_hand(table, bench));
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
