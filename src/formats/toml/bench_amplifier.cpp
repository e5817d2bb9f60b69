#include "formats/toml/bench_amplifier.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "formats/toml/bench_reader.h"

namespace ohmsweep {

namespace {

constexpr double longest_start_s = 60.0;

/// Keys that only one wiring has a use for.
struct WiringKeys {
  OutputKind kind;
  const char* name;
  std::vector<std::string> keys;
};

const std::vector<WiringKeys>& keys_by_wiring() {
  static const std::vector<WiringKeys> all{
      {OutputKind::looped, "looped", {"core", "core_current"}},
      {OutputKind::player,
       "player",
       {"crosstalk_db", "mono_sum", "loudness_db", "equaliser", "automatic_gain"}},
      {OutputKind::balanced, "balanced", {"cold_circuit"}}};
  return all;
}

const std::vector<std::string> output_keys{"name",
                                           "wiring",
                                           "circuit",
                                           "gain",
                                           "input_impedance",
                                           "ground_resistance",
                                           "clock_offset",
                                           "start",
                                           "cold_circuit",
                                           "reference_silent",
                                           "imbalance_db",
                                           "crosstalk_db",
                                           "mono_sum",
                                           "loudness_db",
                                           "equaliser",
                                           "automatic_gain",
                                           "volume_step",
                                           "volume_step_take",
                                           "clip_voltage",
                                           "current_limit",
                                           "core",
                                           "core_current",
                                           "noise",
                                           "hum",
                                           "hum_frequency",
                                           "hum_harmonics",
                                           "protection_current",
                                           "protection_time",
                                           "setting"};

void check_wiring_keys(const CheckedTable& table, OutputKind kind) {
  for (const WiringKeys& wiring : keys_by_wiring()) {
    for (const std::string& key : wiring.keys) {
      if (wiring.kind == kind || !table.has(key)) continue;
      throw table.fault(key, fmt::format("belongs to an output of wiring '{}'; remove it", wiring.name));
    }
  }
}

void check_above_zero(const CheckedTable& table, const char* key, double value) {
  if (!(value > 0.0)) throw table.fault(key, "must be above zero");
}

EqualiserBand read_band(const CheckedTable& table) {
  table.allow({"shape", "frequency", "gain_db", "q"});
  EqualiserBand band;
  band.shape = table
                   .choice<FilterShape>("shape", {{"low-shelf", FilterShape::low_shelf},
                                                  {"high-shelf", FilterShape::high_shelf},
                                                  {"peak", FilterShape::peak}})
                   .value_or(band.shape);
  const BenchReader reader(table);
  reader.hertz("frequency", band.frequency_hz);
  reader.number("gain_db", band.gain_db);
  reader.number("q", band.q);
  check_above_zero(table, "q", band.q);
  return band;
}

AutomaticGain read_automatic_gain(const CheckedTable& table) {
  table.allow({"threshold", "ratio", "attack", "release", "most_gain_db"});
  AutomaticGain law;
  const BenchReader reader(table);
  reader.level("threshold", law.threshold);
  reader.number("ratio", law.ratio);
  reader.seconds("attack", law.attack_s);
  reader.seconds("release", law.release_s);
  reader.number("most_gain_db", law.most_gain_db);
  if (law.ratio < 1.0) throw table.fault("ratio", "must be 1 or more: 4.0 makes 4 dB of 16 dB");
  if (law.most_gain_db < 0.0) throw table.fault("most_gain_db", "must be zero or more");
  return law;
}

PlayerSound read_sound(const CheckedTable& table) {
  PlayerSound sound;
  sound.mono_sum = table.flag("mono_sum").value_or(false);
  BenchReader(table).number("loudness_db", sound.loudness_db);
  for (const CheckedTable& band : table.tables("equaliser")) sound.equaliser.push_back(read_band(band));
  if (table.has("automatic_gain")) sound.automatic_gain = read_automatic_gain(table.table("automatic_gain"));
  return sound;
}

GainSetting read_setting(const CheckedTable& table, const BenchOutput& output, NamesSeen& names) {
  table.allow({"name", "gain", "noise", "clip_voltage", "imbalance_db"});
  GainSetting setting{names.take(table), output.gain, output.noise.rms_volts, output.limits.clip_volts,
                      output.imbalance_db};
  if (setting.name.find(setting_mark) != std::string::npos) {
    throw table.fault("name",
                      fmt::format("cannot hold '{}', which stands before it in a state", setting_mark));
  }
  const BenchReader reader(table);
  reader.number("gain", setting.gain);
  reader.volts("noise", setting.noise_volts);
  reader.volts("clip_voltage", setting.clip_volts);
  reader.number("imbalance_db", setting.imbalance_db);
  return setting;
}

/// A circuit from "source" to "tip", solvable with an amplifier in front.
Netlist read_branch(const CheckedTable& table, const std::string& key) {
  Netlist circuit = read_elements(table, key);
  Netlist driven = circuit;
  driven.elements.push_back(resistor("an ideal amplifier", "source", ground_node, Ohms(0.0)));
  check_circuit(table, key, driven, "tip", ground_node);
  return circuit;
}

SaturatingCore read_core(const CheckedTable& table, const Netlist& circuit) {
  SaturatingCore core{table.required_text("core"),
                      table.required_quantity("core_current", parse_current).value()};
  const bool there = std::ranges::any_of(circuit.elements, [&](const Element& element) {
    return element.kind == ElementKind::inductor && element.name == core.inductor;
  });
  if (!there)
    throw table.fault("core", fmt::format("is '{}', which is no inductor of circuit", core.inductor));
  return core;
}

void read_limits(const CheckedTable& table, BenchOutput& output) {
  const BenchReader reader(table);
  reader.volts("clip_voltage", output.limits.clip_volts);
  reader.amperes("current_limit", output.limits.current_amps);
  reader.amperes("protection_current", output.limits.protection_amps);
  reader.seconds("protection_time", output.limits.protection_s);
  reader.volts("noise", output.noise.rms_volts);
  reader.volts("hum", output.noise.hum.rms);
  reader.lines(output.noise.hum);
  reader.signed_fraction("volume_step", output.volume_step.change);
  output.volume_step.from_take =
      static_cast<int>(table.whole_number("volume_step_take", 0, 1'000'000).value_or(0));
  if (table.has("core") || table.has("core_current")) output.core = read_core(table, output.circuit);
}

void read_player(const CheckedTable& table, BenchOutput& output) {
  const BenchReader reader(table);
  reader.ohms("ground_resistance", output.ground_ohm);
  reader.signed_fraction("clock_offset", output.clock_offset);
  reader.seconds("start", output.start_s);
  if (output.start_s > longest_start_s) throw table.fault("start", "is out of range: 60s at most");
  reader.decibels("crosstalk_db", output.crosstalk);
  output.reference_silent = table.flag("reference_silent").value_or(false);
  output.sound = read_sound(table);
}

BenchOutput read_output(const CheckedTable& table, NamesSeen& names) {
  table.allow(output_keys);
  BenchOutput output;
  output.name = names.take(table);
  output.kind = table
                    .choice<OutputKind>("wiring", {{"looped", OutputKind::looped},
                                                   {"player", OutputKind::player},
                                                   {"balanced", OutputKind::balanced}})
                    .value_or(OutputKind::looped);
  check_wiring_keys(table, output.kind);
  output.circuit = read_branch(table, "circuit");
  if (table.has("cold_circuit")) output.cold_circuit = read_branch(table, "cold_circuit");
  const BenchReader reader(table);
  reader.number("gain", output.gain);
  reader.number("imbalance_db", output.imbalance_db);
  reader.ohms("input_impedance", output.input_ohm);
  read_player(table, output);
  read_limits(table, output);
  NamesSeen settings;
  for (const CheckedTable& setting : table.tables("setting")) {
    output.settings.push_back(read_setting(setting, output, settings));
  }
  return output;
}

}  // namespace

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

}  // namespace ohmsweep
