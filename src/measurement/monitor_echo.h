#pragma once
/// Direct monitoring leaves an echo: what an input hears is played again, g later by the way through the
/// interface, V = h / (1 - g h e^{-jωd}) of what is played. The impulse response then repeats itself at d,
/// 2d, ...

#include "measurement/heard_probe.h"

namespace ohmsweep {

struct MonitorEcho {
  double gain = 0.0;   ///< of the largest echo, relative to the direct sound
  double lag_s = 0.0;  ///< its delay
  double floor = 0.0;  ///< what an echo must exceed to be one
  [[nodiscard]] bool found() const { return gain > floor; }
};

/// Delays that are looked at. Below, an echo cannot be told from the converters' own response: a monitor
/// path without delay, as an analogue one is, stays unheard.
inline constexpr double shortest_echo_s = 0.0002;
inline constexpr double longest_echo_s = 0.2;

[[nodiscard]] MonitorEcho find_echo(const ProbeResponse& response);

}  // namespace ohmsweep
