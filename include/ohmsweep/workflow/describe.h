#pragma once
/// What a person states of a headphone beside its curves: its published nominal impedance and sensitivity.
/// Thread rule: as the library's.

#include "ohmsweep/library/library.h"

namespace ohmsweep {

/// Whether it states anything beside the name.
[[nodiscard]] bool states_anything(const HeadphoneFacts& facts);

/// Stores what `stated` states and keeps the rest of what the library knew of that name; returns both
/// together. Throws Error(usage) for a name that check_name refuses.
HeadphoneFacts keep_facts(Library& library, const HeadphoneFacts& stated);

}  // namespace ohmsweep
