#include "cli/shipped_rig_text.h"

#include <fmt/format.h>

#include <algorithm>

#include "cli/json_text.h"
#include "cli/rig_text.h"
#include "ohmsweep/core/quantity_text.h"
#include "ohmsweep/formats/rig_file.h"
#include "ohmsweep/formats/shipped_rigs.h"

namespace ohmsweep::cli {

std::string shipped_rig_list(bool json) {
  std::string lines;
  std::vector<std::string> objects;
  for (const ShippedRig& shipped : shipped_rigs()) {
    const Rig rig = read_rig(shipped.text, shipped.name);
    const double ohms = rig.source_input.resistance_ohm;
    lines += fmt::format("{:<32} {:<5} {}\n", shipped.name, mode_text(rig),
                         ohms > 0.0 ? format_ohms(ohms) : "impedance not confirmed");
    objects.push_back(json_object({{"name", json_string(shipped.name)}, {"rig", rig_json(rig)}}));
  }
  return json ? json_array(objects) + "\n" : lines;
}

std::string shipped_rig_text(const Invocation& invocation) {
  if (invocation.operands.empty()) return shipped_rig_list(invocation.json());
  const std::string& name = invocation.operands.front();
  const Rig rig = shipped_rig(name);
  if (invocation.json()) return rig_json(rig) + "\n";
  const std::vector<ShippedRig> all = shipped_rigs();
  return std::ranges::find(all, name, &ShippedRig::name)->text;
}

}  // namespace ohmsweep::cli
