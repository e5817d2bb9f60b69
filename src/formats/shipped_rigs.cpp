#include "ohmsweep/formats/shipped_rigs.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "ohmsweep/core/error.h"
#include "ohmsweep/core/name.h"
#include "ohmsweep/core/near_name.h"
#include "ohmsweep/formats/rig_file.h"

namespace ohmsweep {

/// Made by the build (cmake/EmbedText.cmake).
std::vector<std::pair<std::string_view, std::string_view>> shipped_rig_texts();

std::vector<ShippedRig> shipped_rigs() {
  std::vector<ShippedRig> rigs;
  for (const auto& [name, text] : shipped_rig_texts()) rigs.push_back({std::string(name), std::string(text)});
  std::ranges::sort(rigs, {}, &ShippedRig::name);
  return rigs;
}

Rig shipped_rig(std::string_view name) {
  std::vector<std::string> names;
  for (const ShippedRig& rig : shipped_rigs()) {
    if (rig.name == name) return read_rig(rig.text, rig.name);
    names.push_back(rig.name);
  }
  const std::string near = near_name(name, names);
  throw usage_error(fmt::format("No rig named '{}' is shipped{}; 'ohmsweep rig show --shipped' lists them.",
                                shown(std::string(name)),
                                near.empty() ? "" : fmt::format(", did you mean '{}'", near)));
}

}  // namespace ohmsweep
