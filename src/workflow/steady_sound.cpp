#include "workflow/steady_sound.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "ohmsweep/workflow/levels.h"

namespace ohmsweep {

std::vector<double> tone_loop(Hertz tone, Decibels level, int sample_rate) {
  std::vector<double> loop(static_cast<std::size_t>(sample_rate));
  const double amplitude = decibels_to_amplitude(level);
  for (std::size_t n = 0; n < loop.size(); ++n) {
    const double cycles = tone.value() * static_cast<double>(n) / sample_rate;
    loop[n] = amplitude * std::sin(2.0 * std::numbers::pi * (cycles - std::floor(cycles)));
  }
  return loop;
}

void rise_to(AudioDevice& device, const SteadyPlace& place, Decibels level, const Narrator& narrator) {
  constexpr Decibels step{6.0};
  constexpr int blocks_each = 3;
  const double all = std::max(1.0, (level - quiet_start).value());
  for (Decibels now = quiet_start; now < level; now = now + step) {
    int blocks = 0;
    const auto listener = [&](const std::vector<double>&, const std::vector<double>&) {
      if (narrator.progress) {
        narrator.progress(fmt::format("Rising to {:.1f} dBFS", level.value()),
                          std::min(1.0, (now - quiet_start).value() / all));
      }
      return ++blocks < blocks_each;
    };
    device.listen(tone_loop(place.tone, now, place.format.sample_rate), place.format, place.state, listener);
  }
}

}  // namespace ohmsweep
