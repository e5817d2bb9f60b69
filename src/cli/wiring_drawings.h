#pragma once
/// What to connect for a take, in one sentence and as a small drawing.

#include <string>

namespace ohmsweep::cli {

/// Outputs differ in what channel 1 listens to, and in whether their sleeve may meet the interface's ground.
enum class Connection {
  open,
  short_circuit,
  load,
  headphone_left,
  headphone_right,
  looped_unloaded,
  looped_loaded,
  driven_sleeve_unloaded,  ///< looped, the sleeve on the input's cold contact
  driven_sleeve_loaded,
  player_unloaded,
  player_loaded,
  driven_player_unloaded,
  driven_player_loaded,
  balanced_common,
  balanced_unloaded,
  balanced_loaded
};

/// What stands in a drawing: the inputs' numbers, and what is connected.
struct WiringLabels {
  int source_channel = 1;
  int dut_channel = 2;
  std::string device;  ///< the headphone or amplifier; empty for a standard
  std::string load;    ///< "100ohm+-0.1%", for a load and a loaded output
};

/// "Put 100ohm+-0.1% into the socket."
[[nodiscard]] std::string wiring_sentence(Connection connection, const WiringLabels& labels);

/// At most 8 lines of at most 60 columns, ASCII but for names, ending in a line end.
[[nodiscard]] std::string wiring_drawing(Connection connection, const WiringLabels& labels);

}  // namespace ohmsweep::cli
