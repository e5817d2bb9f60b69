#include "cli/level_drawings.h"

#include <fmt/format.h>

#include <optional>

namespace ohmsweep::cli {
namespace {

/// {0} and {1} are the inputs' numbers, {2} is the amplifier.
struct Picture {
  const char* sentence;
  const char* drawing;
};

constexpr Picture looped_noise{
    "Close the input of {2} with a shorting plug; input {1} stays on its output, the volume up: nothing "
    "plays.",
    "         +- in [ amplifier ] out --+--o\n"
    "   plug  |         |               |     no load\n"
    "         +---------+             in {1:<2}\n"
    "  gnd -------------+------------------o\n"};
constexpr Picture player_noise{"Leave {2} as it is, the volume up: nothing plays.",
                               "  player right --+--o\n"
                               "               in {1:<2}  no load\n"
                               "  player gnd -------o--- gnd\n"};
constexpr Picture shorted{"Take input {1} off the output and short it; touch no input gain.",
                          "                 output  (nothing)\n"
                          "  in {1:<2} --+\n"
                          "         |  shorting plug\n"
                          "  gnd ---+\n"};
constexpr Picture balanced_noise{
    "Close the input of {2} with a shorting plug; inputs {0} and {1} stay on hot and cold, the volume up: "
    "nothing plays.",
    "         +- in [ amplifier ] hot  --+--o\n"
    "   plug  |         |              in {0:<2}  no load\n"
    "         +---------+         cold --+--o\n"
    "                   |              in {1:<2}\n"
    "  gnd -------------+--- ground of the amplifier, cold contacts\n"
    "                        of the inputs\n"};
constexpr Picture balanced_shorted{
    "Take inputs {0} and {1} off the output and short both; touch no input gain.",
    "                 output  (nothing)\n"
    "  in {0:<2} --+          in {1:<2} --+\n"
    "         |  shorting         |  shorting\n"
    "  gnd ---+  plug      gnd ---+  plug\n"};
constexpr Picture looped_common{"Feed both inputs of {2}, and put inputs {0} and {1} on its left output.",
                                "  out --+-- in left   [      ] left  --+-- in {0:<2}\n"
                                "        |             [ ampl ]         +-- in {1:<2}\n"
                                "        +-- in right  [      ] right     (nothing)\n"};
constexpr Picture player_common{"Put inputs {0} and {1} on the left channel of {2}.",
                                "  player left  --+-- in {0:<2}\n"
                                "                 +-- in {1:<2}\n"
                                "  player right     (nothing)\n"};
constexpr Picture looped_both{
    "Feed both inputs of {2}; input {0} on its left output, input {1} on its right one. Volume up fully.",
    "  out --+-- in left   [      ] left  ----- in {0:<2}\n"
    "        |             [ ampl ]\n"
    "        +-- in right  [      ] right ----- in {1:<2}\n"};
constexpr Picture player_both{
    "Put input {0} on the left channel of {2}, input {1} on its right one. Volume up fully.",
    "  player left  ----- in {0:<2}\n"
    "  player right ----- in {1:<2}\n"};
constexpr const char* turn_to_middle = "Turn the volume to the middle; touch nothing else.";
constexpr const char* turn_low = "Turn the volume down to where you listen quietly; touch nothing else.";

bool is_searched(LevelStage stage) { return stage == LevelStage::unloaded || stage == LevelStage::loaded; }

/// Drawn as for the output's impedance.
std::optional<Connection> connection_of(LevelStage stage, OutputWiring wiring) {
  if (stage == LevelStage::common && wiring == OutputWiring::balanced) return Connection::balanced_common;
  if (!is_searched(stage)) return std::nullopt;
  const bool unloaded = stage == LevelStage::unloaded;
  switch (wiring) {
    case OutputWiring::player:
      return unloaded ? Connection::player_unloaded : Connection::player_loaded;
    case OutputWiring::balanced:
      return unloaded ? Connection::balanced_unloaded : Connection::balanced_loaded;
    case OutputWiring::looped:
      break;
  }
  return unloaded ? Connection::looped_unloaded : Connection::looped_loaded;
}

const Picture& picture_of(LevelStage stage, OutputWiring wiring) {
  const bool player = wiring == OutputWiring::player;
  const bool balanced = wiring == OutputWiring::balanced;
  switch (stage) {
    case LevelStage::noise:
      return balanced ? balanced_noise : (player ? player_noise : looped_noise);
    case LevelStage::shorted:
      return balanced ? balanced_shorted : shorted;
    case LevelStage::common:
      return player ? player_common : looped_common;
    default:
      return player ? player_both : looped_both;
  }
}

std::string filled(const char* pattern, const WiringLabels& labels) {
  return fmt::format(fmt::runtime(pattern), labels.source_channel, labels.dut_channel, labels.device);
}

WiringLabels with_load(WiringLabels labels, const LevelPlace& place) {
  labels.load = place.load;
  return labels;
}

}  // namespace

std::string level_sentence(const LevelPlace& place, OutputWiring wiring, const WiringLabels& labels) {
  if (place.stage == LevelStage::middle) return turn_to_middle;
  if (place.stage == LevelStage::low) return turn_low;
  const auto connection = connection_of(place.stage, wiring);
  if (!connection) return filled(picture_of(place.stage, wiring).sentence, labels);
  const std::string sentence = wiring_sentence(*connection, with_load(labels, place));
  return sentence + (place.stage == LevelStage::loaded ? " Touch no volume." : " Volume up fully.");
}

std::string level_drawing(const LevelPlace& place, OutputWiring wiring, const WiringLabels& labels) {
  if (const auto connection = connection_of(place.stage, wiring)) {
    return wiring_drawing(*connection, with_load(labels, place));
  }
  return filled(picture_of(place.stage, wiring).drawing, labels);
}

}  // namespace ohmsweep::cli
