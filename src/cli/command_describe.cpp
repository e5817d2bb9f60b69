#include <fmt/format.h>

#include "cli/command.h"
#include "cli/facts_options.h"
#include "cli/json_text.h"
#include "cli/surroundings.h"
#include "ohmsweep/core/name.h"
#include "ohmsweep/core/quantity_text.h"
#include "ohmsweep/workflow/describe.h"

namespace ohmsweep::cli {
namespace {

std::string facts_json(const HeadphoneFacts& facts) {
  const std::optional<Sensitivity>& stated = facts.sensitivity;
  const char* per = stated && stated->per == SensitivityPer::volt ? "\"V\"" : "\"mW\"";
  return json_object({{"headphone", json_string(facts.name)},
                      {"nominal_ohm", facts.nominal_ohm ? json_number(*facts.nominal_ohm) : "null"},
                      {"sensitivity_db", stated ? json_number(stated->db_spl) : "null"},
                      {"sensitivity_per", stated ? per : "null"},
                      {"sensitivity_hz", stated && stated->at_hz ? json_number(*stated->at_hz) : "null"},
                      {"notes", facts.notes.empty() ? "null" : json_string(facts.notes)}}) +
         "\n";
}

std::string facts_text(const HeadphoneFacts& facts) {
  return fmt::format("{}\n  nominal      {}\n  sensitivity  {}\n{}", shown(facts.name),
                     facts.nominal_ohm ? format_ohms(*facts.nominal_ohm) + ", as published" : "not stated",
                     facts.sensitivity ? to_string(*facts.sensitivity) + ", as published" : "not stated",
                     facts.notes.empty() ? "" : fmt::format("  notes        {}\n", shown(facts.notes)));
}

int run(const Invocation& invocation) {
  const std::string& name = invocation.operands.front();
  const HeadphoneFacts stated = stated_facts(invocation.arguments, name);
  Library library(library_folder(invocation.arguments));
  // A name that nobody measured or listed is more likely misspelt than new.
  if (!library.facts(name)) (void)library.curves(CurveKind::headphone, name);
  const HeadphoneFacts facts = states_anything(stated) ? keep_facts(library, stated)
                                                       : library.facts(name).value_or(HeadphoneFacts{name});
  invocation.terminal.print(invocation.json() ? facts_json(facts) : facts_text(facts));
  return done;
}

}  // namespace

Command describe_command() {
  std::vector<OptionSpec> options = facts_options();
  options.push_back({"notes", "TEXT", "anything else worth keeping"});
  return {"describe",
          "NAME",
          1,
          1,
          "States what is published of a headphone, or tells what was stated.",
          "ohmsweep describe HD600 --nominal 300ohm --sensitivity 97dB/mW@1kHz",
          std::move(options),
          run};
}

}  // namespace ohmsweep::cli
