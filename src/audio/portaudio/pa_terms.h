#pragma once
// PortAudio's terms, as both the list of devices and the streams use them.

#include <portaudio.h>

#include <cstddef>
#include <string>

namespace ohmsweep::sound {

/// Samples to play as 32-bit integers and recorded ones as floats: PortAudio turns these, and no other pair,
/// into what 24-bit, 32-bit and float devices want without touching a bit of 24.
inline constexpr PaSampleFormat played_format = paInt32;
inline constexpr PaSampleFormat recorded_format = paFloat32;
/// The text, empty for none.
[[nodiscard]] std::string text_of(const char* text);

/// What to open of a device at this place of PortAudio's list.
[[nodiscard]] PaStreamParameters input_parameters(std::size_t device, int channels);
[[nodiscard]] PaStreamParameters output_parameters(std::size_t device, int channels);

/// The host API's own words, where it has any, else PortAudio's.
[[nodiscard]] std::string reason(PaError error);

}  // namespace ohmsweep::sound
