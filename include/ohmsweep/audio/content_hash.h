#pragma once
/// The identity of a take: the same samples give the same name, whatever file holds them.
/// SHA-256: FIPS 180-4. Thread rule: pure functions.

#include <string>
#include <string_view>
#include <vector>

#include "ohmsweep/signal/recording.h"

namespace ohmsweep {

/// SHA-256, 64 lower-case hex digits, of the sample rate, the channel count (2) and the frames source, dut.
/// Samples are quantised to 32-bit integers (full scale 1.0 is 2^31, values beyond it saturate), which is
/// exact for any integer format up to 32 bits: one take kept as WAV and as FLAC has one hash. The name is not
/// part of it. Throws Error(failed) when the channels differ in length or a sample is not finite.
[[nodiscard]] std::string content_hash(const Recording& recording);

/// SHA-256 of bytes as they are, in the same digits.
[[nodiscard]] std::string content_hash(std::string_view bytes);

/// The same as of a recording, of one channel, for a stimulus.
[[nodiscard]] std::string content_hash(const std::vector<double>& samples, int sample_rate);

}  // namespace ohmsweep
