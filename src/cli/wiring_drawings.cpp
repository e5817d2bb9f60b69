#include "cli/wiring_drawings.h"

#include <fmt/format.h>

#include <array>
#include <string_view>

namespace ohmsweep::cli {
namespace {

/// {0} and {1} are the inputs' numbers, {2} is the device, {3} the load.
struct Wiring {
  const char* sentence;
  const char* drawing;
};

constexpr Wiring open{"Leave the socket empty: nothing between its contacts.",
                      "  out --+--[ reference ]--+--o\n"
                      "        |                 |     nothing\n"
                      "      in {0:<2}             in {1:<2}\n"
                      "  gnd -----------------------o\n"};
constexpr Wiring short_circuit{"Bridge the socket with a short thick wire.",
                               "  out --+--[ reference ]--+------+\n"
                               "        |                 |      |  thick wire\n"
                               "      in {0:<2}             in {1:<2}    |\n"
                               "  gnd ---------------------------+\n"};
constexpr Wiring load{"Put {3} into the socket.",
                      "  out --+--[ reference ]--+------+\n"
                      "        |                 |     [ ]  {3}\n"
                      "      in {0:<2}             in {1:<2}   [ ]\n"
                      "  gnd ---------------------------+\n"};
constexpr Wiring headphone_left{"Connect the left channel of {2}: tip and sleeve; leave the ring open.",
                                "  out --+--[ reference ]--+------ tip     left\n"
                                "        |                 |\n"
                                "      in {0:<2}             in {1:<2}     ring    (nothing)\n"
                                "  gnd --------------------------- sleeve  common\n"};
constexpr Wiring headphone_right{"Connect the right channel of {2}: ring and sleeve; leave the tip open.",
                                 "  out --+--[ reference ]--+------ ring    right\n"
                                 "        |                 |\n"
                                 "      in {0:<2}             in {1:<2}     tip     (nothing)\n"
                                 "  gnd --------------------------- sleeve  common\n"};
constexpr Wiring looped_unloaded{"Leave the output of {2} without a load; input {1} stays on it.",
                                 "  out --+-- in [ amplifier ] out --+--o\n"
                                 "        |          |               |     no load\n"
                                 "      in {0:<2}        |             in {1:<2}\n"
                                 "  gnd -------------+------------------o\n"};
constexpr Wiring looped_loaded{"Put {3} across the output of {2}; input {1} stays on it.",
                               "  out --+-- in [ amplifier ] out --+------+\n"
                               "        |          |               |     [ ]  {3}\n"
                               "      in {0:<2}        |             in {1:<2}   [ ]\n"
                               "  gnd -------------+----------------------+\n"};
constexpr Wiring player_unloaded{
    "Leave both channels of {2} without a load; inputs {0} and {1} stay on them.",
    "  player tip    (left)  -------------------- in {0}\n"
    "  player ring   (right) --+----------------- in {1}\n"
    "                          o\n"
    "                               no load\n"
    "                          o\n"
    "  player sleeve         --+--- gnd of in {0} and in {1}\n"};
constexpr Wiring player_loaded{"Put {3} across the right channel of {2}; the left one stays without.",
                               "  player tip    (left)  -------------------- in {0}\n"
                               "  player ring   (right) --+----------------- in {1}\n"
                               "                         [ ]\n"
                               "                         [ ]   {3}\n"
                               "                          |\n"
                               "  player sleeve         --+--- gnd of in {0} and in {1}\n"};

constexpr Wiring driven_sleeve_unloaded{
    "Leave the output of {2} without a load; input {1} hot on tip, cold on sleeve, its shield on nothing.",
    "  out --+-- in [ amplifier ] tip --+--o\n"
    "        |          |             in {1:<2} hot\n"
    "      in {0:<2}        |                      no load\n"
    "        |          |             in {1:<2} cold\n"
    "        |          |      sleeve --+--o\n"
    "  gnd -------------+     (the sleeve never meets gnd)\n"};
constexpr Wiring driven_sleeve_loaded{
    "Put {3} from tip to sleeve of {2}; input {1} hot on tip, cold on sleeve, its shield on nothing.",
    "  out --+-- in [ amplifier ] tip --+------+\n"
    "        |          |             in {1:<2} hot |\n"
    "      in {0:<2}        |                     [ ]  {3}\n"
    "        |          |             in {1:<2} cold|\n"
    "        |          |      sleeve --+------+\n"
    "  gnd -------------+     (the sleeve never meets gnd)\n"};
constexpr Wiring driven_player_unloaded{
    "Leave both channels of {2} without a load; inputs {0} and {1} hot on them, both cold on the sleeve, "
    "shields on nothing.",
    "  player tip    (left)  ------------- in {0} hot\n"
    "  player ring   (right) --+---------- in {1} hot\n"
    "                          o\n"
    "                               no load\n"
    "                          o\n"
    "  player sleeve         --+---------- in {0} and in {1} cold\n"
    "                                      (never gnd)\n"};
constexpr Wiring driven_player_loaded{
    "Put {3} across the right channel of {2}; inputs {0} and {1} hot on the channels, both cold on the "
    "sleeve, shields on nothing.",
    "  player tip    (left)  ------------- in {0} hot\n"
    "  player ring   (right) --+---------- in {1} hot\n"
    "                         [ ]\n"
    "                         [ ]   {3}\n"
    "                          |\n"
    "  player sleeve         --+---------- in {0} and in {1} cold\n"
    "                                      (never gnd)\n"};
constexpr Wiring balanced_common{
    "Put inputs {0} and {1} both on the hot contact of {2}, without a load: their gains are compared.",
    "  out ---- in [ amplifier ] hot  --+-----+\n"
    "               |                 in {0:<2} in {1:<2}\n"
    "               |            cold --o\n"
    "  gnd ---------+--- ground of the amplifier, cold contacts\n"
    "                    of the inputs\n"};
constexpr Wiring balanced_unloaded{
    "Leave the output of {2} without a load; input {0} on hot, input {1} on cold.",
    "  out ---- in [ amplifier ] hot  --+--o\n"
    "               |                 in {0:<2}\n"
    "               |                         no load\n"
    "               |            cold --+--o\n"
    "               |                 in {1:<2}\n"
    "  gnd ---------+--- ground of the amplifier, cold contacts\n"
    "                    of the inputs\n"};
constexpr Wiring balanced_loaded{"Put {3} between hot and cold of {2}; input {0} on hot, input {1} on cold.",
                                 "  out ---- in [ amplifier ] hot  --+------+\n"
                                 "               |                 in {0:<2}    |\n"
                                 "               |                        [ ]  {3}\n"
                                 "               |            cold --+------+\n"
                                 "               |                 in {1:<2}\n"
                                 "  gnd ---------+--- ground of the amplifier, cold contacts\n"
                                 "                    of the inputs\n"};

/// In the order of Connection.
constexpr std::array<const Wiring*, 16> wirings{&open,
                                                &short_circuit,
                                                &load,
                                                &headphone_left,
                                                &headphone_right,
                                                &looped_unloaded,
                                                &looped_loaded,
                                                &driven_sleeve_unloaded,
                                                &driven_sleeve_loaded,
                                                &player_unloaded,
                                                &player_loaded,
                                                &driven_player_unloaded,
                                                &driven_player_loaded,
                                                &balanced_common,
                                                &balanced_unloaded,
                                                &balanced_loaded};
static_assert(static_cast<std::size_t>(Connection::balanced_loaded) + 1 == wirings.size());

const Wiring& wiring_of(Connection connection) { return *wirings.at(static_cast<std::size_t>(connection)); }

std::string filled(const char* pattern, const WiringLabels& labels, const std::string& load_label) {
  return fmt::format(fmt::runtime(pattern), labels.source_channel, labels.dut_channel, labels.device,
                     load_label);
}

/// What a load is, without its tolerance, rating and level: "33ohm", "HD600.left".
std::string plain_load(const std::string& label) {
  constexpr std::string_view headphone = "headphone:";
  if (!label.starts_with(headphone)) return label.substr(0, label.find_first_of("+/@"));
  std::string name = label.substr(headphone.size());
  for (const std::string channel : {".left", ".right"}) {
    if (const std::size_t at = name.rfind(channel); at != std::string::npos)
      return name.substr(0, at) + channel;
  }
  return name;
}

/// A long name would break the drawing's width; the sentence above it has it in full.
std::string short_label(const std::string& label) {
  constexpr std::size_t room = 14;
  for (const std::string& each : {label, plain_load(label)}) {
    if (each.size() <= room) return each;
  }
  return label.starts_with("headphone:") ? "the headphone" : "the load";
}

}  // namespace

std::string wiring_sentence(Connection connection, const WiringLabels& labels) {
  return filled(wiring_of(connection).sentence, labels, labels.load);
}

std::string wiring_drawing(Connection connection, const WiringLabels& labels) {
  return filled(wiring_of(connection).drawing, labels, short_label(labels.load));
}

}  // namespace ohmsweep::cli
