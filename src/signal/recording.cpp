#include "ohmsweep/signal/recording.h"

#include <utility>

namespace ohmsweep {

Recording swap_channels(Recording recording) {
  std::swap(recording.source, recording.dut);
  return recording;
}

}  // namespace ohmsweep
