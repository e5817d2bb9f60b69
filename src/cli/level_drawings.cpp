#include "cli/level_drawings.h"

#include <fmt/format.h>

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

Connection connection_of(LevelStage stage, bool player) {
  if (stage == LevelStage::unloaded)
    return player ? Connection::player_unloaded : Connection::looped_unloaded;
  return player ? Connection::player_loaded : Connection::looped_loaded;
}

bool is_searched(LevelStage stage) { return stage == LevelStage::unloaded || stage == LevelStage::loaded; }

const Picture& picture_of(LevelStage stage, bool player) {
  switch (stage) {
    case LevelStage::noise:
      return player ? player_noise : looped_noise;
    case LevelStage::shorted:
      return shorted;
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
  const bool player = wiring == OutputWiring::player;
  if (place.stage == LevelStage::middle) return turn_to_middle;
  if (place.stage == LevelStage::low) return turn_low;
  if (!is_searched(place.stage)) return filled(picture_of(place.stage, player).sentence, labels);
  const std::string sentence = wiring_sentence(connection_of(place.stage, player), with_load(labels, place));
  return sentence + (place.stage == LevelStage::unloaded ? " Volume up fully." : " Touch no volume.");
}

std::string level_drawing(const LevelPlace& place, OutputWiring wiring, const WiringLabels& labels) {
  const bool player = wiring == OutputWiring::player;
  if (is_searched(place.stage)) {
    return wiring_drawing(connection_of(place.stage, player), with_load(labels, place));
  }
  return filled(picture_of(place.stage, player).drawing, labels);
}

}  // namespace ohmsweep::cli
