#pragma once
/// What a person may have meant by a name that the library does not hold. Thread rule: pure functions.

#include <string>
#include <vector>

namespace ohmsweep {

/// The first three, quoted, shown() and comma-separated, with "and N more" where there are more.
[[nodiscard]] std::string listed(const std::vector<std::string>& names);

/// Those of `held` that are near `wanted`, listed(): up to three that a typing mistake leads to (near_name),
/// then those that contain it or are part of it, letter case aside. All of `held` when none is near.
[[nodiscard]] std::string near_names(const std::string& wanted, const std::vector<std::string>& held);

}  // namespace ohmsweep
