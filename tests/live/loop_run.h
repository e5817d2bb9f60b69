#pragma once
/// Sweeps through the loop by the product's own device, compared with what was played, sample by sample.

#include <optional>
#include <ostream>
#include <string>

#include "live/sound_world.h"

namespace ohmsweep::live {

/// One way to play and record.
struct LoopKind {
  std::string device = "JACK: VirtualInterface";
  int rate = 48000;
  int period = 1024;  ///< of the server
  int block = 0;      ///< that PortAudio is asked for; 0: as it likes
  double sweep_s = 5.0;
  bool freewheel = false;
};

void PrintTo(const LoopKind& kind, std::ostream* out);

struct LoopOutcome {
  long lag = -1;          ///< frames from played to recorded
  long differences = -1;  ///< samples of both channels that are not those played, -1: nothing came back
  bool flagged = false;   ///< the driver raised a flag
  bool reported = false;  ///< the product called the take broken
  double seconds = 0.0;
  std::string error;  ///< the product's sentence, empty without one

  [[nodiscard]] bool exact() const { return differences == 0 && error.empty(); }
};

[[nodiscard]] WorldSettings world_of(const LoopKind& kind);

/// Plays one sweep in a world of this kind. `judged`: the take is analysed too.
[[nodiscard]] LoopOutcome run_loop(const SoundWorld& world, const LoopKind& kind, bool judged);

/// For as long as it lives, this process has these variables, and what it starts inherits them.
class BorrowedEnvironment {
 public:
  explicit BorrowedEnvironment(const Environment& environment);
  ~BorrowedEnvironment();
  BorrowedEnvironment(const BorrowedEnvironment&) = delete;
  BorrowedEnvironment& operator=(const BorrowedEnvironment&) = delete;

 private:
  std::map<std::string, std::optional<std::string>> before_;
};

}  // namespace ohmsweep::live
