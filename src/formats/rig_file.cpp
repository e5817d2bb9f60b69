#include "ohmsweep/formats/rig_file.h"

#include <fmt/format.h>

#include "formats/toml/checked_table.h"
#include "ohmsweep/core/quantity_text.h"

namespace ohmsweep {

namespace {

constexpr int most_channels = 256;

int channel(const CheckedTable& table, std::string_view key, int otherwise) {
  return static_cast<int>(table.whole_number(key, 1, most_channels).value_or(otherwise));
}

void read_interface(const CheckedTable& table, Rig& rig) {
  table.allow({"device", "sample_rate", "output_device", "output_channel", "source_channel", "dut_channel"});
  rig.device = table.text("device").value_or("");
  rig.output_device = table.text("output_device").value_or("");
  rig.sample_rate = table.quantity("sample_rate", parse_sample_rate);
  rig.output_channel = channel(table, "output_channel", rig.output_channel);
  rig.source_channel = channel(table, "source_channel", rig.source_channel);
  rig.dut_channel = channel(table, "dut_channel", rig.dut_channel);
  if (rig.source_channel == rig.dut_channel) {
    throw table.fault(
        table.has("dut_channel") ? "dut_channel" : "source_channel",
        fmt::format("makes channel {} both source and dut; they are two inputs", rig.dut_channel));
  }
}

double above_zero(const CheckedTable& table, std::string_view key, double ohms) {
  if (ohms > 0.0) return ohms;
  throw table.fault(key, "must be above zero; leave it out where it is not known");
}

InputLoading read_loading(const CheckedTable& table, const std::string& input) {
  const std::string impedance_key = input + "_impedance";
  InputLoading loading;
  if (const auto impedance = table.quantity(impedance_key, parse_resistance)) {
    loading.resistance_ohm = above_zero(table, impedance_key, impedance->value());
  }
  if (const auto capacitance = table.quantity(input + "_capacitance", parse_capacitance)) {
    loading.capacitance_f = capacitance->value();
  }
  return loading;
}

void read_inputs(const CheckedTable& table, Rig& rig) {
  table.allow({"mode", "differential", "source_impedance", "source_capacitance", "dut_impedance",
               "dut_capacitance", "according_to"});
  rig.input_mode = table.choice<InputMode>("mode", {{"line", InputMode::line}, {"hi-z", InputMode::hi_z}})
                       .value_or(InputMode::unstated);
  rig.differential_inputs =
      table.choice<bool>("differential", {{"yes", true}, {"no", false}}).value_or(false);
  rig.inputs_according_to = table.text("according_to").value_or("");
  rig.source_input = read_loading(table, "source");
  rig.dut_input = read_loading(table, "dut");
}

void read_reference(const CheckedTable& table, Rig& rig) {
  constexpr double usual_tolerance = 0.001;
  table.allow({"resistance", "tolerance"});
  const double tolerance = table.quantity("tolerance", parse_fraction).value_or(usual_tolerance);
  if (tolerance >= 1.0) throw table.fault("tolerance", "must be below 100%");
  const Ohms resistance =
      table.quantity("resistance", parse_resistance).value_or(Ohms(rig.reference_ohm.value));
  const double ohms = above_zero(table, "resistance", resistance.value());
  rig.reference_ohm = from_tolerance(ohms, tolerance * ohms);
}

std::optional<double> full_scale(const CheckedTable& table, std::string_view key) {
  const auto volts = table.quantity(key, parse_voltage);
  if (!volts) return std::nullopt;
  return volts->value();
}

void read_limits(const CheckedTable& table, Rig& rig) {
  table.allow({"input_full_scale", "source_full_scale", "dut_full_scale", "output_full_scale",
               "full_scale_tolerance", "drift", "contact", "mains", "calibration_age", "temperature"});
  rig.input_full_scale_vrms = full_scale(table, "input_full_scale");
  rig.source_full_scale_vrms = full_scale(table, "source_full_scale");
  rig.dut_full_scale_vrms = full_scale(table, "dut_full_scale");
  rig.output_full_scale_vrms = full_scale(table, "output_full_scale");
  rig.full_scale_tolerance = table.quantity("full_scale_tolerance", parse_fraction);
  if (rig.full_scale_tolerance.value_or(0.0) >= 1.0) {
    throw table.fault("full_scale_tolerance", "must be below 100%");
  }
  rig.drift_u95 = table.quantity("drift", parse_fraction).value_or(rig.drift_u95);
  rig.contact_u95 = table.quantity("contact", parse_resistance).value_or(Ohms(rig.contact_u95)).value();
  rig.calibration_age_s =
      table.quantity("calibration_age", parse_age).value_or(Seconds(rig.calibration_age_s)).value();
  rig.temperature_k = table.quantity("temperature", parse_temperature_difference)
                          .value_or(Kelvins(rig.temperature_k))
                          .value();
  rig.mains_hz =
      table.choice<double>("mains", {{"auto", 0.0}, {"50Hz", 50.0}, {"60Hz", 60.0}}).value_or(rig.mains_hz);
}

}  // namespace

Rig read_rig(const std::string& text, const std::string& file_name) {
  const CheckedTable file = CheckedTable::parse(text, file_name);
  file.allow({"interface", "inputs", "reference", "limits"});
  Rig rig;
  read_interface(file.table("interface"), rig);
  read_inputs(file.table("inputs"), rig);
  read_reference(file.table("reference"), rig);
  read_limits(file.table("limits"), rig);
  return rig;
}

}  // namespace ohmsweep
