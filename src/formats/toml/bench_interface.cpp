#include "formats/toml/bench_interface.h"

#include <limits>
#include <string>

#include "formats/toml/bench_reader.h"
#include "ohmsweep/core/quantity_text.h"

namespace ohmsweep {

namespace {

const std::vector<std::string> converter_keys{"seed",
                                              "noise",
                                              "pink_noise",
                                              "hum",
                                              "hum_frequency",
                                              "hum_harmonics",
                                              "dc",
                                              "gain_mismatch",
                                              "gain_drift",
                                              "gain_walk",
                                              "warm_up",
                                              "warm_up_takes",
                                              "skew_samples",
                                              "source_high_pass",
                                              "dut_high_pass",
                                              "crosstalk_db",
                                              "dac_second_harmonic",
                                              "dac_third_harmonic",
                                              "adc_second_harmonic",
                                              "adc_third_harmonic",
                                              "latency",
                                              "clock_offset",
                                              "clipping_level",
                                              "bits",
                                              "output_full_scale",
                                              "input_full_scale",
                                              "source_peak",
                                              "tone",
                                              "dropout"};

Hum read_hum(const CheckedTable& table) {
  Hum hum;
  const BenchReader reader(table);
  reader.level("hum", hum.rms);
  reader.lines(hum);
  return hum;
}

Tone read_tone(const CheckedTable& table) {
  table.allow({"frequency", "level"});
  Tone tone;
  tone.frequency_hz = table.required_quantity("frequency", parse_frequency).value();
  tone.rms = decibels_to_amplitude(table.required_quantity("level", parse_level));
  return tone;
}

Dropout read_dropout(const CheckedTable& table) {
  table.allow({"at", "samples", "kind", "take"});
  Dropout dropout;
  dropout.at_s = table.required_quantity("at", parse_duration).value();
  dropout.samples = static_cast<int>(table.whole_number("samples", 1, 10'000'000).value_or(64));
  dropout.kind = table
                     .choice<DropoutKind>("kind", {{"zeroed", DropoutKind::zeroed},
                                                   {"lost", DropoutKind::lost},
                                                   {"repeated", DropoutKind::repeated}})
                     .value_or(DropoutKind::zeroed);
  if (const auto take = table.whole_number("take", 0, 1'000'000)) dropout.take = static_cast<int>(*take);
  return dropout;
}

void read_levels(const CheckedTable& table, Converters& converters) {
  const BenchReader reader(table);
  reader.level("noise", converters.noise_rms);
  reader.level("pink_noise", converters.pink_noise_rms);
  reader.level("clipping_level", converters.clipping_level);
  reader.full_scale("output_full_scale", converters.output_peak_volts);
  reader.full_scale("input_full_scale", converters.input_peak_volts);
  if (table.has("source_peak")) reader.level("source_peak", converters.source_peak.emplace());
  converters.hum = read_hum(table);
  for (const CheckedTable& tone : table.tables("tone")) converters.tones.push_back(read_tone(tone));
  reader.decibels("crosstalk_db", converters.crosstalk);
}

BenchLead read_lead(const BenchReader& reader, const std::string& name) {
  BenchLead lead;
  reader.ohms((name + "_resistance").c_str(), lead.resistance_ohm);
  reader.henries((name + "_inductance").c_str(), lead.inductance_h);
  return lead;
}

}  // namespace

Converters read_converters(const CheckedTable& table) {
  table.allow(converter_keys);
  Converters converters;
  const BenchReader reader(table);
  converters.seed = static_cast<std::uint64_t>(
      table.whole_number("seed", 0, std::numeric_limits<std::int64_t>::max()).value_or(1));
  read_levels(table, converters);
  reader.signed_fraction("dc", converters.dc);
  reader.signed_fraction("gain_mismatch", converters.gain_mismatch);
  reader.signed_fraction("gain_drift", converters.gain_drift_per_take);
  reader.fraction("gain_walk", converters.gain_walk_per_take);
  reader.signed_fraction("warm_up", converters.warm_up);
  reader.signed_fraction("clock_offset", converters.clock_offset);
  reader.hertz("source_high_pass", converters.source_high_pass_hz);
  reader.hertz("dut_high_pass", converters.dut_high_pass_hz);
  reader.fraction("dac_second_harmonic", converters.dac.second);
  reader.fraction("dac_third_harmonic", converters.dac.third);
  reader.fraction("adc_second_harmonic", converters.adc.second);
  reader.fraction("adc_third_harmonic", converters.adc.third);
  reader.seconds("latency", converters.latency_s);
  converters.warm_up_takes = table.number("warm_up_takes").value_or(converters.warm_up_takes);
  if (!(converters.warm_up_takes > 0.0)) throw table.fault("warm_up_takes", "must be above zero");
  converters.skew_samples = table.number("skew_samples").value_or(0.0);
  converters.bits = static_cast<int>(table.whole_number("bits", 0, 32).value_or(0));
  for (const CheckedTable& dropout : table.tables("dropout")) {
    converters.dropouts.push_back(read_dropout(dropout));
  }
  return converters;
}

Wiring read_wiring(const CheckedTable& wiring, const CheckedTable& inputs) {
  wiring.allow({"output_resistance", "source_lead_resistance", "source_lead_inductance",
                "device_lead_resistance", "device_lead_inductance", "ground_return_resistance",
                "ground_return_inductance", "contact", "plug", "contact_per_connection"});
  inputs.allow({"source_impedance", "source_capacitance", "dut_impedance", "dut_capacitance"});
  Wiring result;
  const BenchReader of_wiring(wiring);
  of_wiring.ohms("output_resistance", result.output_resistance_ohm);
  of_wiring.ohms("contact", result.contact_ohm);
  of_wiring.ohms("plug", result.plug_ohm);
  result.contact_per_connection = wiring.flag("contact_per_connection").value_or(false);
  result.source_lead = read_lead(of_wiring, "source_lead");
  result.device_lead = read_lead(of_wiring, "device_lead");
  result.ground_return = read_lead(of_wiring, "ground_return");
  const BenchReader of_inputs(inputs);
  of_inputs.ohms("source_impedance", result.source_input.resistance_ohm);
  of_inputs.farads("source_capacitance", result.source_input.capacitance_f);
  of_inputs.ohms("dut_impedance", result.dut_input.resistance_ohm);
  of_inputs.farads("dut_capacitance", result.dut_input.capacitance_f);
  return result;
}

ReferenceResistor read_reference(const CheckedTable& table) {
  table.allow({"resistance", "inductance", "capacitance"});
  ReferenceResistor reference;
  const BenchReader reader(table);
  reader.ohms("resistance", reference.resistance_ohm);
  reader.henries("inductance", reference.inductance_h);
  reader.farads("capacitance", reference.capacitance_f);
  return reference;
}

}  // namespace ohmsweep
