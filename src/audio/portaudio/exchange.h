#pragma once
// What the audio callback does: copy between memory that is there already and the device, meter, count.
// Nothing here allocates, locks, waits, logs or calls the system, so that no block is ever late because of
// it.

#include <cstdint>

#include "audio/portaudio/shared_sound.h"

namespace ohmsweep::sound {

/// Made before the stream starts and not changed while it runs.
struct Exchange {
  const std::int32_t* play = nullptr;       ///< play_frames samples, full scale 2^31
  const std::int32_t* reference = nullptr;  ///< as many for a second channel, null: none
  std::uint64_t play_frames = 0;
  bool looped = false;      ///< play over and over, and record into a ring
  float* source = nullptr;  ///< record_frames samples
  float* dut = nullptr;
  std::uint64_t record_frames = 0;
  std::uint64_t fade_frames = 1;  ///< of the fade-out, and of the fade-in of a loop
  int outputs = 0;                ///< channels of a frame to play
  int inputs = 0;                 ///< channels of a recorded frame
  int output_channel = 0;         ///< counted from 0, as the three below
  int reference_channel = 0;      ///< another than output_channel
  int source_channel = 0;
  int dut_channel = 1;
  Meters* meters = nullptr;
};

/// The callback's own position in the fades.
struct FadePosition {
  std::uint64_t in = 0;
  std::uint64_t out = 0;
};

/// One block from the device, frames of `inputs` interleaved samples. A null block is recorded as silence.
/// Stops at record_frames, unless looped.
void record_block(const Exchange& exchange, const float* block, std::uint64_t frames);

/// One block for the device: the stimulus on its channel, the reference on another where there is one,
/// silence on the others, before the first block was recorded and after the stimulus.
void play_block(const Exchange& exchange, FadePosition& fade, std::int32_t* block, std::uint64_t frames);

}  // namespace ohmsweep::sound
