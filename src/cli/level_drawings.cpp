#include "cli/level_drawings.h"

#include <fmt/format.h>

namespace ohmsweep::cli {
namespace {

/// {0} and {1} are the inputs' numbers, {2} is the amplifier, {3} the load.
constexpr const char* unloaded =
    "  out --+-- in [ amplifier ] out --+--o\n"
    "        |          |               |     no load\n"
    "      in {0:<2}        |             in {1:<2}\n"
    "  gnd -------------+------------------o\n";
constexpr const char* loaded =
    "  out --+-- in [ amplifier ] out --+------+\n"
    "        |          |               |     [ ]  {3}\n"
    "      in {0:<2}        |             in {1:<2}   [ ]\n"
    "  gnd -------------+----------------------+\n";
constexpr const char* noise =
    "         +- in [ amplifier ] out --+--o\n"
    "   plug  |         |               |     no load\n"
    "         +---------+             in {1:<2}\n"
    "  gnd -------------+------------------o\n";
constexpr const char* shorted =
    "                 amplifier out  (nothing)\n"
    "  in {1:<2} --+\n"
    "         |  shorting plug, or hot and ground bridged\n"
    "  gnd ---+\n";
constexpr const char* common =
    "  out ---- both ins [ amplifier ] left  --+------ in {0:<2}\n"
    "                         |                |\n"
    "                         |                +------ in {1:<2}\n"
    "  gnd -------------------+        right  (nothing)\n";
constexpr const char* both =
    "  out ---- both ins [ amplifier ] left  --------- in {0:<2}\n"
    "                         |\n"
    "                         |        right --------- in {1:<2}\n"
    "  gnd -------------------+\n";

const char* pattern_of(LevelStage stage) {
  switch (stage) {
    case LevelStage::unloaded:
      return unloaded;
    case LevelStage::loaded:
      return loaded;
    case LevelStage::noise:
      return noise;
    case LevelStage::shorted:
      return shorted;
    case LevelStage::common:
      return common;
    case LevelStage::full:
    case LevelStage::middle:
    case LevelStage::low:
      break;
  }
  return both;
}

const char* sentence_of(LevelStage stage) {
  switch (stage) {
    case LevelStage::unloaded:
      return "Leave the output of {2} without a load, input {1} on it, and turn its volume up fully.";
    case LevelStage::loaded:
      return "Put {3} across the output of {2}, input {1} stays on it; touch no volume.";
    case LevelStage::noise:
      return "Close the input of {2} with a shorting plug, leave input {1} on its output, the volume up "
             "fully and "
             "nothing else on: nothing is played.";
    case LevelStage::shorted:
      return "Take input {1} off the output and short it; touch no input gain.";
    case LevelStage::common:
      return "Feed both inputs of {2}, and put inputs {0} and {1} on its left output.";
    case LevelStage::full:
      return "Feed both inputs of {2}; input {0} on its left output, input {1} on its right. Volume up "
             "fully.";
    case LevelStage::middle:
      return "Turn the volume to the middle; touch nothing else.";
    case LevelStage::low:
      break;
  }
  return "Turn the volume down to where you listen quietly; touch nothing else.";
}

std::string filled(const char* pattern, const WiringLabels& labels, const std::string& load) {
  return fmt::format(fmt::runtime(pattern), labels.source_channel, labels.dut_channel, labels.device, load);
}

}  // namespace

std::string level_sentence(const LevelPlace& place, const WiringLabels& labels) {
  return filled(sentence_of(place.stage), labels, place.load);
}

std::string level_drawing(const LevelPlace& place, const WiringLabels& labels) {
  constexpr std::size_t room = 12;
  return filled(pattern_of(place.stage), labels,
                place.load.size() <= room ? place.load : std::string("the load"));
}

}  // namespace ohmsweep::cli
