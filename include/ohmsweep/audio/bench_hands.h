#pragma once
/// The virtual bench with somebody beside it who plugs things in while it is listened to: a device to try
/// hands-free measuring on.

#include <memory>

#include "ohmsweep/audio/virtual_bench.h"

namespace ohmsweep {

/// What is connected changes by the bench's hands, whatever state is asked for: each after its time of
/// listening since the last change or take; bounces and half-inserted plugs are hands of their own. Before
/// the first, nothing is connected. A take is of what is connected then. A bench without hands has somebody
/// who does as the state that is listened for asks: half a second after a take it is unplugged, a second
/// later what is asked for is plugged in. Throws Error(failed) while listening when the last hand's plug has
/// been listened to for 20 s: nobody will ever change anything.
[[nodiscard]] std::unique_ptr<AudioDevice> make_bench_hands(std::unique_ptr<VirtualBench> bench);

}  // namespace ohmsweep
