#include "cli/wiring_drawings.h"

#include <fmt/format.h>

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
    "  player left  --+--\n"
    "               in {0:<2}\n"
    "  player right --+--o\n"
    "               in {1:<2}  no load\n"
    "  player gnd -------o--- gnd\n"};
constexpr Wiring player_loaded{"Put {3} across the right channel of {2}; the left one stays without.",
                               "  player left  --+--\n"
                               "               in {0:<2}\n"
                               "  player right --+------+\n"
                               "               in {1:<2}   [ ]  {3}\n"
                               "  player gnd -----------+--- gnd\n"};

const Wiring& wiring_of(Connection connection) {
  switch (connection) {
    case Connection::open:
      return open;
    case Connection::short_circuit:
      return short_circuit;
    case Connection::load:
      return load;
    case Connection::headphone_left:
      return headphone_left;
    case Connection::headphone_right:
      return headphone_right;
    case Connection::looped_unloaded:
      return looped_unloaded;
    case Connection::looped_loaded:
      return looped_loaded;
    case Connection::player_unloaded:
      return player_unloaded;
    case Connection::player_loaded:
      return player_loaded;
  }
  return load;
}

std::string filled(const char* pattern, const WiringLabels& labels, const std::string& load_label) {
  return fmt::format(fmt::runtime(pattern), labels.source_channel, labels.dut_channel, labels.device,
                     load_label);
}

/// A long name would break the drawing's width; the sentence above it has it in full.
std::string short_label(const std::string& label) {
  constexpr std::size_t room = 12;
  return label.size() <= room ? label : std::string("the load");
}

}  // namespace

std::string wiring_sentence(Connection connection, const WiringLabels& labels) {
  return filled(wiring_of(connection).sentence, labels, labels.load);
}

std::string wiring_drawing(Connection connection, const WiringLabels& labels) {
  return filled(wiring_of(connection).drawing, labels, short_label(labels.load));
}

}  // namespace ohmsweep::cli
