#include "ohmsweep/workflow/describe.h"

namespace ohmsweep {

bool states_anything(const HeadphoneFacts& facts) {
  return facts.nominal_ohm || facts.sensitivity || !facts.notes.empty();
}

HeadphoneFacts keep_facts(Library& library, const HeadphoneFacts& stated) {
  HeadphoneFacts facts = library.facts(stated.name).value_or(HeadphoneFacts{stated.name});
  if (stated.nominal_ohm) facts.nominal_ohm = stated.nominal_ohm;
  if (stated.sensitivity) facts.sensitivity = stated.sensitivity;
  if (!stated.notes.empty()) facts.notes = stated.notes;
  library.describe(facts);
  return facts;
}

}  // namespace ohmsweep
