#include "workflow/level_request.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "ohmsweep/core/error.h"
#include "ohmsweep/core/name.h"

namespace ohmsweep {
namespace {

constexpr std::array volumes{LevelStage::full, LevelStage::middle, LevelStage::low};

bool has_volume(const LevelRequest& request) {
  return std::ranges::any_of(volumes, [&](LevelStage stage) { return has_take(request, stage); });
}

bool has_noise(const LevelRequest& request) {
  return has_take(request, LevelStage::noise) || has_take(request, LevelStage::shorted);
}

void check_balanced(const Rig& rig, const LevelRequest& request) {
  if (request.balance) {
    throw usage_error(
        "--balance is not offered with the balanced wiring, whose inputs are on hot and cold of one channel: "
        "leave it out.");
  }
  if (source_full_scale(rig) && dut_full_scale(rig)) return;
  throw usage_error(
      "Volts are unknown: the balanced wiring needs the full scale of both inputs. Find them with 'ohmsweep "
      "volts', or declare them, and give the rig file with --rig.");
}

}  // namespace

RatedLoad rated(const std::string& stated) {
  if (stated.starts_with("headphone:")) {
    throw usage_error(fmt::format(
        "A search for the clean voltage would drive '{}' until the output distorts: use a resistor.",
        shown(stated)));
  }
  const StatedResistor resistor = parse_resistor(stated);
  return {stated, resistor, resistor.power_w.value_or(unstated_power_w)};
}

bool has_take(const LevelRequest& request, LevelStage stage) {
  return std::ranges::any_of(request.takes, [&](const LevelTake& take) { return take.stage == stage; });
}

LevelRequest decided(LevelRequest request, bool recorded_only) {
  if (!request.noise && has_noise(request)) {
    throw usage_error("--no-noise and takes of the noise contradict each other: leave one of them out.");
  }
  const bool common_of_volumes =
      request.wiring != OutputWiring::balanced && has_take(request, LevelStage::common);
  request.balance = request.balance || has_volume(request) || common_of_volumes;
  if (!recorded_only) return request;
  request.clean = false;
  request.noise = request.noise && has_noise(request);
  if (request.balance && !has_volume(request)) {
    throw usage_error(
        "There is no take of the balance: give --take full=FILE, middle=FILE or low=FILE, or --audio to "
        "record "
        "them.");
  }
  return request;
}

AudioFormat level_format(const Rig& rig, int sample_rate, OutputWiring wiring) {
  AudioFormat format = audio_format(rig, sample_rate);
  if (wiring == OutputWiring::player) format.reference_output_channel = format.output_channel == 2 ? 1 : 2;
  return format;
}

void check_level_request(const Rig& rig, const LevelRequest& request, bool recorded_only) {
  const LevelRequest asked = decided(request, recorded_only);
  if (!asked.clean && !asked.noise && !asked.balance) {
    throw usage_error(
        "Nothing is left to measure: the clean voltage and noise are left out, or nothing was given to take "
        "them "
        "from, and --balance is not asked for.");
  }
  if (asked.wiring == OutputWiring::balanced) check_balanced(rig, asked);
  if ((asked.clean || asked.noise) && !dut_full_scale(rig)) {
    throw usage_error(
        "Volts are unknown: the rig states no full scale of the dut channel. Find it with 'ohmsweep volts', "
        "or declare it, and give the rig file with --rig.");
  }
  for (const std::string& load : asked.loads) (void)rated(load);
}

}  // namespace ohmsweep
