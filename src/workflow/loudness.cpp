#include "ohmsweep/workflow/loudness.h"

#include <algorithm>
#include <utility>

#include "ohmsweep/core/error.h"

namespace ohmsweep {
namespace {

struct NamedHeadphone {
  std::string channel;
  LoudHeadphone headphone;
};

HeadphoneFacts facts_of(const std::vector<HeadphoneFacts>& all, const std::string& name) {
  const auto found = std::ranges::find(all, name, &HeadphoneFacts::name);
  return found == all.end() ? HeadphoneFacts{name} : *found;
}

std::vector<StoredCurve> measured_headphones(const Library& library, const LoudnessRequest& request) {
  // One that was only described is no error.
  if (request.headphone && !library.has_curve(CurveKind::headphone, *request.headphone) &&
      library.facts(*request.headphone)) {
    return {};
  }
  return library.curves(CurveKind::headphone, request.headphone);
}

std::vector<NamedHeadphone> headphones_of(const Library& library, const LoudnessRequest& request) {
  const std::vector<HeadphoneFacts> facts = library.all_facts();
  std::vector<NamedHeadphone> headphones;
  for (const StoredCurve& stored : measured_headphones(library, request)) {
    headphones.push_back({stored.part, {facts_of(facts, stored.name), stored.curve}});
  }
  for (const HeadphoneFacts& each : facts) {
    if (request.headphone && each.name != *request.headphone) continue;
    const bool measured = std::ranges::any_of(
        headphones, [&](const NamedHeadphone& named) { return named.headphone.facts.name == each.name; });
    if (!measured) headphones.push_back({"", {each, {}}});
  }
  std::ranges::stable_sort(headphones, {},
                           [](const NamedHeadphone& each) { return each.headphone.facts.name; });
  return headphones;
}

bool is_of(const LoudOutput& output, const StoredLevel& level) {
  return output.amplifier == level.amplifier && output.output == level.output;
}

/// Every output at every gain setting; what has a level alone or an impedance alone too.
std::vector<LoudOutput> outputs_of(const Library& library, const std::optional<std::string>& amplifier) {
  std::vector<StoredLevel> levels = library.levels(amplifier);
  std::vector<LoudOutput> outputs;
  if (!amplifier || levels.empty() || library.has_curve(CurveKind::amplifier, *amplifier)) {
    for (StoredCurve& stored : library.curves(CurveKind::amplifier, amplifier)) {
      LoudOutput output{stored.name, stored.part, std::move(stored.curve), {}};
      const std::size_t before = outputs.size();
      for (const StoredLevel& level : levels) {
        if (!is_of(output, level)) continue;
        outputs.push_back(output);
        outputs.back().level = level.level;
      }
      if (outputs.size() == before) outputs.push_back(std::move(output));
    }
  }
  for (StoredLevel& level : levels) {
    const bool listed = std::ranges::any_of(
        outputs, [&](const LoudOutput& each) { return is_of(each, level) && each.impedance; });
    if (!listed) outputs.push_back({level.amplifier, level.output, {}, std::move(level.level)});
  }
  std::ranges::stable_sort(outputs, {}, &LoudOutput::amplifier);
  return outputs;
}

RatedLoudness rated(const NamedHeadphone& headphone, const LoudOutput& output,
                    const LoudnessSettings& settings) {
  return {headphone.headphone.facts.name,
          headphone.channel,
          output.amplifier,
          output.output,
          output.level ? output.level->setting : "",
          loudness(headphone.headphone, output, settings)};
}

}  // namespace

std::vector<RatedLoudness> loudness_of_library(const Library& library, const LoudnessRequest& request) {
  const std::vector<NamedHeadphone> headphones = headphones_of(library, request);
  if (headphones.empty()) {
    throw failure(
        "There is no headphone in the library; run 'ohmsweep measure headphone NAME --sensitivity "
        "97dB/mW@1kHz' first.");
  }
  std::vector<LoudOutput> outputs = outputs_of(library, request.amplifier);
  if (outputs.empty()) outputs.emplace_back();
  std::vector<RatedLoudness> all;
  for (const NamedHeadphone& headphone : headphones) {
    for (const LoudOutput& output : outputs) all.push_back(rated(headphone, output, request.settings));
  }
  return all;
}

}  // namespace ohmsweep
